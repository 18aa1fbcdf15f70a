using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Statements over the server, a database, principals and other names without a schema.</summary>
internal sealed class NamedDefinitionWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        if (node is DropDatabaseStatement drop)
        {
            return Drop(drop);
        }

        if (NamedDefinitions.Of(node) is not { } definition)
        {
            return null;
        }

        context.Action = definition.Action;
        var name = definition.Name(node) is { Length: > 0 } written ? context.Folding.Fold(written) : Subject(node);
        context.Server(definition.Action, name);
        if (definition.Facility is { } facility)
        {
            context.Facility(facility);
            context.Flag(Flag(facility));
        }

        Owner(node);
        if (node is EventSessionStatement or ServerAuditStatement)
        {
            // Their conditions speak of events, not of tables.
            context.SawAll(node);
        }
        else
        {
            StatementValues.Walk(context, node);
        }

        switch (definition.Action)
        {
            case SqlAction.Ddl:
                context.Flag(StatementFlags.Ddl);
                context.Effect(new SessionEffect.ChangesCatalog());
                break;
            case SqlAction.Dcl:
                context.Flag(StatementFlags.Dcl);
                break;
            default:
                break;
        }

        return (definition.Action, CommandNames.Of(node));
    }

    /// <summary>Files and programs of the server that a statement names by the way.</summary>
    private static StatementFlags Flag(string facility) => facility switch
    {
        "file_read" => StatementFlags.FileRead,
        "file_write" => StatementFlags.FileWrite,
        "program" => StatementFlags.Program,
        "remote" => StatementFlags.Remote,
        _ => StatementFlags.None,
    };

    private string Subject(TSqlStatement node) => node switch
    {
        AlterDatabaseStatement => context.Database,
        KillStatement or KillQueryNotificationSubscriptionStatement or KillStatsJobStatement => "kill",
        ShutdownStatement => "shutdown",
        ReconfigureStatement => "reconfigure",
        CheckpointStatement => "checkpoint",
        BackupStatement or RestoreStatement => "*",
        _ => CommandNames.Of(node).ToLowerInvariant(),
    };

    /// <summary>Rights of somebody else than who sends the statement.</summary>
    private void Owner(TSqlStatement node)
    {
        switch (node)
        {
            case CreateDatabaseStatement { AttachMode: not AttachMode.None }:
                context.Flag(StatementFlags.FileRead);
                context.Facility("file_read");
                break;
            case CreateDatabaseStatement { FileGroups.Count: > 0 } or AlterDatabaseAddFileStatement or AlterDatabaseModifyFileStatement
                or AlterDatabaseRebuildLogStatement:
                context.Flag(StatementFlags.FileWrite);
                context.Facility("file_write");
                break;
            case AlterDatabaseSetStatement:
                // Who may connect, and whether the server's other databases trust it.
                context.Facility("set_global");
                break;
            case CreateCertificateStatement or CreateAsymmetricKeyStatement or CertificateStatementBase { PrivateKeyPath: not null }:
                context.Flag(StatementFlags.FileRead);
                context.Facility("file_read");
                break;
            default:
                break;
        }
    }

    private (SqlAction, string) Drop(DropDatabaseStatement node)
    {
        context.Action = SqlAction.Ddl;
        context.Flag(StatementFlags.Ddl);
        foreach (var database in node.Databases)
        {
            context.Server(SqlAction.Ddl, context.Fold(database));
        }

        context.SawAll(node);
        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, "DROP DATABASE");
    }
}
