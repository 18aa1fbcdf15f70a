using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Filters as the dialect of the database reads them: a policy does not say for which it was written.</summary>
internal static class DialectFilters
{
    /// <summary>Null after a refusal.</summary>
    public static Obligations? Of(SqlDialect dialect, Obligations obligations, ICatalogView catalog, out RewriteResult? refused)
    {
        refused = null;
        foreach (var filter in obligations.Filters)
        {
            if (filter.Where.FaultIn(dialect) is { } fault)
            {
                refused = RewriteResult.Refused($"the row filter of `{filter.Table}` cannot be used in this database: {fault}", filter.Rule);
                return null;
            }
        }

        return dialect == SqlDialect.Postgres
            ? obligations
            : obligations with { Filters = [.. obligations.Filters.Select(f => f with { Where = Spelled(dialect, f, catalog) })] };
    }

    /// <summary>Columns by the catalog's spelling: their names are compared without regard to case, or as a collation says.</summary>
    private static FilterTerms Spelled(SqlDialect dialect, RowFilter filter, ICatalogView catalog)
    {
        if (filter.Where.ReadingIn(dialect) is not { } read)
        {
            return filter.Where;
        }

        ImmutableArray<string> known = filter.Table.Schema is { } schema && catalog.FindRelation(schema, filter.Table.Name) is { } table ? table.Columns : [];
        return filter.Where with
        {
            Columns = [.. read.Columns.Select(c => known.Contains(c.Name) ? c : c with { Name = Found(dialect, known, c.Name) })],
        };
    }

    private static string Found(SqlDialect dialect, ImmutableArray<string> known, string name) =>
        known.FirstOrDefault(k => AreSame(dialect, k, name)) ?? name;

    /// <summary>A name that fits exactly is found first by the server's rule, whichever that is.</summary>
    private static bool AreSame(SqlDialect dialect, string known, string name) =>
        dialect == SqlDialect.TSql ? TSqlNames.Of(null).AreSame(known, name) : MySqlNames.AreSame(known, name);
}
