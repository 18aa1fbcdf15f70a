using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>A request as it arrived. An RPC message is one for each of its calls.</summary>
/// <param name="Text">SQL of a batch; the procedure of an RPC; type and name of a transaction manager request; the user of a login.</param>
public sealed record ReceivedRequest(int Spid, RequestKind Kind, string Text)
{
    /// <summary>Status bits of the first packet: 0x08 and 0x10 ask for a reset.</summary>
    public byte Status { get; init; }

    /// <summary>RPC: the number of the procedure, 0 for one by name.</summary>
    public int ProcedureId { get; init; }

    public ushort Flags { get; init; }

    public IReadOnlyList<SqlArgument> Arguments { get; init; } = [];

    /// <summary>From the request's ALL_HEADERS.</summary>
    public ulong Descriptor { get; init; }

    /// <summary>SQL texts in it: the batch, or the statement of an RPC that carries one.</summary>
    public string? Sql => Kind == RequestKind.Batch ? Text : Arguments.Select(a => a.Value).OfType<string>().FirstOrDefault(v => v.Contains(' ', StringComparison.Ordinal));

    /// <summary>One line: kind, status, text, arguments with their types.</summary>
    public override string ToString()
    {
        var line = new StringBuilder($"{Kind}{(Status > 1 ? $" status {Status:X2}" : "")} {Text}");
        if (Flags != 0)
            line.Append(CultureInfo.InvariantCulture, $" flags {Flags:X}");
        foreach (var a in Arguments)
            line.Append(CultureInfo.InvariantCulture, $" | {a.Name}{(a.IsOutput ? " OUTPUT" : "")} {a.Type} = {Show(a.Value)}");
        return line.ToString();
    }

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        SqlTable table => $"{table.TypeName} of {table.Rows.Count} rows",
        DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
