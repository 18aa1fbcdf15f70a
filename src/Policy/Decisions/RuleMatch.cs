using System.Collections;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// The rules of a set that a session can meet, whatever it sends: subject, address, application, listener, TLS match.
/// Interned per set: equal matches are the same object, so that it can key a cache of plans by reference.
/// </summary>
public sealed class RuleMatch
{
    private readonly BitArray _rules;

    internal RuleMatch(PolicySet set, Subject subject, Enforcement enforcement, BitArray rules)
    {
        Set = set;
        Database = subject.Database;
        ServiceLogin = subject.ServiceLogin;
        Enforcement = enforcement;
        _rules = rules;
        Rules = [.. set.Rules.Where(r => rules[r.Index])];
    }

    public PolicySet Set { get; }

    /// <summary>The session's database: names without one lie there.</summary>
    public string Database { get; }

    public Enforcement Enforcement { get; }

    /// <summary>The database login behind the session's backends.</summary>
    public string? ServiceLogin { get; }

    /// <summary>In file order.</summary>
    internal Rule[] Rules { get; }

    /// <summary>Whether a rule, by its <see cref="Rule.Index"/>, is among them.</summary>
    public bool Contains(int ruleIndex) => _rules[ruleIndex];
}
