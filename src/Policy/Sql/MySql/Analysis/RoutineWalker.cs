using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>CREATE of routines, triggers and events: their bodies are decided for whoever makes them.</summary>
internal sealed class RoutineWalker(WalkContext context)
{
    /// <summary>Returns the command, or null when the statement is of another family.</summary>
    public string? Define(MySqlStatement node)
    {
        switch (node)
        {
            case CreateRoutine routine:
                return Routine(routine);
            case AlterRoutine alter:
                context.Object(SqlAction.Ddl, Named(alter.Routine), alter.Routine.Span, RelationKind.Routine);
                return alter.IsFunction ? "ALTER FUNCTION" : "ALTER PROCEDURE";
            case CreateTrigger trigger:
                return Trigger(trigger);
            case EventStatement scheduled:
                return Event(scheduled);
            default:
                return null;
        }
    }

    /// <summary>Rights of somebody else than the creator.</summary>
    public static void Definer(WalkContext context, AccountName? definer)
    {
        if (definer is { Name: not "current_user" })
        {
            context.Server(SqlAction.Dcl, definer.Name);
        }
    }

    private ObjectName Named(QualifiedName name) => context.Names.Routine(name.Schema?.Text, name.Name.Text).Name;

    private string Routine(CreateRoutine node)
    {
        var kind = node.IsFunction ? "CREATE FUNCTION" : "CREATE PROCEDURE";
        Definer(context, node.Definer);
        if (node.Library is not null)
        {
            // A function of a library belongs to the server.
            context.Flag(StatementFlags.Program);
            context.Facility("program");
            context.Server(SqlAction.Ddl, MySqlNames.Fold(node.Routine.Name.Text));
            return kind;
        }

        var name = Named(node.Routine);
        context.Object(SqlAction.Ddl, name, node.Routine.Span, RelationKind.Routine);
        if (node.Body is null)
        {
            context.Flag(StatementFlags.Opaque);
            context.NotUnderstood($"body in language {node.Language}");
            return kind;
        }

        var locals = new HashSet<string>(node.Parameters.Select(static p => MySqlNames.Fold(p.Name.Text)), StringComparer.Ordinal);
        Body(node.Body, name.Schema, locals, [.. node.Parameters.Select(static p => p.Default).OfType<MySqlExpression>()]);
        return kind;
    }

    private string Trigger(CreateTrigger node)
    {
        Definer(context, node.Definer);
        var table = context.Names.Resolve(node.Table);
        var trigger = context.Names.Qualify(node.Trigger.Schema?.Text ?? node.Table.Schema?.Text, node.Trigger.Name.Text);
        context.Object(SqlAction.Ddl, trigger, node.Trigger.Span);
        context.Object(SqlAction.Ddl, table, node.Table.Span);

        // NEW and OLD are the whole row.
        new DefinedItem(table).ReadAll(context, default, RowUse.Row);
        Body(node.Body, table.Name.Schema, new HashSet<string>(["new", "old"], StringComparer.Ordinal), []);
        return "CREATE TRIGGER";
    }

    private string Event(EventStatement node)
    {
        Definer(context, node.Definer);
        var name = context.Names.Qualify(node.Event);
        context.Object(SqlAction.Ddl, name, node.Event.Span);
        if (node.NewName is { } renamed)
        {
            context.Object(SqlAction.Ddl, context.Names.Qualify(renamed), renamed.Span);
        }

        context.Expressions.Walk(node.Schedule, new Scope(null, null));
        if (node.Body is not null)
        {
            Body(node.Body, name.Schema, [], []);
        }

        return node.IsAlter ? "ALTER EVENT" : "CREATE EVENT";
    }

    /// <summary>Nothing of a body happens now; what it would do is decided now.</summary>
    private void Body(MySqlStatement body, string? database, HashSet<string> locals, IReadOnlyList<MySqlExpression> values)
    {
        var inner = context.ForBody(context.Text, null, through: false, database, locals, isDefinition: true);
        inner.Route ??= "the body of a routine";
        foreach (var value in values)
        {
            inner.Expressions.Walk(value, new Scope(null, null));
        }

        _ = inner.Statements.Walk(body);
        inner.Unresolved.ForEach(context.NotUnderstood);
        context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
        context.Flag(inner.Flags & ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere));
    }
}
