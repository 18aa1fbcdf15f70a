using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// The rules of a set that a session can meet, whatever it sends: subject, address, application, listener and TLS match.
/// Interned per set: equal matches are the same object, so that it can key a cache of plans by reference.
/// </summary>
public sealed class RuleMatch
{
    internal RuleMatch(PolicySet set, string database, Enforcement enforcement)
    {
        Set = set;
        Database = database;
        Enforcement = enforcement;
    }

    public PolicySet Set { get; }

    /// <summary>The session's database: names without one lie there.</summary>
    public string Database { get; }

    public Enforcement Enforcement { get; }
}
