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
    private static readonly ImmutableArray<ISecuringMechanism> Mechanisms = [new ReadSecuring(), new TargetSecuring()];

    /// <summary>Rewrites a text whose decision is bound to obligations.</summary>
    /// <param name="text">The whole message text that the facts were made of.</param>
    /// <param name="obligations">What every statement of the text is bound to; none of it may be empty-handed.</param>
    public static RewriteResult Rewrite(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations) =>
        obligations.IsEmpty
            ? throw new ArgumentException("there is nothing to secure", nameof(obligations))
            : RewriteResult.Refused("statements under masks and filters cannot be secured yet", null);

    /// <summary>As above, with the maps of the text's statements at hand.</summary>
    internal static RewriteResult Rewrite(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations, ImmutableArray<StatementMap> maps)
    {
        var edits = new EditList(text);
        var slots = new SlotList();
        var index = new ObligationIndex(obligations, catalog);
        var contexts = new List<SecuringContext>();
        for (var i = 0; i < maps.Length; i++)
        {
            var context = new SecuringContext(dialect, names, catalog, facts[i], maps[i], index, edits, slots);
            foreach (var mechanism in Mechanisms)
            {
                mechanism.Secure(context);
                if (context.Refusal is { } refusal)
                {
                    return RewriteResult.Refused(refusal, context.RefusalRule);
                }
            }

            if (Unsecured(context) is { } name)
            {
                return RewriteResult.Refused($"the use of `{name}` cannot be secured in this statement", index.Of(name).Rule);
            }

            contexts.Add(context);
        }

        return edits.Render() is { } secured
            ? RewriteResult.Of(Assemble(secured, contexts, slots))
            : RewriteResult.Refused("masks and filters of this statement meet at one place of its text", null);
    }

    /// <summary>A bound relation that no mechanism took responsibility for.</summary>
    private static ObjectName? Unsecured(SecuringContext context)
    {
        for (var i = 0; i < context.Map.Relations.Length; i++)
        {
            if (!context.IsSecured(i) && !context.ObligationsOf(i).IsEmpty)
            {
                return context.Map.Relations[i].Name;
            }
        }

        return null;
    }

    private static SecuredStatement Assemble(SecuredText secured, List<SecuringContext> contexts, SlotList slots) => new()
    {
        Parts = secured.Parts(),
        Slots = slots.ToImmutable(),
        WireMasks = [.. contexts.SelectMany(static c => c.WireMasks)],
        WriteChecks = [.. contexts.SelectMany(static c => c.WriteChecks)],
        OutputNames = contexts.Count == 1 ? [.. contexts[0].Map.Outputs.Select(static o => o.Name)] : [],
        Masked = [.. contexts.SelectMany(static c => c.Masked).Distinct().Order(StringComparer.Ordinal)],
        Filtered = [.. contexts.SelectMany(static c => c.Filtered).Distinct().Order(StringComparer.Ordinal)],
        ParameterCount = contexts.Max(static c => c.Facts.ParameterCount),
    };
}
