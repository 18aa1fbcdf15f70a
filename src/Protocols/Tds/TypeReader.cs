using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Reads TYPE_INFO of every type (MS-TDS §2.2.5.4–2.2.5.6).</summary>
public static class TypeReader
{
    /// <summary>In the place of a size: the value is partially length-prefixed.</summary>
    private const int Max = 0xffff;

    /// <summary>Reads one TYPE_INFO; of a reader that is short the result does not count.</summary>
    /// <exception cref="WireFault">A type that the protocol does not know, or that cannot stand there.</exception>
    public static TypeInfo Read(ref FieldReader reader, TypePlace place, TdsVersion version)
    {
        var type = (TdsType)reader.ReadByte();
        if (reader.IsShort)
        {
            return default;
        }

        return type switch
        {
            TdsType.Null when place == TypePlace.Parameter => Fixed(type, 0),
            TdsType.TinyInt or TdsType.Bit => Fixed(type, 1),
            TdsType.SmallInt => Fixed(type, 2),
            TdsType.Int or TdsType.SmallDateTime or TdsType.Real or TdsType.SmallMoney => Fixed(type, 4),
            TdsType.BigInt or TdsType.DateTime or TdsType.Float or TdsType.Money => Fixed(type, 8),
            TdsType.UniqueIdentifier or TdsType.IntN or TdsType.BitN or TdsType.FloatN or TdsType.MoneyN or TdsType.DateTimeN =>
                ByteSized(type, reader.ReadByte()),
            TdsType.OldVarChar or TdsType.OldChar or TdsType.OldBinary or TdsType.OldVarBinary => ReadOld(ref reader, type),
            TdsType.DecimalN or TdsType.NumericN or TdsType.OldDecimal or TdsType.OldNumeric =>
                new TypeInfo(type, ValueForm.ByteLength, reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), default),
            TdsType.Date => ByteSized(type, 3),
            TdsType.Time or TdsType.DateTime2 or TdsType.DateTimeOffset => ReadTime(ref reader, type),
            TdsType.VarBinary or TdsType.VarChar or TdsType.Binary or TdsType.Char or TdsType.NVarChar or TdsType.NChar =>
                ReadSized(ref reader, type),
            TdsType.Text or TdsType.NText or TdsType.Image => ReadLong(ref reader, type, place, version),
            TdsType.Variant => new TypeInfo(type, ValueForm.VariantLength, reader.ReadUInt32(), 0, 0, default),
            TdsType.Udt => ReadUdt(ref reader, place),
            TdsType.Xml => ReadXml(ref reader),
            TdsType.Json => new TypeInfo(type, ValueForm.Plp, Max, 0, 0, default),
            TdsType.Vector => new TypeInfo(type, ValueForm.UInt16Length, reader.ReadUInt16(), 0, reader.ReadByte(), default),
            TdsType.Table when place == TypePlace.Parameter => new TypeInfo(type, ValueForm.Table, 0, 0, 0, default),
            _ => WireFault.Throw<TypeInfo>("a type that the protocol does not know"),
        };
    }

    /// <summary>The names of a base table behind the TYPE_INFO of text, ntext and image in COLMETADATA.</summary>
    public static void SkipTableName(ref FieldReader reader, TdsVersion version)
    {
        var parts = version.IsAtLeast72() ? reader.ReadByte() : 1;
        for (var part = 0; part < parts; part++)
        {
            reader.ReadText();
        }
    }

    private static TypeInfo Fixed(TdsType type, uint size) => new(type, ValueForm.Fixed, size, 0, 0, default);

    private static TypeInfo ByteSized(TdsType type, uint size) => new(type, ValueForm.ByteLength, size, 0, 0, default);

    /// <summary>Types of before 7.0 have no collation.</summary>
    private static TypeInfo ReadOld(ref FieldReader reader, TdsType type) => ByteSized(type, reader.ReadByte());

    private static TypeInfo ReadTime(ref FieldReader reader, TdsType type)
    {
        var scale = reader.ReadByte();
        if (scale > 7)
        {
            WireFault.Throw("a time with more than seven digits of a second");
        }

        var time = scale <= 2 ? 3u : scale <= 4 ? 4u : 5u;
        var size = time + (type == TdsType.Time ? 0u : type == TdsType.DateTime2 ? 3u : 5u);
        return new TypeInfo(type, ValueForm.ByteLength, size, 0, scale, default);
    }

    private static TypeInfo ReadSized(ref FieldReader reader, TdsType type)
    {
        var size = reader.ReadUInt16();
        var isText = type is TdsType.VarChar or TdsType.Char or TdsType.NVarChar or TdsType.NChar;
        var collation = isText ? Collation.Read(ref reader) : default;
        var canBeMax = type is TdsType.VarBinary or TdsType.VarChar or TdsType.NVarChar;
        if (size == Max && !canBeMax)
        {
            WireFault.Throw("a type of fixed length without one");
        }

        return new TypeInfo(type, size == Max ? ValueForm.Plp : ValueForm.UInt16Length, size, 0, 0, collation);
    }

    private static TypeInfo ReadLong(ref FieldReader reader, TdsType type, TypePlace place, TdsVersion version)
    {
        var size = reader.ReadUInt32();
        var collation = type == TdsType.Image ? default : Collation.Read(ref reader);
        if (place == TypePlace.Column)
        {
            SkipTableName(ref reader, version);
        }

        return new TypeInfo(type, place == TypePlace.Column ? ValueForm.TextPointer : ValueForm.UInt32Length, size, 0, 0, collation);
    }

    private static TypeInfo ReadUdt(ref FieldReader reader, TypePlace place)
    {
        var isDescribed = place is TypePlace.Column or TypePlace.ReturnValue;
        var size = isDescribed ? reader.ReadUInt16() : Max;
        reader.ReadShortText();
        reader.ReadShortText();
        reader.ReadShortText();
        if (isDescribed)
        {
            reader.ReadText();
        }

        return new TypeInfo(TdsType.Udt, ValueForm.Plp, (uint)size, 0, 0, default);
    }

    private static TypeInfo ReadXml(ref FieldReader reader)
    {
        if (reader.ReadByte() != 0)
        {
            reader.ReadShortText();
            reader.ReadShortText();
            reader.ReadText();
        }

        return new TypeInfo(TdsType.Xml, ValueForm.Plp, Max, 0, 0, default);
    }
}
