using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>EXECUTE AS, REVERT, SETUSER: another principal than the session's own.</summary>
internal sealed class ImpersonationWalker(WalkContext context)
{
    public const string Facility = "impersonation";

    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case ExecuteAsStatement execute:
                StatementValues.Walk(context, node);
                if (execute.Cookie is { } cookie)
                {
                    context.Variables.Assign(cookie.Name, []);
                }

                Becomes(context, Name(execute.ExecuteContext));
                Lasts(Name(execute.ExecuteContext));
                return (SqlAction.Session, "EXECUTE AS");
            case SetUserStatement user:
                StatementValues.Walk(context, node);
                var name = user.UserName is StringLiteral { Value: var value } ? context.Folding.Fold(value) : user.UserName is null ? null : "";
                if (name is null)
                {
                    Back();
                }
                else
                {
                    Becomes(context, name);
                }

                Lasts(name);
                return (SqlAction.Session, "SETUSER");
            case RevertStatement:
                StatementValues.Walk(context, node);
                Back();
                Lasts(null);
                return (SqlAction.Session, "REVERT");
            default:
                return null;
        }
    }

    private void Back()
    {
        context.Action = SqlAction.Session;
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, "revert");
    }

    /// <summary>Rights of another principal are used.</summary>
    public static void Becomes(WalkContext context, string principal)
    {
        context.Action = SqlAction.Session;
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, "execute_as");
        context.Server(SqlAction.Dcl, principal.Length == 0 ? "*" : principal);
        context.Facility(Facility);
    }

    /// <summary>Folded; empty for one that is computed.</summary>
    public static string Name(ExecuteContext node) => node switch
    {
        { Principal: StringLiteral { Value: var value } } => value.ToLowerInvariant(),
        { Kind: ExecuteAsOption.Caller or ExecuteAsOption.Owner or ExecuteAsOption.Self, Principal: null } => node.Kind.ToString().ToLowerInvariant(),
        _ => "",
    };

    /// <summary>A string or routine gives back what it took.</summary>
    private void Lasts(string? principal)
    {
        if (context is { BodyDepth: 0, IsDefinition: false })
        {
            context.Effect(new SessionEffect.Impersonates(principal));
        }
    }
}
