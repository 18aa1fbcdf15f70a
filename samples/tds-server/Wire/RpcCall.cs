using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>One call of an RPC message.</summary>
/// <param name="Id">Of a procedure known by number; 0 for one by name.</param>
internal sealed record RpcCall(int Id, string Name, ushort Flags, IReadOnlyList<SqlArgument> Arguments)
{
    private static readonly string[] WellKnown =
    [
        "", "sp_cursor", "sp_cursoropen", "sp_cursorprepare", "sp_cursorexecute", "sp_cursorprepexec", "sp_cursorunprepare", "sp_cursorfetch", "sp_cursoroption",
        "sp_cursorclose", "sp_executesql", "sp_prepare", "sp_execute", "sp_prepexec", "sp_prepexecrpc", "sp_unprepare",
    ];

    public bool HasNoMetadata => (Flags & 2) != 0;

    /// <summary>The number of a well-known procedure, also when it came by name; else 0.</summary>
    public int Procedure => Id != 0 ? Id : Math.Max(0, Array.IndexOf(WellKnown, LastPart(Name)));

    public static string NameOf(int id) => id > 0 && id < WellKnown.Length ? WellKnown[id] : $"#{id}";

    private static string LastPart(string name)
    {
        var last = name.Trim();
        var dot = last.EndsWith(']') ? last.LastIndexOf('[') - 1 : last.LastIndexOf('.');
        last = dot >= 0 ? last[(dot + 1)..] : last;
        return last.Trim('[', ']', '"').ToLowerInvariant();
    }

    /// <summary>All calls of a message. A call that is followed by NoExec is left out.</summary>
    public static List<RpcCall> Read(ByteReader reader, bool hasHeaders)
    {
        var calls = new List<RpcCall>();
        while (!reader.AtEnd)
        {
            var call = ReadCall(reader, hasHeaders);
            if (reader.AtEnd || reader.Byte() != 0xFE)
                calls.Add(call);
        }

        return calls;
    }

    private static bool IsSeparator(byte next, bool is72) => is72 ? next is 0xFF or 0xFE : next == 0x80;

    private static RpcCall ReadCall(ByteReader reader, bool is72)
    {
        int length = reader.UInt16();
        var id = 0;
        var name = "";
        if (length == 0xFFFF)
            id = reader.UInt16();
        else
            name = reader.Unicode(length);
        var flags = reader.UInt16();
        var arguments = new List<SqlArgument>();
        while (!reader.AtEnd && !IsSeparator(reader.Peek(), is72))
            arguments.Add(ReadArgument(reader, arguments.Count + 1));
        return new RpcCall(id, id != 0 ? NameOf(id) : name, flags, arguments);
    }

    private static SqlArgument ReadArgument(ByteReader reader, int ordinal)
    {
        var name = reader.ShortText();
        var status = reader.Byte();
        if (reader.Peek() == WireType.Table)
        {
            var table = TableReader.Read(reader);
            return new SqlArgument(name, new SqlType(SqlTypeName.Table), table) { IsDefault = (status & 2) != 0 };
        }

        var type = ReceivedType.Read(reader, ordinal, name);
        var value = ValueReader.Read(reader, type, isRow: false);
        return new SqlArgument(name, type.Type, value) { IsOutput = (status & 1) != 0, IsDefault = (status & 2) != 0 };
    }
}
