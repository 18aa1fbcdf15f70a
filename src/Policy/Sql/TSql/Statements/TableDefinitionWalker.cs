using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>CREATE TABLE and ALTER TABLE, table types and table variables: columns, constraints, options, partitions.</summary>
internal sealed class TableDefinitionWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        if (node is not (CreateTableStatement or AlterTableStatement or CreateTypeTableStatement or ExternalTableStatement))
        {
            return null;
        }

        context.Action = SqlAction.Ddl;
        context.Flag(StatementFlags.Ddl);
        switch (node)
        {
            case CreateTableStatement create:
                Create(create);
                return (SqlAction.Ddl, "CREATE TABLE");
            case AlterTableStatement alter:
                Alter(alter);
                return (SqlAction.Ddl, "ALTER TABLE");
            case CreateTypeTableStatement type:
                context.Object(SqlAction.Ddl, context.Names.Qualify(type.Name), WalkContext.Span(type.Name), RelationKind.CompositeType);
                Parts(node, OwnRow());
                break;
            case ExternalTableStatement external:
                External(external);
                break;
            default:
                break;
        }

        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, node is CreateTypeTableStatement ? "CREATE TYPE" : CommandNames.Of(node));
    }

    /// <summary>The definition of a table variable, which speaks of its own columns only.</summary>
    public void OfVariable(TableDefinition? definition)
    {
        if (definition is not null)
        {
            Parts(definition, OwnRow());
        }
    }

    private void Create(CreateTableStatement node)
    {
        if (node.SelectStatement is { } query)
        {
            _ = context.Statements.Walk(query);
            context.Statements.Results.Clear();
            context.Statements.ReturnsRows = false;
            context.Action = SqlAction.Ddl;
        }

        Parts(node, OwnRow(), node.SelectStatement);
        var name = node.SchemaObjectName;
        if (!NameResolver.IsTemporary(name))
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(name).Name, WalkContext.Span(name), RelationKind.Table);
            context.Effect(new SessionEffect.ChangesCatalog());
            return;
        }

        context.Flag(StatementFlags.Temp);
        if (NameResolver.IsGlobalTemporary(name))
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(name).Name, WalkContext.Span(name), RelationKind.Temporary);
            context.Effect(new SessionEffect.Pin("a global temporary table"));
            return;
        }

        var folded = context.Fold(name.BaseIdentifier);
        context.MadeTemporary(folded, node.Definition is { } definition ? new HeldTable(TableColumns.Of(definition)) : null);
        if (context is { Through: false, BodyDepth: 0 })
        {
            context.Effect(new SessionEffect.TemporaryObject(folded));
        }
    }

    private void Alter(AlterTableStatement node)
    {
        var name = node.SchemaObjectName;
        if (NameResolver.IsTemporary(name))
        {
            context.Flag(StatementFlags.Temp);
            context.MadeTemporary(context.Fold(name.BaseIdentifier), null);
            Parts(node, OwnRow());
            return;
        }

        var table = context.Names.Resolve(name);
        context.ObjectAndBeneath(SqlAction.Ddl, table, WalkContext.Span(name));
        context.Effect(new SessionEffect.ChangesCatalog());
        var item = new DefinedItem(context.Folding, table);
        var row = new Scope(null, null);
        row.Items.Add(item);
        Columns(node, item);
        Parts(node, row);
        if (node is AlterTableSwitchStatement move)
        {
            var target = context.Names.Resolve(move.TargetTable);
            context.ObjectAndBeneath(SqlAction.Ddl, target, WalkContext.Span(move.TargetTable));
            Everything(table, WalkContext.Span(name));
            Everything(target, WalkContext.Span(move.TargetTable));
        }
    }

    /// <summary>Errors of a change show values of the column.</summary>
    private void Columns(AlterTableStatement node, DefinedItem item)
    {
        switch (node)
        {
            case AlterTableAlterColumnStatement column:
                item.Read(context, column.ColumnIdentifier.Value, default);
                break;
            case AlterTableDropTableElementStatement drop:
                foreach (var element in drop.AlterTableDropTableElements.Where(static e => e.TableElementType == TableElementType.Column))
                {
                    item.Read(context, element.Name.Value, default);
                }

                break;
            default:
                break;
        }
    }

    private void External(ExternalTableStatement node)
    {
        context.Object(SqlAction.Ddl, context.Names.Resolve(node.SchemaObjectName).Name, WalkContext.Span(node.SchemaObjectName), RelationKind.ForeignTable);
        context.Flag(StatementFlags.Remote);
        context.Facility("remote");
        if (node.SelectStatement is { } query)
        {
            _ = context.Statements.Walk(query);
            context.Statements.Results.Clear();
            context.Statements.ReturnsRows = false;
            context.Action = SqlAction.Ddl;
        }

        StatementValues.Walk(context, node, OwnRow(), node.SelectStatement);
    }

    /// <summary>Expressions, and the other tables a definition names.</summary>
    private void Parts(TSqlFragment node, Scope row, TSqlFragment? query = null)
    {
        StatementValues.Walk(context, node, row, query);
        foreach (var name in DefinedReferences.Of(node))
        {
            context.ObjectAndBeneath(SqlAction.Ddl, context.Names.Resolve(name), WalkContext.Span(name));
        }
    }

    /// <summary>What a new table says of itself reads nothing.</summary>
    private Scope OwnRow()
    {
        var scope = new Scope(null, null);
        scope.Items.Add(new ResultItem(context.Folding, null, [], [], isKnown: false));
        return scope;
    }

    /// <summary>All rows are read and written through another name from now on.</summary>
    private void Everything(Relation relation, SourceSpan span)
    {
        var item = new TableItem(context.Folding, relation, null, span, isRead: false);
        context.From.Read(item, span);
        item.ReadAll(context, default, RowUse.Row);
        foreach (var action in (ReadOnlySpan<SqlAction>)[SqlAction.Insert, SqlAction.Update, SqlAction.Delete])
        {
            context.Object(action, relation, span);
        }

        item.WriteAll(context, SqlAction.Insert);
        item.WriteAll(context, SqlAction.Update);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "rows that change their table", span);
    }
}
