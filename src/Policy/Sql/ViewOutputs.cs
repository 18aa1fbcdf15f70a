using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// What the bodies behind the names of one statement yield: of views by column, of routines as a whole. A column of a view leads to
/// what it comes from, and only to that.
/// </summary>
internal sealed class ViewOutputs
{
    /// <summary>Views over views that are followed to the unchanged value of one column.</summary>
    private const int MaxDepth = 32;

    private readonly Dictionary<ObjectName, QueryOutput> _views = [];
    private readonly Dictionary<(ObjectName Name, string Body), ImmutableArray<ColumnSource>> _routines = [];
    private readonly HashSet<(ObjectName View, string Column, SqlAction Action, bool ByStar, bool ByDefinition)> _used = [];

    public bool IsEmpty => _views.Count == 0;

    /// <summary>Keeps what a view's query yields, under the view's own column names.</summary>
    /// <param name="columns">Of the view, as the catalog knows them; empty: those of the query.</param>
    public void Add(ObjectName view, ImmutableArray<string> columns, QueryOutput output)
    {
        var isByPlace = output.IsKnown && (columns.IsDefaultOrEmpty || columns.Length == output.Columns.Count);
        var named = new QueryOutput();
        var everything = isByPlace ? [] : output.Columns.SelectMany(static c => c.From).Distinct().ToImmutableArray();
        for (var i = 0; i < (columns.IsDefaultOrEmpty ? output.Columns.Count : columns.Length); i++)
        {
            var name = columns.IsDefaultOrEmpty ? output.Columns[i].Name : columns[i];
            named.Columns.Add(isByPlace ? output.Columns[i] with { Name = name } : new QueryColumn(name, everything));
        }

        _views[view] = named;
    }

    public void Add(ObjectName routine, string body, QueryOutput? output) =>
        _routines[(routine, body)] = output is null ? [] : [.. output.Columns.SelectMany(static c => c.From).Distinct()];

    public ImmutableArray<ColumnSource> Routine(ObjectName routine, string body) => _routines.GetValueOrDefault((routine, body), []);

    /// <summary>What a view yields; null when the relation is no view whose query is known.</summary>
    public QueryOutput? Of(in ObjectName relation) => _views.GetValueOrDefault(relation);

    /// <summary>A column of a view; null when the relation is no view whose query is known, or has no such column.</summary>
    public QueryColumn? Column(in ColumnSource source)
    {
        if (_views.TryGetValue(source.Table, out var view))
        {
            foreach (var column in view.Columns)
            {
                if (string.Equals(column.Name, source.Column, StringComparison.Ordinal))
                {
                    return column;
                }
            }
        }

        return null;
    }

    /// <summary>Records what lies beneath a column that is read or written, down to tables.</summary>
    public void Use(AccessCollector accesses, ObjectName relation, string column, in Access like)
    {
        if (!_views.TryGetValue(relation, out var view))
        {
            return;
        }

        foreach (var known in view.Columns)
        {
            if ((column == "*" || string.Equals(known.Name, column, StringComparison.Ordinal))
                && _used.Add((relation, known.Name, like.Action, like.ByStar, like.ByDefinition)))
            {
                foreach (var source in known.From)
                {
                    accesses.Add(like with { Name = source.Table, Column = source.Column, Through = true, Span = default, Relation = null });
                    Use(accesses, source.Table, source.Column, like);
                }
            }
        }
    }

    /// <summary>Output columns with their base columns: those of views are followed.</summary>
    public ImmutableArray<OutputColumn> Resolve(QueryOutput output)
    {
        var resolved = ImmutableArray.CreateBuilder<OutputColumn>(output.Columns.Count);
        foreach (var column in output.Columns)
        {
            resolved.Add(IsEmpty
                ? new OutputColumn(column.Name, column.From) { Plain = column.Plain }
                : new OutputColumn(column.Name, Base(column.From)) { Plain = PlainBase(column) });
        }

        return resolved.MoveToImmutable();
    }

    private ImmutableArray<ColumnSource> Base(ImmutableArray<ColumnSource> sources)
    {
        if (!sources.Any(source => Column(source) is not null))
        {
            return sources;
        }

        var found = ImmutableArray.CreateBuilder<ColumnSource>();
        var seen = new HashSet<ColumnSource>();
        AddBase(sources, seen, found);
        return found.ToImmutable();
    }

    /// <summary>Each source once: views may share what they come from, or be defined in a circle.</summary>
    private void AddBase(ImmutableArray<ColumnSource> sources, HashSet<ColumnSource> seen, ImmutableArray<ColumnSource>.Builder found)
    {
        foreach (var source in sources)
        {
            if (!seen.Add(source))
            {
                continue;
            }

            if (Column(source) is { } column)
            {
                AddBase(column.From, seen, found);
            }
            else
            {
                found.Add(source);
            }
        }
    }

    private ColumnSource? PlainBase(QueryColumn column)
    {
        for (var steps = 0; steps <= MaxDepth && column.Plain is { } source; steps++)
        {
            if (Column(source) is not { } beneath)
            {
                return source;
            }

            column = beneath;
        }

        return null;
    }
}
