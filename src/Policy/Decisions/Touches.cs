using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What a deny, limit or audit rule matches: its keys are ANDed and an absent key matches all (policy-language.md §3). What may
/// be meant is matched.
/// </summary>
internal static class Touches
{
    /// <summary>The keys that keep the rule from matching the access; none when it matches.</summary>
    public static RuleKeys Missed(Rule rule, in Access access, StatementScope scope)
    {
        var name = scope.Place(access);
        var missed = OfConditions(rule, access, scope);
        if (!InDatabase(rule, access, scope))
        {
            missed |= RuleKeys.Databases;
        }

        if (rule.Direct && access.Through)
        {
            missed |= RuleKeys.Direct;
        }

        missed |= OfActions(rule, access, scope.Facts);
        missed |= OfData(rule, access, name, scope);
        if (rule.Functions is not null && !(access.Kind == AccessKind.Function && rule.Functions.Match(name, possible: true, scope.Facts.Dialect)))
        {
            missed |= RuleKeys.Functions;
        }

        // `*` is a setting whose name is computed: it may be any.
        if (!rule.Settings.IsEmpty && !(access.Kind == AccessKind.Session && (name.Name == "*" || Any(rule.Settings, name.Name))))
        {
            missed |= RuleKeys.Settings;
        }

        if (!rule.Facilities.IsEmpty && !(access.Kind == AccessKind.Facility && Any(rule.Facilities, name.Name)))
        {
            missed |= RuleKeys.Facilities;
        }

        return missed;
    }

    /// <summary>
    /// Whether a rule that names no kind of access matches the statement as such: a rule for all of a subject's statements must
    /// reach <c>SELECT 1</c> too, which has no access.
    /// </summary>
    public static bool Statement(Rule rule, StatementScope scope) =>
        !rule.NamesKind
        && rule.Conditions.ServiceLogin is null
        && (rule.Actions is null || rule.Actions.Value.Contains(scope.Facts.Action))
        && InDatabase(rule, scope)
        && scope.Meets(rule.Conditions);

    /// <summary>
    /// Whether a deny of data might be met inside a routine whose body nobody can read. <c>direct</c> says that it does not count there.
    /// </summary>
    public static bool Opaque(Rule rule, StatementScope scope) =>
        rule.NamesData && !rule.Direct && (scope.Facts.Flags & StatementFlags.Opaque) != 0
        && InDatabase(rule, scope)
        && scope.MeetsOtherThanHowWritten(rule.Conditions);

    /// <summary>The database of what is accessed; MySQL keeps it in the name's schema. The session's for what is in none.</summary>
    public static bool InDatabase(Rule rule, in Access access, StatementScope scope)
    {
        if (rule.Databases.IsEmpty)
        {
            return true;
        }

        var own = scope.Facts.Dialect is SqlDialect.MySql or SqlDialect.MariaDb ? access.Name.Schema : access.Name.Database;
        var name = access.Kind is AccessKind.Object or AccessKind.Column ? own ?? scope.Database : scope.Database;
        return scope.Facts.Dialect == SqlDialect.TSql ? AnyDatabase(rule.Databases, name) : Any(rule.Databases, name);
    }

    /// <summary>SQL Server: two databases whose names differ in case only are one to the gateway.</summary>
    private static bool AnyDatabase(ImmutableArray<Glob> globs, string name)
    {
        foreach (var glob in globs)
        {
            if (Glob.Matches(glob.Text, name, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InDatabase(Rule rule, StatementScope scope) => rule.Databases.IsEmpty
        || (scope.Facts.Dialect == SqlDialect.TSql ? AnyDatabase(rule.Databases, scope.Database) : Any(rule.Databases, scope.Database));

    public static bool Any(ImmutableArray<Glob> globs, string name)
    {
        foreach (var glob in globs)
        {
            if (glob.Matches(name))
            {
                return true;
            }
        }

        return false;
    }

    private static RuleKeys OfConditions(Rule rule, in Access access, StatementScope scope)
    {
        if (!scope.Meets(rule.Conditions, access))
        {
            return RuleKeys.Conditions;
        }

        if (scope.Meets(rule.Conditions))
        {
            return RuleKeys.None;
        }

        // The statement inside a routine may lack the WHERE that this one has or cannot have.
        var inside = access.Through && rule.NamesData && rule.Conditions.AskHowItIsWritten && !scope.DoesDirectly(access.Action);
        return inside && scope.MeetsOtherThanHowWritten(rule.Conditions) ? RuleKeys.None : RuleKeys.Conditions;
    }

    private static RuleKeys OfActions(Rule rule, in Access access, StatementFacts facts)
    {
        if (rule.Actions is not { } actions || actions.Contains(access.Action))
        {
            return RuleKeys.None;
        }

        // A function has no action of its own: it is called, by a statement that has one.
        var asFunction = access.Kind is AccessKind.Function or AccessKind.Facility
            && (rule.Functions is not null || !rule.Facilities.IsEmpty)
            && (actions.Contains(facts.Action) || actions.Contains(SqlAction.Call));
        return asFunction ? RuleKeys.None : RuleKeys.Actions;
    }

    private static RuleKeys OfData(Rule rule, in Access access, in ObjectName name, StatementScope scope)
    {
        var missed = RuleKeys.None;
        var isData = access.Kind is AccessKind.Object or AccessKind.Column;
        if (rule.Objects is not null && !(isData && scope.MayCover(rule.Objects, name, null)))
        {
            missed |= RuleKeys.Objects;
        }

        if (rule.ExceptObjects is not null && (!isData || rule.ExceptObjects.Cover(name, null, scope.Database)))
        {
            missed |= RuleKeys.ExceptObjects;
        }

        var column = rule.Columns is null && rule.ExceptColumns is null && rule.Tags is null ? null : scope.ColumnOf(access);
        if (rule.Columns is not null && (column is null || !scope.MayCover(rule.Columns, name, column)))
        {
            missed |= RuleKeys.Columns;
        }

        if (rule.ExceptColumns is not null && (column is null || rule.ExceptColumns.Cover(name, column, scope.Database)))
        {
            missed |= RuleKeys.ExceptColumns;
        }

        return rule.Tags is { } tags && (column is null || !IsTagged(tags, name, column, scope)) ? missed | RuleKeys.Tags : missed;
    }

    private static bool IsTagged(ImmutableArray<Tag> tags, in ObjectName name, string column, StatementScope scope)
    {
        foreach (var tag in tags)
        {
            if (scope.MayCover(tag.Columns, name, column))
            {
                return true;
            }
        }

        return false;
    }
}
