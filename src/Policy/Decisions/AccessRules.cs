using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>One access with the rules that speak of it, in file order.</summary>
/// <param name="IsHard">Enforced under <c>enforcement: observe</c> too: what could not be parsed or understood.</param>
/// <param name="NeedsAllow">False for what lies beneath, and for settings that go back to what the session began with.</param>
internal sealed record AccessRules(Access Access, ImmutableArray<Rule> Allows, ImmutableArray<Rule> Denies, bool IsHard, bool NeedsAllow)
{
    /// <summary>Allows that do not grant the column but have a star leave it out.</summary>
    public ImmutableArray<Rule> Narrows { get; init; } = [];

    /// <summary>A column whose name is known and that only a star reads.</summary>
    public bool CanBeHidden => Access is { Kind: AccessKind.Column, Action: SqlAction.Select, ByStar: true, Through: false } && Access.Column != "*";
}

/// <summary>A statement with the rules that speak of it, whatever the time.</summary>
/// <param name="Denies">Denies of the statement as such.</param>
/// <param name="Others">Limits and audits that match the statement or any access of it.</param>
internal sealed record StatementRules(
    StatementScope Scope, ImmutableArray<AccessRules> Accesses, ImmutableArray<Rule> Denies, ImmutableArray<Rule> Others, ImmutableArray<string> Tags)
{
    /// <summary>Masks and filters with what they match.</summary>
    public ImmutableArray<Securing> Securings { get; private init; } = [];

    /// <summary>Every rule that may have a say.</summary>
    public IEnumerable<Rule> Rules =>
        Denies.Concat(Others).Concat(Accesses.SelectMany(static a => a.Allows.Concat(a.Denies).Concat(a.Narrows))).Concat(Securings.Select(static s => s.Rule));

    /// <summary>Holds every rule of the match against every access.</summary>
    public static StatementRules Gather(StatementScope scope, RuleMatch match)
    {
        var accesses = ImmutableArray.CreateBuilder<AccessRules>();
        foreach (var access in ToDecide(scope.Facts))
        {
            accesses.Add(GatherAccess(access, scope, match));
        }

        var denies = ImmutableArray.CreateBuilder<Rule>();
        var others = ImmutableArray.CreateBuilder<Rule>();
        var securings = ImmutableArray.CreateBuilder<Securing>();
        foreach (var rule in match.Rules)
        {
            var asStatement = Touches.Statement(rule, scope);
            if (rule.Effect == RuleEffect.Deny && (asStatement || Touches.Opaque(rule, scope)))
            {
                denies.Add(rule);
            }
            else if (rule.Effect is RuleEffect.Limit or RuleEffect.Audit && (asStatement || TouchesAny(rule, accesses, scope)))
            {
                others.Add(rule);
            }

            SecuringRules.GatherDrift(rule, accesses, scope, securings);
            SecuringRules.GatherCatalogs(rule, accesses, scope, securings);
            if (rule.Effect is RuleEffect.Mask or RuleEffect.Filter)
            {
                SecuringRules.Gather(rule, accesses, scope, securings);
            }
        }

        return new StatementRules(scope, accesses.ToImmutable(), denies.ToImmutable(), others.ToImmutable(), TagsOf(scope, match))
        {
            Securings = securings.ToImmutable(),
        };
    }

    /// <summary>Every access of the facts, of statements behind it, and the facility for what was not understood.</summary>
    public static IEnumerable<Access> ToDecide(StatementFacts facts)
    {
        foreach (var access in facts.Accesses)
        {
            yield return access;
        }

        if (!facts.Complete)
        {
            yield return Facility(Facilities.Unresolved);
        }

        if (facts.Kind is "COMMIT PREPARED" or "ROLLBACK PREPARED" || facts.Accesses.Any(ShowsPreparedTransactions))
        {
            yield return Facility(Facilities.XaRecovery);
        }

        foreach (var effect in facts.Effects)
        {
            var body = effect switch
            {
                SessionEffect.Prepare prepare => prepare.Body,
                SessionEffect.DeclareCursor cursor => cursor.Body,
                _ => null,
            };
            if (body is null)
            {
                continue;
            }

            foreach (var access in ToDecide(body))
            {
                yield return access;
            }
        }
    }

    public static Access Facility(string name) => new(AccessKind.Facility, SqlAction.None, new ObjectName(null, name));

    private static bool ShowsPreparedTransactions(Access access) => (access.Kind, access.Name) switch
    {
        (AccessKind.Object, { Schema: "pg_catalog", Name: "pg_prepared_xacts" }) => !access.Through,
        (AccessKind.Function, { Schema: null, Name: "pg_prepared_xact" }) => !access.Through,
        _ => false,
    };

    private static AccessRules GatherAccess(in Access access, StatementScope scope, RuleMatch match)
    {
        var allows = ImmutableArray.CreateBuilder<Rule>();
        var denies = ImmutableArray.CreateBuilder<Rule>();
        var narrows = ImmutableArray.CreateBuilder<Rule>();
        foreach (var rule in match.Rules)
        {
            if (rule.Effect == RuleEffect.Allow && !access.Through)
            {
                var missed = Grants.Missed(rule, access, scope);
                if (missed == RuleKeys.None)
                {
                    allows.Add(rule);
                }
                else if (rule.StarNarrow && (missed & ~(RuleKeys.Columns | RuleKeys.ExceptColumns | RuleKeys.Tags)) == RuleKeys.None)
                {
                    narrows.Add(rule);
                }
            }
            else if (rule.Effect == RuleEffect.Deny && Touches.Missed(rule, access, scope) == RuleKeys.None)
            {
                denies.Add(rule);
            }
        }

        var isHard = access.Kind == AccessKind.Facility && Facilities.IsHard(access.Name.Name);
        return new AccessRules(access, allows.ToImmutable(), denies.ToImmutable(), isHard, NeedsAllow(access, scope.Facts))
        {
            Narrows = narrows.ToImmutable(),
        };
    }

    /// <summary>RESET and SET … TO DEFAULT give back what the session began with; that was decided then.</summary>
    public static bool NeedsAllow(in Access access, StatementFacts facts)
    {
        if (access.Through || access.Kind != AccessKind.Session || access.Action != SqlAction.Session)
        {
            return !access.Through;
        }

        var resets = false;
        foreach (var effect in facts.Effects)
        {
            if (effect is SessionEffect.ResetAll)
            {
                resets |= access.Name.Name == "all";
            }
            else if (effect is SessionEffect.Set set && set.Name == access.Name.Name)
            {
                if (set.Value is not null || !set.IsConstant)
                {
                    return true;
                }

                resets = true;
            }
        }

        return !resets;
    }

    private static bool TouchesAny(Rule rule, ImmutableArray<AccessRules>.Builder accesses, StatementScope scope)
    {
        foreach (var access in accesses)
        {
            if (Touches.Missed(rule, access.Access, scope) == RuleKeys.None)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<string> TagsOf(StatementScope scope, RuleMatch match)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var tag in match.Set.Tags)
        {
            foreach (var access in scope.Facts.Accesses)
            {
                if (scope.ColumnOf(access) is { } column && scope.MayCover(tag.Columns, scope.Place(access), column))
                {
                    found.Add(tag.Name);
                    break;
                }
            }
        }

        return found.ToImmutable();
    }
}
