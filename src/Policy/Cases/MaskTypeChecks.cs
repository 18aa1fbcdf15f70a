using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Cases;

/// <summary>
/// Columns whose type cannot bear the mask that a rule puts on them: a statement that reads one would be refused. Told once for a rule
/// and type, with the first such column.
/// </summary>
internal static class MaskTypeChecks
{
    public static void Check(PolicySet set, CatalogSnapshot catalog, DocumentErrors errors)
    {
        foreach (var rule in set.Rules.Where(static r => r is { Effect: RuleEffect.Mask, Mask: not null }))
        {
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var database in catalog.Databases)
            {
                foreach (var relation in database.Schemas.SelectMany(static s => s.Relations).Where(static r => !r.IsBuiltin))
                {
                    Check(rule, database, relation, told, errors);
                }
            }
        }
    }

    private static void Check(Rule rule, CatalogDatabase database, CatalogRelation relation, HashSet<string> told, DocumentErrors errors)
    {
        foreach (var column in relation.Columns)
        {
            if (column.Type is not { } type || !Masks(rule, database, relation, column.Name)
                || MaskSupport.Check(database.Dialect, rule.Mask!, TypeOf(database, type, column)) is not { } fault || !told.Add(type))
            {
                continue;
            }

            errors.Warn(rule.File, rule.Line, 1,
                $"the mask of rule `{rule.Id}` does not fit `{relation.ObjectName}.{column.Name}` of type `{type}`: {fault}");
        }
    }

    private static ColumnType TypeOf(CatalogDatabase database, string printed, CatalogColumn column)
    {
        var dot = printed.IndexOf('.', StringComparison.Ordinal);
        var (schema, name) = dot < 0 ? ("public", printed) : (printed[..dot].Trim('"'), printed[(dot + 1)..].Trim('"'));
        return database.Schema(schema)?.Type(name) is { Kind: CatalogTypeKind.Domain } domain
            ? new ColumnType(printed) { Oid = column.TypeOid, BaseType = domain.BaseType, HasChecks = database.CastRunsUserCode(schema, name) }
            : new ColumnType(printed) { Oid = column.TypeOid, Collation = column.Collation };
    }

    private static bool Masks(Rule rule, CatalogDatabase database, CatalogRelation relation, string column)
    {
        var name = relation.ObjectName;
        return rule.Objects?.MayCover(name, null, database.Name) != false
            && rule.ExceptObjects?.Cover(name, null, database.Name) != true
            && rule.Columns?.MayCover(name, column, database.Name) != false
            && rule.ExceptColumns?.Cover(name, column, database.Name) != true
            && rule.Tags?.Any(t => t.Columns.MayCover(name, column, database.Name)) != false
            && (rule.Databases.IsEmpty || rule.Databases.Any(d => d.Matches(database.Name)));
    }
}
