using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Cases;

/// <summary>Filters whose condition the catalog's database does not understand: every statement under one would be refused.</summary>
internal static class FilterDialectChecks
{
    public static void Check(PolicySet set, CatalogSnapshot catalog, DocumentErrors errors)
    {
        foreach (var rule in set.Rules.Where(static r => r is { Effect: RuleEffect.Filter, Filter: not null }))
        {
            if (rule.Filter!.FaultIn(catalog.Dialect) is { } fault && catalog.Databases.Any(d => Covers(rule, d)))
            {
                errors.Warn(rule.File, rule.Line, 1, $"the filter of rule `{rule.Id}` cannot be used in the databases of the catalog: {fault}");
            }
        }
    }

    private static bool Covers(Rule rule, CatalogDatabase database) =>
        (rule.Databases.IsEmpty || rule.Databases.Any(d => d.Matches(database.Name)))
        && database.Schemas.SelectMany(static s => s.Relations)
            .Any(r => !r.IsBuiltin && rule.Objects?.MayCover(r.ObjectName, null, database.Name) != false);
}
