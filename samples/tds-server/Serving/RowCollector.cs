using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Keeps the first result set of a statement for a cursor.</summary>
internal sealed class RowCollector(IResultSink client, CancellationToken cancel) : GatheringSink(client)
{
    private int _sets;

    public IReadOnlyList<SqlColumn> ResultColumns { get; private set; } = [];

    public List<object?[]> Rows { get; } = [];

    public override void Columns(IReadOnlyList<SqlColumn> columns)
    {
        if (++_sets == 1)
            ResultColumns = columns;
    }

    public override void Row(ReadOnlySpan<object?> values)
    {
        cancel.ThrowIfCancellationRequested();
        if (_sets == 1)
            Rows.Add(values.ToArray());
    }
}
