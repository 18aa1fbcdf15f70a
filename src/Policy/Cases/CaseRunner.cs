using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Cases;

/// <summary>How one case ended.</summary>
/// <param name="Failures">What differs from what was expected, one line each; empty when it passed.</param>
public sealed record CaseResult(PolicyCase Case, Decision Decision, ImmutableArray<string> Failures)
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
        var question = new PolicyQuestion(test.Subject, test.Dialect, test.Sql) { SearchPath = test.SearchPath, At = test.At ?? now };
        var decision = question.Decide(set, catalog);
        return new CaseResult(test, decision, [.. Compare(test, decision)]);
    }

    private static IEnumerable<string> Compare(PolicyCase test, Decision decision)
    {
        if (decision.Verdict != test.Expected)
        {
            yield return decision.Verdict == Verdict.Allow
                ? $"expected deny, but it was allowed by {string.Join(", ", decision.Rules)}"
                : $"expected allow, but: {decision.Message}";
        }

        foreach (var rule in test.Rules.Except(decision.Rules))
        {
            yield return $"rule `{rule}` did not match; these did: {string.Join(", ", decision.Rules)}";
        }

        foreach (var rule in test.Shadow.Except(decision.Shadow))
        {
            yield return $"rule `{rule}` was not recorded in shadow; these were: {string.Join(", ", decision.Shadow)}";
        }

        if (test.Tags is { } tags && !tags.Order(StringComparer.Ordinal).SequenceEqual(decision.Tags.Order(StringComparer.Ordinal)))
        {
            yield return $"expected the tags {string.Join(", ", tags)}, but they were {string.Join(", ", decision.Tags)}";
        }

        if (test.Message is { } message && !decision.Message.Contains(message, StringComparison.Ordinal))
        {
            yield return $"the client sees `{decision.Message}`";
        }
    }
}
