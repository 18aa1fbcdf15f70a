using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>The relations of a database that a rule names, and of others the columns that it names.</summary>
internal sealed record DeniedNames(ImmutableArray<CatalogRelation> Relations, ImmutableArray<DeniedColumns> Columns)
{
    private const RuleKeys OfNames = RuleKeys.Objects | RuleKeys.ExceptObjects | RuleKeys.Columns | RuleKeys.ExceptColumns | RuleKeys.Tags;

    public bool IsEmpty => Relations.IsEmpty && Columns.IsEmpty;

    /// <summary>In order of names. What comes with the server is not hidden.</summary>
    public static DeniedNames Of(Rule rule, CatalogDatabase catalog, StatementScope scope)
    {
        var asked = scope with { Facts = new StatementFacts { Action = SqlAction.Select, Kind = "SELECT" } };
        var relations = ImmutableArray.CreateBuilder<CatalogRelation>();
        var columns = ImmutableArray.CreateBuilder<DeniedColumns>();
        foreach (var relation in catalog.Schemas.SelectMany(static s => s.Relations).Where(static r => !r.IsBuiltin)
            .OrderBy(static r => r.Schema, StringComparer.Ordinal).ThenBy(static r => r.Name, StringComparer.Ordinal))
        {
            if (Names(rule, relation, null, asked))
            {
                relations.Add(relation);
                continue;
            }

            var denied = relation.Columns.Where(c => Names(rule, relation, c.Name, asked)).ToImmutableArray();
            if (!denied.IsEmpty)
            {
                columns.Add(new DeniedColumns(relation, denied));
            }
        }

        return new DeniedNames(relations.ToImmutable(), columns.ToImmutable());
    }

    private static bool Names(Rule rule, CatalogRelation relation, string? column, StatementScope scope)
    {
        var access = new Access(column is null ? AccessKind.Object : AccessKind.Column, SqlAction.Select, relation.ObjectName, column);
        return (Touches.Missed(rule, access, scope) & OfNames) == RuleKeys.None;
    }
}

/// <summary>Columns of a relation that is not denied itself.</summary>
internal sealed record DeniedColumns(CatalogRelation Relation, ImmutableArray<CatalogColumn> Columns);
