using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>One result of an answer: a result set, an OK, an error or the request for a local file.</summary>
public sealed class MySqlResult
{
    public IReadOnlyList<MySqlColumn> Columns { get; init; } = [];

    /// <summary>Raw row packets.</summary>
    public IReadOnlyList<byte[]> Rows { get; init; } = [];

    public bool IsBinary { get; init; }

    public long AffectedRows { get; init; }

    public ulong InsertId { get; init; }

    public int Status { get; init; }

    public int Warnings { get; init; }

    /// <summary>Human-readable part of an OK packet.</summary>
    public string Info { get; init; } = "";

    /// <summary>Session-state information, type and content, in order.</summary>
    public IReadOnlyList<(byte Type, byte[] Data)> Changes { get; init; } = [];

    public int ErrorCode { get; init; }

    public string SqlState { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>The file the server asks for; null for all other answers.</summary>
    public string? LocalFile { get; init; }

    public bool IsError => ErrorCode != 0;

    public bool HasColumns => Columns.Count > 0;

    public bool HasMore => (Status & 0x0008) != 0;

    public bool InTransaction => (Status & 0x0001) != 0;

    public bool IsAutocommit => (Status & 0x0002) != 0;

    /// <summary>Rows of the text protocol, or of the binary one in the text form of common types.</summary>
    public IReadOnlyList<string?[]> Texts => [.. Rows.Select(r => IsBinary ? BinaryRow.Read(r, Columns) : TextRow(r))];

    public override string ToString() => IsError
        ? $"ERR {ErrorCode} {SqlState} {Message}"
        : HasColumns
            ? $"{string.Join(", ", Columns.Select(c => c.Name))}: {string.Join(" | ", Texts.Select(r => string.Join(", ", r.Select(v => v ?? "NULL"))))}"
            : LocalFile is null ? $"OK {AffectedRows} rows, id {InsertId}, status {Status:x}, {Warnings} warnings, {Info}" : $"file {LocalFile}";

    private string?[] TextRow(byte[] row)
    {
        var values = new string?[Columns.Count];
        var at = 0;
        for (var i = 0; i < values.Length; i++)
            values[i] = PacketBytes.ReadLenencBytes(row, ref at) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        return values;
    }
}
