using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>GRANT, REVOKE, users and roles: action <c>dcl</c>.</summary>
internal sealed class GrantWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case GrantStatement grant:
                Begin();
                Level(grant);
                return (SqlAction.Dcl, grant.IsRevoke ? "REVOKE" : "GRANT");
            case AccountStatement account:
                Begin();
                foreach (var name in account.Accounts)
                {
                    context.Server(SqlAction.Dcl, name.Name);
                }

                if (account.Accounts.IsEmpty)
                {
                    context.Server(SqlAction.Dcl, "all");
                }

                return (SqlAction.Dcl, account.Kind);
            default:
                return null;
        }
    }

    private void Begin()
    {
        context.Action = SqlAction.Dcl;
        context.Flag(StatementFlags.Dcl);
    }

    private void Level(GrantStatement node)
    {
        if (node.Object is { } name)
        {
            var kind = node.IsRoutine ? RelationKind.Routine : (RelationKind?)null;
            var target = node.IsRoutine ? context.Names.Routine(name.Schema?.Text, name.Name.Text).Name : context.Names.Resolve(name).Name;
            context.Object(SqlAction.Dcl, target, name.Span, kind);
        }
        else if (node.Database is { } database)
        {
            context.Server(SqlAction.Dcl, context.Names.Database(database.Text));
        }
        else
        {
            context.Server(SqlAction.Dcl, node.IsCurrentDatabase ? context.Database : "*");
        }

        foreach (var account in node.Accounts)
        {
            if (node.ChangesAccounts || account.Name is "current_user")
            {
                context.Server(SqlAction.Dcl, account.Name);
            }
        }
    }
}
