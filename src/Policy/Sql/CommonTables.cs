using System.Collections.Immutable;
using System.Globalization;

namespace ProxyDb.Policy.Sql;

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
/// <param name="comparison">How the dialect compares their names.</param>
internal sealed class CommonTables(CommonTables? outer, StringComparison comparison = StringComparison.Ordinal)
{
    private readonly List<CommonTable> _tables = [];

    public void Add(CommonTable table) => _tables.Add(table);

    public CommonTable? Find(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            foreach (var table in frame._tables)
            {
                if (string.Equals(table.Name, name, comparison))
                {
                    return table;
                }
            }
        }

        return null;
    }

    private CommonTables? Outer { get; } = outer;
}
