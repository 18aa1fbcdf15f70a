namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>GRANT, REVOKE, default privileges and statements about roles: action <c>dcl</c>.</summary>
internal sealed class GrantWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);

    /// <summary>Returns the command tag, or null when the statement is of another family.</summary>
    public string? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "GrantStmt":
                return Grant(node);
            case "GrantRoleStmt":
                foreach (var role in node["granted_roles"])
                {
                    context.Server(SqlAction.Dcl, role.Text("priv_name") ?? "");
                    role.Skip();
                }

                Roles(node["grantee_roles"]);
                node["grantor"].Skip();
                return node.Flag("is_grant") ? "GRANT ROLE" : "REVOKE ROLE";
            case "AlterDefaultPrivilegesStmt":
                context.Server(SqlAction.Dcl, "default_privileges");
                node.Skip();
                return "ALTER DEFAULT PRIVILEGES";
            case "CreateRoleStmt":
                context.Server(SqlAction.Dcl, node.Text("role") ?? "");
                node["options"].Skip();
                return "CREATE ROLE";
            case "AlterRoleStmt" or "AlterRoleSetStmt":
                Role(node["role"]);
                node.Skip();
                return "ALTER ROLE";
            case "RenameStmt" when node.Text("renameType") is "OBJECT_ROLE":
                context.Server(SqlAction.Dcl, node.Text("subname") ?? "");
                context.Server(SqlAction.Dcl, node.Text("newname") ?? "");
                return "ALTER ROLE";
            case "DropRoleStmt":
                Roles(node["roles"]);
                return "DROP ROLE";
            case "ReassignOwnedStmt":
                Roles(node["roles"]);
                Role(node["newrole"]);
                return "REASSIGN OWNED";
            case "DropOwnedStmt":
                Roles(node["roles"]);
                return "DROP OWNED";
            default:
                return null;
        }
    }

    private string Grant(SyntaxNode node)
    {
        node["privileges"].Skip();
        node["grantees"].Skip();
        node["grantor"].Skip();
        var isObject = node.Text("targtype") is "ACL_TARGET_OBJECT";
        foreach (var target in node["objects"])
        {
            if (isObject)
            {
                _targets.Record(SqlAction.Dcl, node.Text("objtype"), default, target);
            }
            else
            {
                context.Server(SqlAction.Dcl, target.Visit().Text("sval") ?? "");
            }
        }

        return node.Flag("is_grant") ? "GRANT" : "REVOKE";
    }

    private void Roles(SyntaxNode roles)
    {
        foreach (var role in roles)
        {
            Role(role);
        }
    }

    private void Role(SyntaxNode role)
    {
        context.Server(SqlAction.Dcl, role.Text("rolename") ?? role.Text("roletype") switch
        {
            "ROLESPEC_PUBLIC" => "public",
            "ROLESPEC_SESSION_USER" => "session_user",
            null => "all",
            _ => "current_user",
        });
        role.Skip();
    }
}
