using System.Collections.Immutable;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Two masks on one column: <c>null</c> beats <c>constant</c> beats one other. Two different ones of a kind have no order, which is an
/// error where the rules say it themselves; where only a statement shows it, the statement is refused.
/// </summary>
public static class MaskConflicts
{
    /// <summary>The mask that holds of two; null when they are different and neither beats the other.</summary>
    public static MaskTerms? Stronger(MaskTerms a, MaskTerms b)
    {
        if (a == b)
        {
            return a;
        }

        var (x, y) = (Strength(a), Strength(b));
        return x == y ? null : x > y ? a : b;
    }

    internal static void Check(ImmutableArray<Rule> rules, DocumentErrors errors)
    {
        var masks = rules.Where(static r => r is { Effect: RuleEffect.Mask, Mask: not null, Shadow: false }).ToList();
        for (var i = 0; i < masks.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (first, second) = (masks[j], masks[i]);
                if (Stronger(first.Mask!, second.Mask!) is null && MeetForSure(first, second) is { } pattern)
                {
                    errors.Add(second.File, second.Line, 1,
                        $"the rules `{first.Id}` ({first.File}:{first.Line}) and `{second.Id}` put different masks on `{pattern}` for the same subjects; "
                        + "write one mask, or take the subjects of one out of the other with `except`");
                }
            }
        }
    }

    private static int Strength(MaskTerms mask) => mask.Kind switch
    {
        MaskKind.Null => 2,
        MaskKind.Constant => 1,
        _ => 0,
    };

    /// <summary>A pattern of both rules, when somebody is surely under both for it.</summary>
    private static string? MeetForSure(Rule a, Rule b)
    {
        if (IsNarrowed(a) || IsNarrowed(b) || !Overlap(a.Subjects, b.Subjects))
        {
            return null;
        }

        var columns = Patterns(b).ToHashSet(StringComparer.Ordinal);
        return Patterns(a).FirstOrDefault(columns.Contains);
    }

    /// <summary>Keys that may keep two rules apart although they name the same column.</summary>
    private static bool IsNarrowed(Rule rule) =>
        rule.Except is not null || !rule.From.IsEmpty || !rule.ExceptFrom.IsEmpty || !rule.Listeners.IsEmpty || !rule.Databases.IsEmpty
        || !rule.Applications.IsEmpty || rule.Objects is not null || rule.ExceptObjects is not null || rule.ExceptColumns is not null
        || rule.Conditions != RuleConditions.None || !rule.Live.IsEmpty || (rule.Columns is not null && rule.Tags is not null);

    private static IEnumerable<string> Patterns(Rule rule) =>
        rule.Columns?.All.Select(static p => p.Text) ?? rule.Tags?.SelectMany(static t => t.Columns.All).Select(static p => p.Text) ?? [];

    private static bool Overlap(SubjectSelector? a, SubjectSelector? b)
    {
        var first = Alternatives(a).ToHashSet();
        var second = Alternatives(b).ToHashSet();
        return first.Overlaps(second) || IsAnybody(first) || IsAnybody(second);
    }

    private static bool IsAnybody(HashSet<SubjectSelector> selectors) => selectors.Any(static s => s is SubjectSelector.Anybody);

    /// <summary>Selectors of which each alone is enough; those that need several at once prove nothing and are left out.</summary>
    private static IEnumerable<SubjectSelector> Alternatives(SubjectSelector? selector) => selector switch
    {
        null => [new SubjectSelector.Anybody()],
        SubjectSelector.OneOf one => one.Items.SelectMany(Alternatives),
        SubjectSelector.AllOf => [],
        _ => [selector],
    };
}
