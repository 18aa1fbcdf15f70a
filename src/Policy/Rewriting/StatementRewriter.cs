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
    private static readonly ImmutableArray<ISecuringMechanism> Mechanisms = [new ReadSecuring(), new TargetSecuring(), new UnmappedSecuring()];

    /// <summary>Rewrites a text whose decision is bound to obligations.</summary>
    /// <param name="text">The whole message text that the facts were made of.</param>
    /// <param name="obligations">What every statement of the text is bound to; none of it may be empty-handed.</param>
    public static RewriteResult Rewrite(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations)
    {
        if (obligations.IsEmpty && obligations.Hidden.IsEmpty)
        {
            throw new ArgumentException("there is nothing to secure", nameof(obligations));
        }

        return SqlAnalyzer.Map(dialect, text, names, catalog) is { } maps && maps.Length == facts.Length
            ? Rewrite(dialect, text, names, catalog, facts, obligations, maps)
            : RewriteResult.Refused("this text cannot be secured: its places could not be told apart", null);
    }

    /// <summary>As above, with the maps of the text's statements at hand.</summary>
    internal static RewriteResult Rewrite(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations, ImmutableArray<StatementMap> maps)
    {
        if (DialectFilters.Of(dialect, obligations, catalog, out var unusable) is not { } bound)
        {
            return unusable!;
        }

        obligations = bound;
        var edits = new EditList(text);
        var slots = new SlotList();
        var index = new ObligationIndex(obligations, catalog, SecuringSyntax.Of(dialect));
        var contexts = new List<SecuringContext>();
        for (var i = 0; i < maps.Length; i++)
        {
            var context = new SecuringContext(dialect, names, catalog, facts[i], maps[i], index, edits, slots)
            {
                IsOnlyResult = dialect != SqlDialect.TSql || !facts.Where((f, n) => n != i && (f.ReturnsRows || f.Kind == "GOTO")).Any(),
            };
            contexts.Add(context);
            Coverage.CheckKind(context);
            foreach (var mechanism in Mechanisms)
            {
                if (context.Refusal is null)
                {
                    mechanism.Secure(context);
                }
            }

            if (context.Refusal is null)
            {
                Coverage.CheckAll(context);
            }

            if (context.Refusal is { } refusal)
            {
                return RewriteResult.Refused(refusal, context.RefusalRule);
            }
        }

        var parameters = facts.Max(static f => f.ParameterCount);
        if (edits.Write(n => SecuringSyntax.Of(dialect).Slot(parameters + n + 1)) is not { } written)
        {
            return RewriteResult.Refused("masks and filters of this statement meet at one place of its text", null);
        }

        var fault = new SelfCheck(dialect, names, catalog, index).Fault(written.Text, written.Edited, contexts, parameters + slots.Count);
        return fault is null
            ? RewriteResult.Of(Assemble(edits.Render()!, contexts, slots, parameters))
            : RewriteResult.Refused($"this statement cannot be secured: {fault}", null);
    }

    private static SecuredStatement Assemble(SecuredText secured, List<SecuringContext> contexts, SlotList slots, int parameters) => new()
    {
        Parts = secured.Parts(),
        Slots = slots.ToImmutable(),
        WireMasks = [.. contexts.SelectMany(static c => c.WireMasks)],
        WriteChecks = [.. contexts.SelectMany(static c => c.WriteChecks)],
        OutputNames = contexts is
            [{ Facts.Kind: "SELECT" or "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "MERGE" or "EXPLAIN" }] ? SelfCheck.Shown(contexts[0]) : [],
        Masked = [.. contexts.SelectMany(static c => c.Masked).Distinct().Order(StringComparer.Ordinal)],
        Filtered = [.. contexts.SelectMany(static c => c.Filtered).Distinct().Order(StringComparer.Ordinal)],
        ParameterCount = parameters,
    };
}
