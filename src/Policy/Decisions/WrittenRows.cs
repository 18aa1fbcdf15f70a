using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Rows that a statement changes, whole: an error may quote columns of them that the statement does not name, such as those of a unique key
/// that it hits. Decided as if they were read.
/// </summary>
public static class WrittenRows
{
    private const string AnyColumn = "*";

    /// <summary>A plan for reading every column of what is changed; null when no rule masks anything or nothing is changed.</summary>
    /// <param name="ofKeys">Only columns of unique keys of several columns: what an error quotes in its text, where the text is all that is shown.</param>
    public static DecisionPlan? Plan(
        ImmutableArray<StatementFacts> statements, RuleMatch match, ICatalogView? catalog, string? currentSchema, TagBindings? bindings, bool ofKeys)
    {
        if (!Array.Exists(match.Rules, static r => r.Effect == RuleEffect.Mask))
        {
            return null;
        }

        var read = statements.Select(s => new StatementFacts
        {
            Dialect = s.Dialect, Action = SqlAction.Select, Kind = s.Kind, Accesses = Reads(s, catalog, currentSchema, ofKeys),
        }).ToImmutableArray();
        return read.All(static s => s.Accesses.IsEmpty) ? null : DecisionEngine.Plan(read, match, currentSchema, bindings);
    }

    /// <summary>Whether a plan of this kind says that something is hidden.</summary>
    public static bool Hides(Decision read) => read.Verdict != Verdict.Allow || !read.Obligations.Masks.IsEmpty;

    private static ImmutableArray<Access> Reads(StatementFacts facts, ICatalogView? catalog, string? currentSchema, bool ofKeys) =>
    [
        .. StatementRules.ToDecide(facts).Where(static a => a is { Kind: AccessKind.Object, Action: SqlAction.Update or SqlAction.Delete })
            .SelectMany(a => ColumnsOf(a, catalog, currentSchema, ofKeys)
                .Select(c => new Access(AccessKind.Column, SqlAction.Select, a.Name, c) { Through = a.Through })),
    ];

    private static IEnumerable<string> ColumnsOf(Access access, ICatalogView? catalog, string? currentSchema, bool ofKeys)
    {
        var table = access.Name;
        if (table.Database is not null || table.Server is not null
            || (table.Schema ?? currentSchema) is not { } schema || catalog?.FindRelation(schema, table.Name) is not { } relation)
        {
            // What is known without the catalog is the session's own.
            return access.Relation is null ? [AnyColumn] : [];
        }

        return ofKeys ? relation.Keys.Where(static k => k.Columns.Length > 1).SelectMany(static k => k.Columns).Distinct() : relation.Columns;
    }
}
