using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>CREATE and ALTER of views, procedures, functions and triggers: what they would do is decided for whoever makes them.</summary>
internal sealed class ModuleWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Ddl;
        switch (node)
        {
            case ViewStatementBody view:
                View(view);
                break;
            case ProcedureStatementBody procedure:
                Procedure(procedure);
                break;
            case FunctionStatementBody function:
                Function(function);
                break;
            case TriggerStatementBody trigger:
                Trigger(trigger);
                break;
            default:
                context.Action = outer;
                return null;
        }

        context.Flag(StatementFlags.Ddl);
        return (SqlAction.Ddl, CommandNames.Of(node));
    }

    private void View(ViewStatementBody node)
    {
        SawAll(node.Columns);
        SawAll(node.ViewOptions);
        var relation = context.Names.Resolve(node.SchemaObjectName);
        context.Object(SqlAction.Ddl, relation.Name, WalkContext.Span(node.SchemaObjectName), relation.Kind ?? RelationKind.View);
        context.Effect(new SessionEffect.ChangesCatalog());
        if (node.SelectStatement is null)
        {
            return;
        }

        var inner = Inner("the query of a view", relation.Name.Schema);
        _ = inner.Statements.Walk(node.SelectStatement);
        Take(inner);
    }

    private void Procedure(ProcedureStatementBody node)
    {
        SawAll([node.ProcedureReference]);
        var written = node.ProcedureReference.Name;
        if (NameResolver.IsTemporary(written))
        {
            Temporary(node, written);
            return;
        }

        var (name, _) = context.Names.Routine(written);
        context.Object(SqlAction.Ddl, name, WalkContext.Span(written), RelationKind.Routine);
        context.Effect(new SessionEffect.ChangesCatalog());
        var inner = Inner("the body of a procedure", name.Schema);
        Options(inner, node);
        Body(inner, node, null);
        Take(inner);
        SawAll(node.Options);
    }

    /// <summary>Facts of the body are kept beside those of the statement.</summary>
    private void Temporary(ProcedureStatementBody node, SchemaObjectName written)
    {
        var apart = new WalkContext(context.Environment, context.Text);
        var alone = apart.ForBody(context.Text, null, through: false, null, new VariableFrame(written.BaseIdentifier.Value + " apart "));
        Body(alone, node, null);
        apart.Flag(alone.Flags);
        alone.Unresolved.ForEach(apart.NotUnderstood);
        var facts = FactsBuilder.Build(new WalkedStatement(node, apart, SqlAction.Call, "EXECUTE", default, null));

        var inner = Inner("the body of a procedure", null);
        Options(inner, node);
        Body(inner, node, null);
        Take(inner);
        SawAll(node.Options);
        new TemporaryProcedures(context).Made(context.Fold(written.BaseIdentifier), facts);
    }

    private void Function(FunctionStatementBody node)
    {
        var (name, _) = context.Names.Routine(node.Name);
        context.Object(SqlAction.Ddl, name, WalkContext.Span(node.Name), RelationKind.Routine);
        context.Effect(new SessionEffect.ChangesCatalog());
        var inner = Inner("the body of a function", name.Schema);
        Options(inner, node);
        Body(inner, node, node.ReturnType);
        Take(inner);
        SawAll(node.Options);
        SawAll([node.OrderHint]);
    }

    private void Trigger(TriggerStatementBody node)
    {
        var trigger = context.Names.Qualify(node.Name);
        context.Object(SqlAction.Ddl, trigger, WalkContext.Span(node.Name));
        context.Effect(new SessionEffect.ChangesCatalog());
        var inner = Inner("the body of a trigger", trigger.Schema);
        context.Saw(node.TriggerObject);
        if (node.TriggerObject is { TriggerScope: TriggerScope.Normal, Name: { } on })
        {
            var table = context.Names.Resolve(on);
            context.Object(SqlAction.Ddl, table, WalkContext.Span(on));

            // INSERTED and DELETED are the whole row.
            new DefinedItem(context.Folding, table).ReadAll(context, default, RowUse.Row);
            inner.TransitionTable = table;
        }
        else
        {
            // Of the server or the database: it sees what others send.
            context.SawAll(node.TriggerObject);
            context.Server(SqlAction.Admin, "trigger");
            context.Facility("set_global");
        }

        SawAll(node.TriggerActions);
        Statements(inner, node.StatementList);
        External(inner, node.MethodSpecifier);
        foreach (var option in node.Options)
        {
            Principal(inner, (option as ExecuteAsTriggerOption)?.ExecuteAsClause);
        }

        SawAll(node.Options);
        Take(inner);
    }

    private WalkContext Inner(string route, string? schema)
    {
        var inner = context.ForBody(
            context.Text, null, through: false, null, new VariableFrame($"module {++context.Environment.Frames} "), isDefinition: true);
        inner.Names.BodySchema = schema;
        inner.Route ??= route;
        return inner;
    }

    private static void Body(WalkContext inner, ProcedureStatementBodyBase node, FunctionReturnType? result)
    {
        var declarations = new DeclarationWalker(inner);
        foreach (var parameter in node.Parameters)
        {
            declarations.Variable(parameter);
        }

        switch (result)
        {
            case SelectFunctionReturnType { SelectStatement: { } query }:
                inner.Saw(result);
                _ = inner.Statements.Walk(query);
                break;
            case TableValuedFunctionReturnType { DeclareTableVariableBody: { } table }:
                inner.Saw(result);
                declarations.Table(table);
                break;
            default:
                inner.SawAll(result);
                break;
        }

        External(inner, node.MethodSpecifier);
        Statements(inner, node.StatementList);
    }

    private static void Statements(WalkContext inner, StatementList? list)
    {
        if (list is null)
        {
            return;
        }

        inner.Saw(list);
        var (control, database) = (inner.Environment.ControlDepth, inner.Environment.Database);
        foreach (var statement in list.Statements)
        {
            _ = inner.Statements.Walk(statement);
        }

        (inner.Environment.ControlDepth, inner.Environment.Database) = (control, database);
    }

    /// <summary>Code of an assembly.</summary>
    private static void External(WalkContext inner, MethodSpecifier? method)
    {
        if (method is not null)
        {
            inner.SawAll(method);
            inner.Flag(StatementFlags.Program | StatementFlags.Opaque);
            inner.Facility("program");
        }
    }

    private static void Options(WalkContext inner, ProcedureStatementBodyBase node)
    {
        switch (node)
        {
            case ProcedureStatementBody procedure:
                foreach (var option in procedure.Options)
                {
                    Principal(inner, (option as ExecuteAsProcedureOption)?.ExecuteAs);
                }

                break;
            case FunctionStatementBody function:
                foreach (var option in function.Options)
                {
                    Principal(inner, (option as ExecuteAsFunctionOption)?.ExecuteAs);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Rights of somebody else than the creator or the caller.</summary>
    private static void Principal(WalkContext inner, ExecuteAsClause? clause)
    {
        if (clause is { ExecuteAsOption: not (ExecuteAsOption.Caller or ExecuteAsOption.Self) })
        {
            inner.Server(SqlAction.Dcl, clause.Literal is { } literal ? inner.Folding.Fold(literal.Value) : "owner");
        }
    }

    /// <summary>Nothing of a body happens now.</summary>
    private void Take(WalkContext inner)
    {
        inner.Unresolved.ForEach(context.NotUnderstood);
        context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
        context.Flag(inner.Flags & ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere));
    }

    private void SawAll<T>(IEnumerable<T?> fragments)
        where T : TSqlFragment
    {
        foreach (var fragment in fragments)
        {
            context.SawAll(fragment);
        }
    }
}
