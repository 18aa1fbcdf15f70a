namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>A join whose columns of equal name are one: items from <see cref="Start"/> to <see cref="Middle"/> with those up to <see cref="End"/>.</summary>
/// <param name="IsRight">RIGHT JOIN: a star shows the right side's columns first (MySQL turns it into a LEFT JOIN).</param>
internal readonly record struct MergedJoin(int Start, int Middle, int End, IReadOnlyList<string> Columns, bool IsRight);

/// <summary>The range items a column reference is looked up in; the outer scope is that of the enclosing query.</summary>
internal sealed class Scope(Scope? outer, CommonTables? commonTables)
{
    private List<MergedJoin>? _merges;

    public Scope? Outer { get; } = outer;

    public CommonTables? CommonTables { get; } = commonTables;

    public List<RangeItem> Items { get; } = [];

    /// <summary>Output columns that GROUP BY, HAVING, ORDER BY and subqueries in them may name; null where they may not.</summary>
    public QueryOutput? Selected { get; set; }

    /// <summary>Notes a join with merged columns, inner ones first.</summary>
    public void Merge(MergedJoin join) => (_merges ??= []).Add(join);

    /// <summary>What a star over some of the items stands for.</summary>
    public void Expand(int start, int end, QueryOutput output) => StarColumns.Expand(Items, _merges, start, end, output);
}
