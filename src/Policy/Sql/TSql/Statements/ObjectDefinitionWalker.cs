using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>DDL on objects of schemas besides tables and modules: indexes, statistics, synonyms, sequences, types, queues, and every DROP.</summary>
internal sealed class ObjectDefinitionWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Ddl;
        if (!Index(node) && !Define(node) && !Drop(node))
        {
            context.Action = outer;
            return null;
        }

        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, node is CreateTypeStatement ? "CREATE TYPE" : CommandNames.Of(node));
    }

    /// <summary>Indexes and statistics hold values of their columns, and show them in errors.</summary>
    private bool Index(TSqlStatement node)
    {
        var name = node switch
        {
            IndexStatement index => index.OnName,
            CreateColumnStoreIndexStatement index => index.OnName,
            CreateSpatialIndexStatement index => index.Object,
            CreateStatisticsStatement statistics => statistics.OnName,
            CreateFullTextIndexStatement index => index.OnName,
            AlterFullTextIndexStatement index => index.OnName,
            DropFullTextIndexStatement index => index.TableName,
            _ => null,
        };
        if (name is null)
        {
            return false;
        }

        var row = new Scope(null, null);
        if (NameResolver.IsTemporary(name))
        {
            context.Flag(StatementFlags.Temp);
            row.Items.Add(new ResultItem(context.Folding, null, [], [], isKnown: false));
        }
        else
        {
            var table = context.Names.Resolve(name);
            context.ObjectAndBeneath(SqlAction.Ddl, table, WalkContext.Span(name));
            row.Items.Add(new DefinedItem(context.Folding, table));
        }

        StatementValues.Walk(context, node, row);
        return true;
    }

    private bool Define(TSqlStatement node)
    {
        switch (node)
        {
            case CreateSynonymStatement synonym:
                Synonym(synonym);
                break;
            case SequenceStatement sequence:
                context.Flag(StatementFlags.Sequence);
                Named(sequence.Name, RelationKind.Sequence);
                break;
            case CreateTypeStatement type:
                Named(type.Name, RelationKind.CompositeType);
                Assembly(type is CreateTypeUdtStatement);
                break;
            case CreateAggregateStatement aggregate:
                Named(aggregate.Name, RelationKind.Routine);
                Assembly(isExternal: true);
                break;
            case AssemblyStatement assembly:
                context.Server(SqlAction.Ddl, context.Fold(assembly.Name));
                Assembly(isExternal: true);
                break;
            case SecurityPolicyStatement policy:
                Policy(policy);
                break;
            case CreateSchemaStatement schema:
                Schema(schema);
                return true;
            case AlterSchemaStatement schema:
                Transfer(schema);
                break;
            default:
                return Other(node);
        }

        StatementValues.Walk(context, node);
        return true;
    }

    private bool Other(TSqlStatement node)
    {
        var name = node switch
        {
            CreateDefaultStatement definition => definition.Name,
            CreateRuleStatement rule => rule.Name,
            CreateXmlSchemaCollectionStatement collection => collection.Name,
            AlterXmlSchemaCollectionStatement collection => collection.Name,
            QueueStatement queue => queue.Name,
            RenameEntityStatement rename => rename.OldName,
            _ => null,
        };
        if (name is not null)
        {
            Named(name, null);
            if (node is RenameEntityStatement { NewName: { } renamed })
            {
                context.Object(SqlAction.Ddl, context.Names.Qualify(name) with { Name = context.Fold(renamed) });
            }
        }
        else if (node is AlterCreateServiceStatementBase service)
        {
            context.Server(SqlAction.Ddl, context.Fold(service.Name));
            if (service.QueueName is { } queue)
            {
                context.Object(SqlAction.Ddl, context.Names.Qualify(queue), WalkContext.Span(queue));
            }
        }
        else if (node is CreateEventNotificationStatement notification)
        {
            context.Server(SqlAction.Admin, context.Fold(notification.Name));
            context.Facility("server_status");
        }
        else
        {
            return false;
        }

        if (node is QueueStatement { QueueOptions: { } options })
        {
            Activation(options);
        }

        StatementValues.Walk(context, node, RuleRow(node));
        return true;
    }

    /// <summary>The procedure runs whenever a message comes, with the rights the queue says.</summary>
    private void Activation(IEnumerable<QueueOption> options)
    {
        foreach (var option in options)
        {
            switch (option)
            {
                case QueueProcedureOption { OptionValue: { } procedure }:
                    context.Object(SqlAction.Call, context.Names.Routine(procedure).Name, WalkContext.Span(procedure), RelationKind.Routine);
                    break;
                case QueueExecuteAsOption { OptionValue: { } principal }:
                    context.Server(SqlAction.Dcl, principal.Literal is { } literal ? context.Folding.Fold(literal.Value) : "owner");
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The variable of a rule is its own.</summary>
    private Scope? RuleRow(TSqlStatement node)
    {
        if (node is CreateRuleStatement rule)
        {
            var assigned = new ReadVariables();
            rule.Accept(assigned);
            assigned.Names.ForEach(context.Variables.Declare);
        }

        return null;
    }

    private void Synonym(CreateSynonymStatement node)
    {
        context.Object(SqlAction.Ddl, context.Names.Qualify(node.Name), WalkContext.Span(node.Name), RelationKind.Synonym);

        // Whoever may use the synonym uses its target.
        var span = WalkContext.Span(node.ForName);
        if (SystemProcedureWalker.Find(context.Fold(node.ForName.BaseIdentifier).ToLowerInvariant(), isOwn: true) is not null)
        {
            context.NotUnderstood("a synonym of a system procedure");
        }

        if (context.Names.Routine(node.ForName) is { Routines.IsEmpty: false } routine)
        {
            context.Object(SqlAction.Call, routine.Name, span, RelationKind.Routine);
            _ = context.Functions.RunsUserCode(routine.Routines);
        }
        else
        {
            var target = context.Names.Resolve(node.ForName);
            var item = new TableItem(context.Folding, target, null, span, isRead: false);
            context.From.Read(item, span);
            item.ReadAll(context, default, RowUse.Row);
            context.Map?.AddUnmapped(target.Name, target.Kind, "a synonym", span);
        }
    }

    /// <summary>Functions of a policy read rows whenever the table is read.</summary>
    private void Policy(SecurityPolicyStatement node)
    {
        Named(node.Name, null);
        foreach (var predicate in node.SecurityPredicateActions)
        {
            var table = context.Names.Resolve(predicate.TargetObjectName);
            context.Object(SqlAction.Ddl, table, WalkContext.Span(predicate.TargetObjectName));
            var row = new Scope(null, null);
            row.Items.Add(new DefinedItem(context.Folding, table));
            StatementValues.Walk(context, predicate, row);
        }
    }

    private void Schema(CreateSchemaStatement node)
    {
        context.Server(SqlAction.Ddl, node.Name is { } name ? context.Fold(name) : context.Fold(node.Owner));
        context.SawAll(node.Name);
        context.SawAll(node.Owner);
        context.Saw(node);
        if (node.StatementList is { } list)
        {
            context.Saw(list);
            foreach (var statement in list.Statements)
            {
                _ = context.Statements.Walk(statement);
            }
        }
    }

    private void Transfer(AlterSchemaStatement node)
    {
        if (node.ObjectKind is not (SecurityObjectKind.NotSpecified or SecurityObjectKind.Object or SecurityObjectKind.Type))
        {
            context.Server(SqlAction.Ddl, context.Fold(node.Name));
            return;
        }

        var (name, _) = context.Names.Routine(node.ObjectName);
        var old = context.Names.Resolve(node.ObjectName);
        context.Object(SqlAction.Ddl, name != old.Name && old.Kind is null ? name : old.Name, WalkContext.Span(node.ObjectName), old.Kind);
        context.Object(SqlAction.Ddl, old.Name with { Schema = context.Fold(node.Name) });
    }

    /// <summary>Code from outside of the database.</summary>
    private void Assembly(bool isExternal)
    {
        if (isExternal)
        {
            context.Flag(StatementFlags.Program);
            context.Facility("program");
        }
    }

    private void Named(SchemaObjectName name, RelationKind? kind) =>
        context.Object(SqlAction.Ddl, context.Names.Resolve(name).Name, WalkContext.Span(name), kind);

    private bool Drop(TSqlStatement node)
    {
        switch (node)
        {
            case DropObjectsStatement drop:
                new DropWalker(context).Objects(drop);
                break;
            case DropChildObjectsStatement drop:
                new DropWalker(context).Statistics(drop);
                break;
            case DropIndexStatement drop:
                new DropWalker(context).Indexes(drop);
                break;
            case DropQueueStatement drop:
                Named(drop.Name, null);
                break;
            case DropTypeStatement drop:
                Named(drop.Name, RelationKind.CompositeType);
                break;
            case DropXmlSchemaCollectionStatement drop:
                Named(drop.Name, null);
                break;
            case DropSchemaStatement drop:
                context.Server(SqlAction.Ddl, context.Fold(drop.Schema.BaseIdentifier));
                break;
            case DropEventNotificationStatement drop:
                context.Server(SqlAction.Admin, string.Join(' ', drop.Notifications.Select(context.Fold)));
                context.Facility("server_status");
                break;
            default:
                return false;
        }

        context.SawAll(node);
        return true;
    }
}
