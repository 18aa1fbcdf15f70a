using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Keeps the rows of INSERT … EXEC, of all result sets.</summary>
internal sealed class CapturingSink(IResultSink client) : GatheringSink(client)
{
    private IReadOnlyList<SqlColumn> _columns = [];

    public List<(IReadOnlyList<SqlColumn> Columns, object?[] Values)> Rows { get; } = [];

    public override void Columns(IReadOnlyList<SqlColumn> columns) => _columns = columns;

    public override void Row(ReadOnlySpan<object?> values) => Rows.Add((_columns, values.ToArray()));
}
