using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>Finds the rules a subject can meet.</summary>
public static class SubjectMatching
{
    /// <summary>
    /// The rules of <paramref name="set"/> for this subject. Call it at login and when subject, enforcement or set change; keep
    /// the result for the session.
    /// </summary>
    public static RuleMatch Match(this PolicySet set, Subject subject, Enforcement enforcement = Enforcement.Enforce) =>
        new(set, subject.Database, enforcement);
}
