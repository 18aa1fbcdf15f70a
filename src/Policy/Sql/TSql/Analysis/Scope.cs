namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>The range items a column reference is looked up in; the outer scope is that of the enclosing query.</summary>
internal sealed class Scope(Scope? outer, CommonTables? commonTables)
{
    public Scope? Outer { get; } = outer;

    public CommonTables? CommonTables { get; } = commonTables;

    public List<RangeItem> Items { get; } = [];

    /// <summary>Output columns that ORDER BY may name; null where they may not.</summary>
    public QueryOutput? Selected { get; set; }
}
