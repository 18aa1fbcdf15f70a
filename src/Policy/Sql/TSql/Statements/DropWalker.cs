using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>DROP of objects of schemas, each name an object of its own.</summary>
internal sealed class DropWalker(WalkContext context)
{
    public void Objects(DropObjectsStatement node)
    {
        foreach (var name in node.Objects)
        {
            switch (node)
            {
                case DropAssemblyStatement:
                    context.Server(SqlAction.Ddl, context.Fold(name.BaseIdentifier));
                    break;
                case DropTriggerStatement { TriggerScope: not TriggerScope.Normal }:
                    context.Server(SqlAction.Admin, "trigger");
                    context.Facility("set_global");
                    break;
                case DropProcedureStatement or DropFunctionStatement or DropAggregateStatement:
                    Routine(name);
                    break;
                default:
                    Relation(name);
                    break;
            }
        }
    }

    public void Statistics(DropChildObjectsStatement node)
    {
        foreach (var child in node.Objects)
        {
            // Of a table, whose name stands before it.
            var table = new SchemaObjectName();
            foreach (var part in child.Identifiers.Take(child.Identifiers.Count - 1))
            {
                table.Identifiers.Add(part);
            }

            Table(table, child);
        }
    }

    public void Indexes(DropIndexStatement node)
    {
        foreach (var clause in node.DropIndexClauses)
        {
            switch (clause)
            {
                case DropIndexClause index:
                    Table(index.Object, index.Object);
                    break;
                case BackwardsCompatibleDropIndexClause index:
                    var table = new SchemaObjectName();
                    foreach (var part in index.Index.Identifiers.Take(index.Index.Identifiers.Count - 1))
                    {
                        table.Identifiers.Add(part);
                    }

                    Table(table, index.Index);
                    break;
                default:
                    context.NotUnderstood(clause.GetType().Name);
                    break;
            }
        }
    }

    private void Table(SchemaObjectName name, TSqlFragment place)
    {
        if (name.BaseIdentifier is null)
        {
            context.NotUnderstood("DROP without a table");
        }
        else if (NameResolver.IsTemporary(name))
        {
            context.Flag(StatementFlags.Temp);
        }
        else
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(name), WalkContext.Span(place));
        }
    }

    private void Routine(SchemaObjectName name)
    {
        if (NameResolver.IsTemporary(name))
        {
            new TemporaryProcedures(context).Dropped(context.Fold(name.BaseIdentifier));
            return;
        }

        context.Object(SqlAction.Ddl, context.Names.Routine(name).Name, WalkContext.Span(name), RelationKind.Routine);
    }

    private void Relation(SchemaObjectName name)
    {
        if (NameResolver.IsTemporary(name) && !NameResolver.IsGlobalTemporary(name))
        {
            context.Flag(StatementFlags.Temp);
            return;
        }

        context.Object(SqlAction.Ddl, context.Names.Resolve(name), WalkContext.Span(name));
    }
}
