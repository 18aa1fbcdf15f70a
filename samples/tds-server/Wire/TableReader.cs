using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Table-valued parameters, and the rows of a bulk load.</summary>
internal static class TableReader
{
    private const int DefaultColumn = 0x200;

    public static SqlTable? Read(ByteReader reader)
    {
        reader.Byte();
        reader.ShortText();
        var schema = reader.ShortText();
        var name = reader.ShortText();
        int count = reader.UInt16();
        var types = new List<(ReceivedType Type, bool IsDefault)>();
        if (count != 0xFFFF)
        {
            for (var i = 0; i < count; i++)
            {
                reader.UInt32();
                int flags = reader.UInt16();
                types.Add((ReceivedType.Read(reader, i + 1, ""), (flags & DefaultColumn) != 0));
                reader.ShortText();
            }
        }

        SkipOptions(reader);
        var rows = new List<object?[]>();
        for (byte next; (next = reader.Byte()) != 0;)
        {
            if (next != 1)
                throw ProtocolError.EndedEarly();
            rows.Add([.. types.Select(t => t.IsDefault ? null : ValueReader.Read(reader, t.Type, isRow: false))]);
        }

        var columns = types.Select((t, i) => new SqlColumn($"c{i + 1}", t.Type.Type)).ToList();
        return new SqlTable(schema.Length > 0 ? $"{schema}.{name}" : name, columns, rows);
    }

    private static void SkipOptions(ByteReader reader)
    {
        for (byte next; (next = reader.Byte()) != 0;)
        {
            if (next is not (0x10 or 0x11))
                throw ProtocolError.EndedEarly();
            reader.Bytes(reader.UInt16() * (next == 0x10 ? 3 : 2));
        }
    }

    /// <summary>Columns of a type-7 message, and its rows as they are asked for. Its end is a DONE of any length, or none.</summary>
    public static (IReadOnlyList<SqlColumn> Columns, IEnumerable<object?[]> Rows) ReadBulk(ByteReader reader, int rank)
    {
        if (reader.Byte() != 0x81)
            throw ProtocolError.EndedEarly();
        int count = reader.UInt16();
        var columns = new List<SqlColumn>();
        var types = new List<ReceivedType>();
        for (var i = 0; i < count; i++)
        {
            reader.Bytes(rank >= TdsVersion.Rank72 ? 4 : 2);
            int flags = reader.UInt16();
            var type = ReceivedType.Read(reader, i + 1, "");
            // SqlClient and FreeTDS write one name here, without the count of parts that servers write.
            if (type.Token is WireType.Text or WireType.NText or WireType.Image)
                reader.Text();
            types.Add(type);
            columns.Add(new SqlColumn(reader.ShortText(), type.Type) { IsNullable = (flags & 1) != 0, IsIdentity = (flags & 0x10) != 0 });
        }

        return (columns, Rows(reader, types));
    }

    private static IEnumerable<object?[]> Rows(ByteReader reader, List<ReceivedType> types)
    {
        while (!reader.AtEnd)
        {
            var token = reader.Byte();
            if (token == 0xFD)
                yield break;
            if (token != 0xD1)
                throw ProtocolError.EndedEarly();
            var values = new object?[types.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = ValueReader.Read(reader, types[i], isRow: true);
            yield return values;
        }
    }
}
