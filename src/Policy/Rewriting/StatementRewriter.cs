using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Secures a text so that the obligations of its decision hold for every way of asking (architecture.md §6). What none of its
/// mechanisms supports is refused.
/// </summary>
public static class StatementRewriter
{
    /// <summary>Rewrites a text whose decision is bound to obligations.</summary>
    /// <param name="text">The whole message text that the facts were made of.</param>
    /// <param name="obligations">What every statement of the text is bound to; none of it may be empty-handed.</param>
    public static RewriteResult Rewrite(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations) =>
        obligations.IsEmpty
            ? throw new ArgumentException("there is nothing to secure", nameof(obligations))
            : RewriteResult.Refused("statements under masks and filters cannot be secured yet", null);
}
