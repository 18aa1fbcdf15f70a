using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>GRANT, DENY, REVOKE, owners, signatures, keys that are opened: action <c>dcl</c>.</summary>
internal sealed class GrantWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Dcl;
        switch (node)
        {
            case SecurityStatement security:
                Target(security.SecurityTargetObject);
                break;
            case SecurityStatementBody80 old:
                Old(old.SecurityElement80);
                break;
            case AlterAuthorizationStatement authorization:
                Target(authorization.SecurityTargetObject);
                context.Server(SqlAction.Dcl, authorization.PrincipalName is { } principal ? context.Fold(principal) : "owner");
                break;
            case SignatureStatementBase signature:
                Signed(signature);
                break;
            case SensitivityClassificationStatement classification:
                Classified(classification);
                break;
            case OpenMasterKeyStatement or CloseMasterKeyStatement or OpenSymmetricKeyStatement or CloseSymmetricKeyStatement:
                return Key(node);
            default:
                context.Action = outer;
                return null;
        }

        context.Flag(StatementFlags.Dcl);
        if (node is not SensitivityClassificationStatement)
        {
            StatementValues.Walk(context, node);
        }

        return (SqlAction.Dcl, CommandNames.Of(node));
    }

    private void Target(SecurityTargetObject? target)
    {
        if (target is null)
        {
            context.Server(SqlAction.Dcl, "*");
            return;
        }

        var parts = target.ObjectName.MultiPartIdentifier.Identifiers;
        if (target.ObjectKind is not (SecurityObjectKind.NotSpecified or SecurityObjectKind.Object or SecurityObjectKind.Type
            or SecurityObjectKind.XmlSchemaCollection))
        {
            context.Server(SqlAction.Dcl, context.Fold(parts[^1]));
            return;
        }

        var name = new SchemaObjectName();
        foreach (var part in parts)
        {
            name.Identifiers.Add(part);
        }

        Object(name, WalkContext.Span(target.ObjectName));
    }

    /// <summary>A table, or a routine of this name.</summary>
    private void Object(SchemaObjectName name, SourceSpan span)
    {
        var relation = context.Names.Resolve(name);
        if (relation.Kind is null && context.Names.Routine(name) is { Routines.IsEmpty: false } routine)
        {
            context.Object(SqlAction.Dcl, routine.Name, span, Catalog.RelationKind.Routine);
            return;
        }

        context.Object(SqlAction.Dcl, relation, span);
    }

    private void Old(SecurityElement80 element)
    {
        if (element is PrivilegeSecurityElement80 { SchemaObjectName: { } name })
        {
            Object(name, WalkContext.Span(name));
        }
        else
        {
            context.Server(SqlAction.Dcl, "*");
        }
    }

    private void Signed(SignatureStatementBase node)
    {
        if (node.ElementKind is SignableElementKind.Assembly or SignableElementKind.Database)
        {
            context.Server(SqlAction.Dcl, context.Fold(node.Element.BaseIdentifier));
            return;
        }

        Object(node.Element, WalkContext.Span(node.Element));
    }

    /// <summary>Labels on columns: each is named with its table.</summary>
    private void Classified(SensitivityClassificationStatement node)
    {
        foreach (var column in node.Columns)
        {
            var parts = column.MultiPartIdentifier.Identifiers;
            context.SawAll(column);
            if (parts.Count < 2)
            {
                context.NotUnderstood("a column without its table");
                continue;
            }

            var table = new SchemaObjectName();
            foreach (var part in parts.Take(parts.Count - 1))
            {
                table.Identifiers.Add(part);
            }

            context.Object(SqlAction.Dcl, context.Names.Resolve(table), WalkContext.Span(column));
        }

        context.SawAll(node);
    }

    /// <summary>An open key decrypts for the rest of the session.</summary>
    private (SqlAction, string) Key(TSqlStatement node)
    {
        context.Action = SqlAction.Session;
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, node is OpenMasterKeyStatement or CloseMasterKeyStatement ? "master_key" : "symmetric_key");
        StatementValues.Walk(context, node);
        if (!context.IsDefinition && node is OpenMasterKeyStatement or OpenSymmetricKeyStatement)
        {
            context.Effect(new SessionEffect.Pin("an open key"));
        }

        return (SqlAction.Session, CommandNames.Of(node));
    }
}
