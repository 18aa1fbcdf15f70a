using System.Collections.Immutable;
using System.Globalization;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>A column of a query's result or of a derived table.</summary>
internal readonly record struct QueryColumn(string Name, ImmutableArray<ColumnSource> From)
{
    /// <summary>The unchanged value of the one column in <see cref="From"/>.</summary>
    public bool IsPlain { get; init; }

    public ColumnSource? Plain => IsPlain && From.Length == 1 ? From[0] : null;
}

/// <summary>What a query yields. <see cref="IsKnown"/> is false when a star over an unknown table may add more columns.</summary>
internal sealed class QueryOutput
{
    public List<QueryColumn> Columns { get; } = [];

    public bool IsKnown { get; set; } = true;

    /// <summary>Range items of the query itself, for row locks that reach into a derived table.</summary>
    public List<RangeItem> Items { get; } = [];
}

/// <summary>A WITH query in scope.</summary>
internal sealed class CommonTable(string name)
{
    public string Name { get; } = name;

    /// <summary>Null until the query, or the first arm of a recursive one, has been walked.</summary>
    public QueryOutput? Output { get; set; }

    /// <summary>The column list behind its name; empty when there is none.</summary>
    public ImmutableArray<string> Names { get; set; } = [];

    /// <summary>Under WITH RECURSIVE a query may be named before it is written: walks it, once.</summary>
    public Action? Pending { get; set; }

    public void Walk()
    {
        var pending = Pending;
        Pending = null;
        pending?.Invoke();
    }

    /// <summary>Stands for the table's own column at a place, until the recursive arm has been walked.</summary>
    public ColumnSource Own(int place) => new(new ObjectName(null, OwnPrefix + Name), place.ToString(CultureInfo.InvariantCulture));

    /// <summary>The output of a whole recursive query: what a column gets from columns of the same table is followed to the end.</summary>
    public void Close(QueryOutput output)
    {
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var i = 0; i < output.Columns.Count; i++)
            {
                var from = output.Columns[i].From;
                var closed = from.SelectMany(source => source.Table.Name == OwnPrefix + Name ? Beneath(output, source).Append(source) : [source]).Distinct();
                var next = closed.ToImmutableArray();
                hasChanged |= next.Length > from.Length;
                output.Columns[i] = output.Columns[i] with { From = next };
            }
        }

        for (var i = 0; i < output.Columns.Count; i++)
        {
            output.Columns[i] = output.Columns[i] with { From = [.. output.Columns[i].From.Where(source => source.Table.Name != OwnPrefix + Name)] };
        }
    }

    private const string OwnPrefix = "\0";

    private static ImmutableArray<ColumnSource> Beneath(QueryOutput output, in ColumnSource own) =>
        int.TryParse(own.Column, CultureInfo.InvariantCulture, out var place) && place < output.Columns.Count ? output.Columns[place].From : [];
}

/// <summary>The WITH clauses a name is looked up in, innermost first.</summary>
internal sealed class CommonTables(CommonTables? outer)
{
    private readonly List<CommonTable> _tables = [];

    public void Add(CommonTable table) => _tables.Add(table);

    public CommonTable? Find(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            foreach (var table in frame._tables)
            {
                if (string.Equals(table.Name, name, StringComparison.Ordinal))
                {
                    return table;
                }
            }
        }

        return null;
    }

    private CommonTables? Outer { get; } = outer;
}

/// <summary>The range items a column reference is looked up in; the outer scope is that of the enclosing query.</summary>
internal sealed class Scope(Scope? outer, CommonTables? commonTables)
{
    public Scope? Outer { get; } = outer;

    private List<MergedJoin>? _merges;

    public CommonTables? CommonTables { get; } = commonTables;

    public List<RangeItem> Items { get; } = [];

    /// <summary>Notes a join with merged columns, inner ones first.</summary>
    public void Merge(MergedJoin join) => (_merges ??= []).Add(join);

    /// <summary>Takes the merged joins of the items from <paramref name="start"/> on, with places from there.</summary>
    public List<MergedJoin>? TakeMerges(int start)
    {
        if (_merges is null)
        {
            return null;
        }

        var taken = _merges.Where(merge => merge.Start >= start)
            .Select(merge => new MergedJoin(merge.Start - start, merge.Middle - start, merge.End - start, merge.Columns)).ToList();
        _ = _merges.RemoveAll(merge => merge.Start >= start);
        return taken;
    }

    /// <summary>What a star over some of the items stands for.</summary>
    public void Expand(int start, int end, QueryOutput output) => StarColumns.Expand(Items, _merges, start, end, output);
}
