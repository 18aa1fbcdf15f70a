using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Cases;

/// <summary>How one case ended.</summary>
/// <param name="Failures">What differs from what was expected, one line each; empty when it passed.</param>
public sealed record CaseResult(PolicyCase Case, PolicyAnswer Answer, ImmutableArray<string> Failures)
{
    public bool Passed => Failures.IsEmpty;
}

/// <summary>Runs cases against a policy set: the same analysis and the same decisions as the gateway's.</summary>
public static class CaseRunner
{
    /// <param name="catalog">What is known of the databases; null when nothing is.</param>
    /// <param name="now">The time for cases that name none.</param>
    public static CaseResult Run(PolicyCase test, PolicySet set, CatalogSnapshot? catalog, DateTimeOffset now)
    {
        var question = new PolicyQuestion(test.Subject, test.Dialect, test.Sql) { SearchPath = test.SearchPath, At = test.At ?? now, NeedsAttributes = true };
        var answer = question.Answer(set, catalog);
        return new CaseResult(test, answer, [.. Compare(test, answer)]);
    }

    private static IEnumerable<string> Compare(PolicyCase test, PolicyAnswer answer)
    {
        var decision = answer.Decision;
        if (answer.Verdict != test.Expected)
        {
            yield return answer.Verdict == Verdict.Allow
                ? $"expected deny, but it was allowed by {string.Join(", ", decision.Rules)}"
                : $"expected allow, but: {answer.Message}";
        }

        foreach (var rule in test.Rules.Except(decision.Rules))
        {
            yield return $"rule `{rule}` did not match; these did: {string.Join(", ", decision.Rules)}";
        }

        foreach (var rule in test.Shadow.Except(decision.Shadow))
        {
            yield return $"rule `{rule}` was not recorded in shadow; these were: {string.Join(", ", decision.Shadow)}";
        }

        if (test.Message is { } message && !answer.Message.Contains(message, StringComparison.Ordinal))
        {
            yield return $"the client sees `{answer.Message}`";
        }

        string[] differences =
        [
            .. Differ("tags", test.Tags, decision.Tags), .. Differ("masked columns", test.Masked, answer.Masked),
            .. Differ("filtered tables", test.Filtered, answer.Filtered),
        ];
        foreach (var difference in differences)
        {
            yield return difference;
        }
    }

    private static IEnumerable<string> Differ(string what, ImmutableArray<string>? expected, ImmutableArray<string> found)
    {
        if (expected is { } names && !names.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)))
        {
            yield return $"expected the {what} {List(names)}, but they were {List(found)}";
        }
    }

    private static string List(ImmutableArray<string> names) => names.IsEmpty ? "(none)" : string.Join(", ", names);
}
