using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>What a policy names and a catalog does not know, and masks that types cannot bear: <c>policy check DIR --catalog F</c>.</summary>
public static class CatalogChecks
{
    /// <summary>A warning for each entry of objects, columns and tags that matches nothing of any database.</summary>
    public static void Check(PolicySet set, CatalogSnapshot catalog, DocumentErrors errors)
    {
        MaskTypeChecks.Check(set, catalog, errors);
        FilterDialectChecks.Check(set, catalog, errors);
        var relations = catalog.Databases.SelectMany(static d => d.Schemas.SelectMany(
            s => s.Relations.Select(r => (Database: d.Name, r.ObjectName, Columns: r.Columns.Select(static c => c.Name).ToImmutableArray()))
                .Concat(s.Routines.Select(r => (d.Name, r.ObjectName, ImmutableArray<string>.Empty))))).ToList();
        foreach (var rule in set.Rules.Where(static r => !r.IsBuiltIn))
        {
            foreach (var pattern in Unmatched(rule.Objects, relations, columns: false).Concat(Unmatched(rule.ExceptObjects, relations, columns: false)))
            {
                errors.Warn(rule.File, rule.Line, 1, $"the rule `{rule.Id}` names `{pattern}`, and the catalog has no such object");
            }

            foreach (var pattern in Unmatched(rule.Columns, relations, columns: true).Concat(Unmatched(rule.ExceptColumns, relations, columns: true)))
            {
                errors.Warn(rule.File, rule.Line, 1, $"the rule `{rule.Id}` names `{pattern}`, and the catalog has no such column");
            }
        }

        foreach (var tag in set.Tags)
        {
            foreach (var pattern in Unmatched(tag.Columns, relations, columns: true))
            {
                errors.Warn(tag.File, tag.Line, 1, $"the tag `{tag.Name}` names `{pattern}`, and the catalog has no such column");
            }
        }
    }

    private static IEnumerable<string> Unmatched(
        NamePatterns? patterns, List<(string Database, ObjectName Name, ImmutableArray<string> Columns)> relations, bool columns)
    {
        foreach (var pattern in patterns?.All ?? [])
        {
            var one = new NamePatterns([pattern]);
            if (!relations.Exists(r => columns ? r.Columns.Any(c => one.MayCover(r.Name, c, r.Database)) : one.MayCover(r.Name, null, r.Database)))
            {
                yield return pattern.Text;
            }
        }
    }
}
