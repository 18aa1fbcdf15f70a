using System.Collections.Concurrent;
using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Makes one decision of what <see cref="StatementRules"/> gathered and a moment (policy-language.md §5): every access needs an
/// allow, deny beats allow, shadow rules are only recorded.
/// </summary>
internal sealed class DecisionMaker
{
    private readonly SortedDictionary<int, Rule> _matched = [];
    private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);
    private readonly List<string> _shadow = [];
    private readonly RuleMatch _match;
    private readonly DateTimeOffset _now;
    private readonly ObligationMerger _obligations = new();
    private Refusal? _refusal;

    private DecisionMaker(RuleMatch match, DateTimeOffset now)
    {
        _match = match;
        _now = now;
    }

    /// <param name="now">Of no account when no rule has live conditions.</param>
    /// <param name="known">Obligations of the plan so far: equal ones are given out as the same object.</param>
    public static Decision Make(
        ImmutableArray<StatementRules> statements, RuleMatch match, DateTimeOffset now, ConcurrentDictionary<Obligations, Obligations> known)
    {
        var maker = new DecisionMaker(match, now);
        var effects = new EffectMerger();
        foreach (var statement in statements)
        {
            maker.Take(statement, effects);
        }

        return maker.Finish(effects, known);
    }

    private void Take(StatementRules statement, EffectMerger effects)
    {
        foreach (var rule in statement.Denies)
        {
            if (InForce(rule))
            {
                Deny(rule, null, statement, isHard: rule.IsFloor);
            }
        }

        foreach (var access in statement.Accesses)
        {
            Take(access, statement);
        }

        foreach (var securing in statement.Securings)
        {
            if (InForce(securing.Rule))
            {
                Secure(securing, statement);
            }
        }

        RefuseConflict(statement);
        foreach (var rule in statement.Others)
        {
            if (!InForce(rule))
            {
                continue;
            }

            if (rule.Shadow || (rule.Effect == RuleEffect.Limit && _match.Enforcement == Enforcement.Observe))
            {
                Shadow(rule.Id);
                continue;
            }

            _matched[rule.Index] = rule;
            effects.Add(rule);
        }

        _tags.UnionWith(statement.Tags);
    }

    private void Take(AccessRules access, StatementRules statement)
    {
        var granted = !access.NeedsAllow;
        Rule? shadowAllow = null;
        foreach (var rule in access.Allows)
        {
            if (!InForce(rule))
            {
                continue;
            }

            if (rule.Shadow)
            {
                shadowAllow ??= rule;
                continue;
            }

            granted = true;
            _matched[rule.Index] = rule;
        }

        foreach (var rule in access.Denies)
        {
            if (!InForce(rule) || (rule.IsFloor && IsOpened(rule, access)))
            {
                continue;
            }

            if (rule.StarNarrow && access.CanBeHidden)
            {
                Hide(rule, access.Access, statement);
                granted |= !rule.Shadow && _match.Enforcement == Enforcement.Enforce;
            }
            else
            {
                Deny(rule, access.Access, statement, isHard: rule.IsFloor || access.IsHard);
            }
        }

        if (granted || IsNarrowed(access, statement))
        {
            return;
        }

        if (shadowAllow is not null)
        {
            Shadow(shadowAllow.Id);
        }

        Refuse(new Refusal(access.Access, null, statement, access.IsHard), access.IsHard);
    }

    /// <summary>Whether an allow that does not grant the column has the star leave it out.</summary>
    private bool IsNarrowed(AccessRules access, StatementRules statement)
    {
        if (!access.CanBeHidden || _match.Enforcement == Enforcement.Observe)
        {
            return false;
        }

        foreach (var rule in access.Narrows)
        {
            if (!rule.Shadow && InForce(rule))
            {
                Hide(rule, access.Access, statement);
                return true;
            }
        }

        return false;
    }

    private void Hide(Rule rule, in Access access, StatementRules statement)
    {
        if (rule.Shadow || _match.Enforcement == Enforcement.Observe)
        {
            Shadow(rule.Id);
            return;
        }

        _matched[rule.Index] = rule;
        _obligations.Hide(statement.Scope.Place(access), access.Column!, rule);
    }

    private void Secure(in Securing securing, StatementRules statement)
    {
        var rule = securing.Rule;
        if (rule.Shadow || (_match.Enforcement == Enforcement.Observe && !rule.Enforce))
        {
            Shadow(rule.Id);
            return;
        }

        _matched[rule.Index] = rule;
        if (securing.Use == SecuringUse.Read)
        {
            _obligations.Mask(statement.Scope.Place(securing.Access!.Value), securing.Access.Value.Column!, rule);
        }
        else if (securing.Use == SecuringUse.Rows)
        {
            _obligations.Filter(statement.Scope.Place(securing.Access!.Value), rule.Filter!, rule);
        }
        else if (securing.Use == SecuringUse.Catalog && statement.Scope.Bindings is { } bindings)
        {
            var catalog = securing.Access!.Value.Name with { Database = null };
            _obligations.Filter(catalog, bindings.Narrowing.Of(rule, catalog, statement.Scope)!, rule);
        }
        else
        {
            Refuse(new Refusal(securing.Access, rule, statement, IsHard: true) { Use = securing.Use }, isHard: true);
        }
    }

    private void RefuseConflict(StatementRules statement)
    {
        if (_obligations.Conflict() is { } conflict)
        {
            var access = new Access(AccessKind.Column, SqlAction.Select, conflict.Table, conflict.Column);
            Refuse(new Refusal(access, conflict.First, statement, IsHard: true) { Other = conflict.Second }, isHard: true);
        }
    }

    /// <summary>An allow that names the floor rule opens it for what the allow itself grants.</summary>
    private bool IsOpened(Rule floor, AccessRules access)
    {
        foreach (var rule in access.Allows)
        {
            if (!rule.Shadow && InForce(rule) && rule.OverridesFloor.Contains(floor.Id))
            {
                return true;
            }
        }

        return false;
    }

    private void Deny(Rule rule, Access? access, StatementRules statement, bool isHard)
    {
        if (rule.Shadow)
        {
            Shadow(rule.Id);
            return;
        }

        _matched[rule.Index] = rule;
        Refuse(new Refusal(access, rule, statement, isHard), isHard);
    }

    private void Refuse(Refusal refusal, bool isHard)
    {
        if (_match.Enforcement == Enforcement.Observe && !isHard)
        {
            Shadow(refusal.Rule?.Id ?? Decision.NoRule);
            return;
        }

        // A deny explains more than a missing allow; of several the first in the text counts.
        if (_refusal is null || (_refusal.Rule is null && refusal.Rule is not null))
        {
            _refusal = refusal;
        }
    }

    private Decision Finish(EffectMerger effects, ConcurrentDictionary<Obligations, Obligations> known)
    {
        var rules = _matched.Values.Select(static r => r.Id);
        var tags = _tags.ToImmutableArray();
        if (_refusal is null)
        {
            var obligations = _obligations.Merge();
            return effects.Complete(new Decision(Verdict.Allow)
            {
                Rules = [.. rules],
                Shadow = [.. _shadow],
                Tags = tags,
                Obligations = obligations.IsEmpty ? Obligations.None : known.GetOrAdd(obligations, obligations),
            });
        }

        if (_refusal.Rule is { } deciding)
        {
            rules = rules.Where(id => id != deciding.Id).Prepend(deciding.Id);
        }

        return effects.Complete(new Decision(Verdict.Deny)
        {
            Reason = _refusal.Reason,
            Rules = [.. rules],
            Shadow = [.. _shadow],
            Tags = tags,
            Message = RefusalText.Message(_refusal),
            Hint = RefusalText.Hint(_refusal),
        });
    }

    private void Shadow(string id)
    {
        if (!_shadow.Contains(id))
        {
            _shadow.Add(id);
        }
    }

    private bool InForce(Rule rule)
    {
        foreach (var condition in rule.Live)
        {
            if (!condition.Holds(_now))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What was refused, and by which rule; none when no rule allows it.</summary>
/// <param name="Access">Null for the statement as such.</param>
internal sealed record Refusal(Access? Access, Rule? Rule, StatementRules Statement, bool IsHard)
{
    /// <summary>For a mask or filter: what about it cannot be.</summary>
    public SecuringUse? Use { get; init; }

    /// <summary>The mask that contradicts <see cref="Rule"/>.</summary>
    public Rule? Other { get; init; }

    public RefusalReason Reason => Access switch
    {
        { Kind: AccessKind.Facility } when Statement.Scope.Error is { Code: "too_large" or "too_deep" } => RefusalReason.TooLargeOrDeep,
        { Kind: AccessKind.Facility } facility when Facilities.IsHard(facility.Name.Name) => RefusalReason.NotUnderstood,
        _ => RefusalReason.Policy,
    };
}
