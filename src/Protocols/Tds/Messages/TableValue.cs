using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>A table-valued parameter (MS-TDS §2.2.5.5.5), from its type's name to the end of its rows.</summary>
internal static class TableValue
{
    private const int MostColumns = 1024;
    private const ushort NoMetadata = 0xffff;

    /// <summary>The column has its default in all rows, which hold nothing of it.</summary>
    private const ushort DefaultFlag = 0x0200;

    private const byte End = 0x00;
    private const byte Row = 0x01;
    private const byte OrderUnique = 0x10;
    private const byte ColumnOrdering = 0x11;

    /// <summary>Walks over it; true: it is NULL.</summary>
    public static bool Skip(ref FieldReader reader, TdsVersion version)
    {
        if (!version.IsAtLeast73())
        {
            WireFault.Throw("a table-valued parameter before TDS 7.3");
        }

        reader.ReadShortText();
        reader.ReadShortText();
        reader.ReadShortText();
        var count = reader.ReadUInt16();
        var isNull = count == NoMetadata;
        if (!isNull && count > MostColumns)
        {
            WireFault.Throw("a table-valued parameter with more columns than there may be");
        }

        var columns = isNull ? default : ReadColumns(reader, count, version, out reader);
        SkipOrders(ref reader);
        SkipRows(ref reader, columns, isNull);
        return isNull;
    }

    private static TypeInfo[] ReadColumns(FieldReader from, int count, TdsVersion version, out FieldReader behind)
    {
        var columns = new TypeInfo[count];
        for (var column = 0; column < count; column++)
        {
            from.ReadUInt32();
            var flags = from.ReadUInt16();
            var type = TypeReader.Read(ref from, TypePlace.TableColumn, version);
            from.ReadShortText();

            // Nothing of a column with the default flag stands in the rows.
            columns[column] = (flags & DefaultFlag) != 0 ? new TypeInfo(TdsType.Null, ValueForm.Fixed, 0, 0, 0, default) : type;
        }

        behind = from;
        return columns;
    }

    private static void SkipOrders(ref FieldReader reader)
    {
        for (var token = reader.ReadByte(); token != End; token = reader.ReadByte())
        {
            var entry = token switch
            {
                OrderUnique => 3,
                ColumnOrdering => 2,
                _ => WireFault.Throw<int>("a table-valued parameter with a token that the protocol does not know"),
            };
            reader.Skip(entry * reader.ReadUInt16());
        }
    }

    private static void SkipRows(ref FieldReader reader, ReadOnlySpan<TypeInfo> columns, bool isNull)
    {
        for (var token = reader.ReadByte(); token != End; token = reader.ReadByte())
        {
            if (token != Row || isNull)
            {
                WireFault.Throw("a table-valued parameter with a row out of place");
            }

            foreach (var column in columns)
            {
                RpcReader.SkipValue(ref reader, column, out _);
            }
        }
    }
}
