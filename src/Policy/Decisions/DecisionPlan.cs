using System.Collections.Concurrent;
using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>The decision on a text for one <see cref="RuleMatch"/>, with only the conditions left that change with time.</summary>
public sealed class DecisionPlan
{
    /// <summary>Above this many conditions a plan does not keep its decisions: the key has 64 bits.</summary>
    private const int MaxKept = 64;

    private readonly ImmutableArray<StatementRules> _statements;
    private readonly RuleMatch _match;
    private readonly LiveCondition[] _live;
    private readonly Decision? _constant;
    private readonly ConcurrentDictionary<ulong, Decision> _kept = new();
    private readonly ConcurrentDictionary<Obligations, Obligations> _obligations = new();
    private volatile Latest? _latest;

    internal DecisionPlan(ImmutableArray<StatementRules> statements, RuleMatch match)
    {
        _statements = statements;
        _match = match;
        _live = [.. statements.SelectMany(static s => s.Rules).SelectMany(static r => r.Live).Distinct()];
        _constant = _live.Length == 0 ? DecisionMaker.Make(statements, match, default, _obligations) : null;
        Statements = statements.Length == 1 ? [this] : [.. statements.Select(s => new DecisionPlan([s], match))];
    }

    /// <summary>True when the same decision is given whatever the context.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>One plan for each statement of a text with several; for one statement only this plan.</summary>
    public ImmutableArray<DecisionPlan> Statements { get; }

    /// <summary>Decides one execution. Allocates nothing once each combination of live conditions was met.</summary>
    public Decision Decide(in DecisionContext context) => _constant ?? DecideLive(context.Now);

    private Decision DecideLive(DateTimeOffset now)
    {
        if (_live.Length > MaxKept)
        {
            return DecisionMaker.Make(_statements, _match, now, _obligations);
        }

        var key = 0UL;
        for (var i = 0; i < _live.Length; i++)
        {
            key |= _live[i].Holds(now) ? 1UL << i : 0;
        }

        var latest = _latest;
        if (latest is not null && latest.Key == key)
        {
            return latest.Decision;
        }

        if (!_kept.TryGetValue(key, out var decision))
        {
            decision = _kept.GetOrAdd(key, DecisionMaker.Make(_statements, _match, now, _obligations));
        }

        _latest = new Latest(key, decision);
        return decision;
    }

    private sealed record Latest(ulong Key, Decision Decision);
}
