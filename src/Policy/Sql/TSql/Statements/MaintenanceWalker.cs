using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>TRUNCATE TABLE, UPDATE STATISTICS, ALTER INDEX of existing indexes' upkeep, ENABLE and DISABLE TRIGGER.</summary>
internal sealed class MaintenanceWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case TruncateTableStatement truncate:
                return Truncate(truncate);
            case UpdateStatisticsStatement statistics:
                context.Action = SqlAction.Maintain;
                Maintain(statistics.SchemaObjectName);
                StatementValues.Walk(context, node);
                return (SqlAction.Maintain, "UPDATE STATISTICS");
            case AlterIndexStatement index when IsUpkeep(index.AlterIndexType):
                context.Action = SqlAction.Maintain;
                Maintain(index.OnName);
                StatementValues.Walk(context, node);
                return (SqlAction.Maintain, "ALTER INDEX");
            case EnableDisableTriggerStatement trigger:
                return Trigger(trigger);
            default:
                return null;
        }
    }

    private static bool IsUpkeep(AlterIndexType type) => type is AlterIndexType.Rebuild or AlterIndexType.Reorganize or AlterIndexType.Abort
        or AlterIndexType.Pause or AlterIndexType.Resume;

    private (SqlAction, string) Truncate(TruncateTableStatement node)
    {
        context.Action = SqlAction.Truncate;
        StatementValues.Walk(context, node);
        if (NameResolver.IsTemporary(node.TableName) && !NameResolver.IsGlobalTemporary(node.TableName))
        {
            context.Flag(StatementFlags.Temp);
        }
        else
        {
            context.Flag(StatementFlags.Ddl);
            context.ObjectAndBeneath(SqlAction.Truncate, context.Names.Resolve(node.TableName), WalkContext.Span(node.TableName));
        }

        return (SqlAction.Truncate, "TRUNCATE TABLE");
    }

    private void Maintain(SchemaObjectName name)
    {
        if (NameResolver.IsTemporary(name) && !NameResolver.IsGlobalTemporary(name))
        {
            context.Saw(name);
            context.Flag(StatementFlags.Temp);
            return;
        }

        context.ObjectAndBeneath(SqlAction.Maintain, context.Names.Resolve(name), WalkContext.Span(name));
    }

    private (SqlAction, string) Trigger(EnableDisableTriggerStatement node)
    {
        context.Action = SqlAction.Ddl;
        context.Flag(StatementFlags.Ddl);
        if (node.TriggerObject is { TriggerScope: TriggerScope.Normal, Name: { } on })
        {
            context.ObjectAndBeneath(SqlAction.Ddl, context.Names.Resolve(on), WalkContext.Span(on));
        }
        else
        {
            context.Server(SqlAction.Admin, "trigger");
            context.Facility("set_global");
        }

        StatementValues.Walk(context, node);
        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, node.TriggerEnforcement == TriggerEnforcement.Enable ? "ENABLE TRIGGER" : "DISABLE TRIGGER");
    }
}
