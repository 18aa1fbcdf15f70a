using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// Null bitmap, types and values of parameters: what follows the head of COM_STMT_EXECUTE, and the attributes before the text of
/// COM_QUERY. Attributes stand behind the parameters, under names.
/// </summary>
public readonly ref struct ParameterBlock
{
    /// <summary>High byte of a type: the integer is unsigned.</summary>
    public const ushort UnsignedFlag = 0x8000;

    /// <summary>How many there are, attributes included.</summary>
    public int Count { get; init; }

    /// <summary>Bit n of it: the nth is NULL.</summary>
    public ReadOnlySpan<byte> NullBitmap { get; init; }

    /// <summary>Types were sent; else those of the last execution hold.</summary>
    public bool BindsTypes { get; init; }

    /// <summary>Type of each in two bytes, followed by a length-encoded name where <see cref="HasNames"/>; empty unless they were sent.</summary>
    public ReadOnlySpan<byte> Types { get; init; }

    public bool HasNames { get; init; }

    /// <summary>Values and whatever follows them.</summary>
    public ReadOnlySpan<byte> Rest { get; init; }

    public bool IsNull(int index) => (NullBitmap[index >> 3] & (1 << (index & 7))) != 0;

    /// <summary>Reads up to the values, which are in <see cref="Rest"/>.</summary>
    public static ParameterBlock Read(scoped ref PacketReader reader, int count, bool hasNames)
    {
        if (count == 0)
        {
            return new ParameterBlock { Rest = reader.Rest };
        }

        var bitmap = reader.ReadBytes((count + 7) / 8);
        var bindsTypes = reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            _ => WireFault.Throw<bool>("a flag of parameter types that is neither 0 nor 1"),
        };
        var all = reader.Rest;
        var start = reader.Position;
        for (var i = 0; bindsTypes && i < count; i++)
        {
            reader.ReadUInt16();
            if (hasNames)
            {
                reader.ReadString();
            }
        }

        return new ParameterBlock
        {
            Count = count, NullBitmap = bitmap, BindsTypes = bindsTypes, Types = all[..(reader.Position - start)], HasNames = hasNames, Rest = reader.Rest,
        };
    }

    /// <summary>Goes past the values. Types must have been sent.</summary>
    public void SkipValues(scoped ref PacketReader reader)
    {
        if (Count > 0 && !BindsTypes)
        {
            WireFault.Throw("values without their types");
        }

        var types = new PacketReader(Types);
        for (var i = 0; i < Count; i++)
        {
            var type = (FieldType)(byte)types.ReadUInt16();
            if (HasNames)
            {
                types.ReadString();
            }

            if (!IsNull(i))
            {
                BinaryValue.Read(ref reader, type);
            }
        }
    }
}
