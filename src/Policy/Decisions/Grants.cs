using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What an allow grants: a kind of access only if the rule names that kind (policy-language.md §3). Whatever is not surely meant
/// is not granted.
/// </summary>
internal static class Grants
{
    /// <summary>The keys of an allow that keep it from granting the access; none when it grants it.</summary>
    public static RuleKeys Missed(Rule rule, in Access access, StatementScope scope)
    {
        var name = scope.Place(access);
        var missed = scope.Meets(rule.Conditions) && scope.Meets(rule.Conditions, access) ? RuleKeys.None : RuleKeys.Conditions;
        if (!Touches.InDatabase(rule, access, scope))
        {
            missed |= RuleKeys.Databases;
        }

        return missed | access.Kind switch
        {
            AccessKind.Object => OfObject(rule, access, name, scope),
            AccessKind.Column => OfColumn(rule, access, name, scope),
            AccessKind.Function => rule.Functions?.Match(name, possible: false, scope.Facts.Dialect) == true ? RuleKeys.None : RuleKeys.Functions,
            AccessKind.Session => OfSetting(rule, access),
            AccessKind.Facility => Touches.Any(rule.Facilities, name.Name) ? RuleKeys.None : RuleKeys.Facilities,
            AccessKind.Server => OfServer(rule, access),
            _ => RuleKeys.Objects,
        };
    }

    private static RuleKeys OfObject(Rule rule, in Access access, in ObjectName name, StatementScope scope)
    {
        var missed = rule.Actions?.Contains(access.Action) == true ? RuleKeys.None : RuleKeys.Actions;
        if (rule.Objects?.Cover(name, null, scope.Database) != true)
        {
            missed |= RuleKeys.Objects;
        }

        if (rule.ExceptObjects is { } without && scope.MayCover(without, name, null))
        {
            missed |= RuleKeys.ExceptObjects;
        }

        return missed;
    }

    private static RuleKeys OfColumn(Rule rule, in Access access, in ObjectName name, StatementScope scope)
    {
        var missed = OfObject(rule, access, name, scope);
        if (rule.Objects is null && (rule.Columns is not null || rule.Tags is not null))
        {
            missed &= ~RuleKeys.Objects;
        }

        if (rule.Columns?.Cover(name, access.Column, scope.Database) == false)
        {
            missed |= RuleKeys.Columns;
        }

        if (rule.ExceptColumns is { } without && scope.MayCover(without, name, access.Column))
        {
            missed |= RuleKeys.ExceptColumns;
        }

        if (rule.Tags is { } tags)
        {
            var tagged = false;
            foreach (var tag in tags)
            {
                tagged |= tag.Columns.Cover(name, access.Column, scope.Database);
            }

            missed |= tagged ? RuleKeys.None : RuleKeys.Tags;
        }

        return missed;
    }

    /// <summary>
    /// <c>settings</c> grants to set and to show; <c>actions</c> narrows it only when it names <c>session</c> or <c>metadata</c>.
    /// </summary>
    private static RuleKeys OfSetting(Rule rule, in Access access)
    {
        // `*` is a setting whose name is computed: only a glob for all covers it.
        var covers = access.Name.Name == "*" ? rule.Settings.Any(static g => g.MatchesAll) : Touches.Any(rule.Settings, access.Name.Name);
        var missed = covers ? RuleKeys.None : RuleKeys.Settings;
        if (rule.Actions is { } actions && (actions.Names(SqlAction.Session) || actions.Names(SqlAction.Metadata))
            && !actions.Contains(access.Action))
        {
            missed |= RuleKeys.Actions;
        }

        return missed;
    }

    /// <summary>
    /// Naming the action grants it; but a rule that also names objects stays within them: <c>ddl</c> on <c>app.*</c> grants the
    /// schema <c>app</c>, and databases, roles and extensions only with <c>**</c>.
    /// </summary>
    private static RuleKeys OfServer(Rule rule, in Access access)
    {
        var missed = rule.Actions?.GrantsServer(access.Action) == true ? RuleKeys.None : RuleKeys.Actions;
        if (access.Action != SqlAction.Transaction && rule.Objects is { HasEverything: false } objects && !objects.CoverSchema(access.Name.Name))
        {
            missed |= RuleKeys.Objects;
        }

        return missed;
    }
}
