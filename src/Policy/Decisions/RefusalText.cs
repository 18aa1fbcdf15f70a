using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// The words of a refusal: one sentence with what was refused, by which rule, and what to do (contracts.md §6). Names come from
/// the statement, never values.
/// </summary>
internal static class RefusalText
{
    private const string Ask = "ask the owners of the policy";

    public static string Message(Refusal refusal)
    {
        if (refusal.Rule is { Message: { } message })
        {
            return message;
        }

        if (refusal.Use is not null || refusal.Other is not null)
        {
            return Securing(refusal);
        }

        var what = What(refusal);
        if (refusal.Rule is { } rule)
        {
            var floor = rule.IsFloor ? "the floor, rule " : "rule ";
            return $"{what} is denied by {floor}`{rule.Id}`; leave it out of the statement, or {Ask} for an exception";
        }

        return refusal.Reason is RefusalReason.NotUnderstood or RefusalReason.TooLargeOrDeep
            ? $"{what}, so it is refused; write it more plainly, or {Ask} to allow the facility `{refusal.Access!.Value.Name.Name}`"
            : $"no rule allows {what}; leave it out of the statement, or {Ask} for a rule that does";
    }

    /// <summary>The rule behind a message of its own, or the least change that would allow the access.</summary>
    public static string? Hint(Refusal refusal)
    {
        if (refusal.Rule is { } rule)
        {
            return rule.Message is null || refusal.Use is not null ? rule.Description : $"{What(refusal)} is denied by rule `{rule.Id}`";
        }

        return refusal.Access is { } access ? $"it would take an allow with {LeastChange(access, refusal.Statement.Scope)}" : null;
    }

    /// <summary>The keys of the narrowest allow for an access, as they would stand in a policy file.</summary>
    public static string LeastChange(in Access access, StatementScope scope)
    {
        var action = Word(access.Action);
        var name = scope.Place(access);
        return access.Kind switch
        {
            AccessKind.Object => $"actions: [{action}], objects: [{Entry(name)}]",
            AccessKind.Column => $"actions: [{action}], objects: [{Entry(name)}], columns: [{Entry(name)}.{Part(access.Column ?? "*")}]",
            AccessKind.Function => $"functions: [{name}]",
            AccessKind.Session => $"settings: [{name.Name}]",
            AccessKind.Facility => $"facilities: [{name.Name}]",
            _ => $"actions: [{action}]",
        };
    }

    /// <summary>An access in words: <c>select on `public.orders`</c>.</summary>
    public static string Describe(in Access access, StatementScope scope)
    {
        var name = scope.Place(access);
        var action = Word(access.Action);
        return access.Kind switch
        {
            AccessKind.Object => $"{action} on `{name}`",
            AccessKind.Column when access.Column == "*" => $"{action} on the columns of `{name}`",
            AccessKind.Column => $"{action} on column `{name}.{Part(access.Column!)}`",
            AccessKind.Function => $"the function `{name}`",
            AccessKind.Session when access.Action == SqlAction.Metadata => $"reading the setting `{name.Name}`",
            AccessKind.Session => $"the session setting `{name.Name}`",
            AccessKind.Facility => $"the facility `{name.Name}`",
            _ when name.Name.Length == 0 => action,
            _ => $"{action} on `{name.Name}`",
        };
    }

    internal static string Word(SqlAction action) => action.ToString().ToLowerInvariant();

    private static string What(Refusal refusal)
    {
        var scope = refusal.Statement.Scope;
        if (refusal.Access is not { } access)
        {
            return Touches.Statement(refusal.Rule!, scope) ? "this statement" : "a routine whose body cannot be read, and which may touch denied data,";
        }

        if (refusal.Reason is RefusalReason.NotUnderstood or RefusalReason.TooLargeOrDeep)
        {
            return access.Name.Name switch
            {
                Facilities.Unresolved => NotUnderstood(scope.Facts),
                Facilities.UnknownMessage => "the protocol message is not known",
                _ => $"the text cannot be analysed ({scope.Error?.Message ?? "no reason given"})",
            };
        }

        return access.Through ? $"{Describe(access, scope)}, which lies beneath what the statement names," : Describe(access, scope);
    }

    /// <summary>What a mask or filter does not let be, and what opens it narrowly.</summary>
    private static string Securing(Refusal refusal)
    {
        var rule = refusal.Rule!;
        if (refusal.Access is not { } access)
        {
            var effect = rule.Effect == RuleEffect.Mask ? "masks" : "filters";
            return $"a routine whose body cannot be read may touch what rule `{rule.Id}` {effect}; leave it out of the statement, or {Ask} for an exception";
        }

        if (refusal.Use == SecuringUse.Drift)
        {
            return $"rule `{rule.Id}` protects a tag that names something which is not there any more; {Ask} to name it anew";
        }

        if (refusal.Use == SecuringUse.Catalog)
        {
            return $"rule `{rule.Id}` hides what it denies from `{access.Name}`, and the catalog of this database is not known; try again, or {Ask}";
        }

        var table = refusal.Statement.Scope.Place(access);
        var column = $"column `{table}.{Part(access.Column!)}`";
        if (refusal.Other is { } other)
        {
            return $"rules `{rule.Id}` and `{other.Id}` put different masks on {column}; leave it out of the statement, or {Ask} to decide for one";
        }

        return refusal.Use == SecuringUse.Write
            ? $"{column} is masked for you by rule `{rule.Id}`; it cannot be written; leave it out of the statement, or {Ask} for `writes`"
            : $"the columns of `{table}` are not known, and rule `{rule.Id}` may mask one of them; name a table that exists";
    }

    private static string NotUnderstood(StatementFacts facts) => facts.Unresolved.IsEmpty
        ? "a part of the statement is not understood"
        : $"a part of the statement is not understood (`{facts.Unresolved[0]}`)";

    /// <summary>Without a schema a name matches only patterns for any.</summary>
    private static string Entry(in ObjectName name) => name.Schema is null ? $"**.{name}" : name.ToString();

    private static string Part(string part) => new ObjectName(null, part).ToString();
}
