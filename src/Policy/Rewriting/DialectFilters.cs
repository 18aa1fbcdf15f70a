using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Analysis;

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
            : obligations with { Filters = [.. obligations.Filters.Select(f => f with { Where = Spelled(f, catalog) })] };
    }

    /// <summary>Columns by the catalog's spelling: their names are compared without regard to case.</summary>
    private static FilterTerms Spelled(RowFilter filter, ICatalogView catalog)
    {
        if (filter.Where.MySql is not { } read)
        {
            return filter.Where;
        }

        ImmutableArray<string> known = filter.Table.Schema is { } schema && catalog.FindRelation(schema, filter.Table.Name) is { } table ? table.Columns : [];
        return filter.Where with
        {
            Columns = [.. read.Columns.Select(c => c with { Name = known.FirstOrDefault(k => MySqlNames.AreSame(k, c.Name)) ?? c.Name })],
        };
    }
}
