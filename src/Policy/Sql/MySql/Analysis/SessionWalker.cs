using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Prepared statements, CALL, DO, KILL, diagnostics.</summary>
internal sealed class SessionWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case PrepareStatement prepare:
                return Prepare(prepare);
            case ExecuteStatement execute:
                return Execute(execute);
            case ExecuteImmediate immediate:
                return Immediate(immediate);
            case DeallocateStatement deallocate:
                context.Flag(StatementFlags.Prepare);
                context.Effect(new SessionEffect.Deallocate(MySqlNames.Fold(deallocate.Name.Text)));
                return (SqlAction.None, "DEALLOCATE PREPARE");
            case DoStatement evaluate:
                context.Action = SqlAction.Select;
                context.Expressions.Walk(evaluate.Expressions, NoColumns);
                return (SqlAction.Select, "DO");
            case CallStatement call:
                Call(call);
                return (SqlAction.Call, "CALL");
            case KillStatement kill:
                Kill(kill);
                return (SqlAction.Admin, "KILL");
            case GetDiagnosticsStatement diagnostics:
                Diagnostics(diagnostics);
                return (SqlAction.None, "GET DIAGNOSTICS");
            case SignalStatement signal:
                context.Expressions.Walk(signal.Values, NoColumns);
                return (SqlAction.None, signal.IsResignal ? "RESIGNAL" : "SIGNAL");
            default:
                return null;
        }
    }

    /// <summary>The facts of a statement in a literal; null when it is not known what it will be.</summary>
    private StatementFacts? Behind(MySqlExpression source)
    {
        context.Flag(StatementFlags.DynamicSql);
        context.Expressions.Walk(source, NoColumns);
        if (source is not LiteralExpression { Kind: LiteralKind.String, Introducer: null } literal)
        {
            context.NotUnderstood("SQL in a value that is not a literal");
            return null;
        }

        if (BodyWalker.Parsed(context, literal.Value, asPrinted: false) is not { } statement)
        {
            context.NotUnderstood("SQL in a literal");
            return null;
        }

        return FactsOf(literal.Value, statement);
    }

    private StatementFacts FactsOf(string text, MySqlStatement statement)
    {
        var inner = new WalkContext(context.Environment, text);
        var (action, kind) = inner.Statements.Walk(statement);
        foreach (var access in inner.Accesses.Items)
        {
            context.Accesses.Add(access with { Span = default });
        }

        inner.Unresolved.ForEach(context.NotUnderstood);
        context.Flag(inner.Flags);
        context.Action = action;
        return FactsBuilder.Build(inner, action, kind, default);
    }

    private (SqlAction, string) Prepare(PrepareStatement node)
    {
        context.Flag(StatementFlags.Prepare);
        RefuseInPrograms("PREPARE");
        var name = MySqlNames.Fold(node.Name.Text);
        if (Behind(node.Source) is not { } body)
        {
            if (!context.IsDefinition && !context.Through)
            {
                _ = context.Environment.Prepared.Remove(name);
            }

            return (SqlAction.Call, "PREPARE");
        }

        if (!context.IsDefinition && !context.Through)
        {
            context.Environment.Prepared[name] = body;
        }

        context.Effect(new SessionEffect.Prepare(name, body));
        return (body.Action, "PREPARE");
    }

    private (SqlAction, string) Execute(ExecuteStatement node)
    {
        context.Flag(StatementFlags.Prepare);
        context.Expressions.Walk(node.Arguments, NoColumns);
        context.Statements.ReturnsRows = true;
        var name = MySqlNames.Fold(node.Name.Text);
        context.Effect(new SessionEffect.Execute(name));
        RefuseInPrograms("EXECUTE");
        if (!context.Environment.Prepared.TryGetValue(name, out var body))
        {
            return (SqlAction.Call, "EXECUTE");
        }

        foreach (var access in body.Accesses)
        {
            context.Accesses.Add(access);
        }

        foreach (var effect in body.Effects)
        {
            context.Effect(effect);
        }

        return (body.Action, "EXECUTE");
    }

    /// <summary>Whether and when it is carried out there is not known, and so what a name stands for afterwards.</summary>
    private void RefuseInPrograms(string what)
    {
        if (context.IsDefinition || context.Through || context.Environment.CompoundDepth > 0)
        {
            context.Flag(StatementFlags.DynamicSql);
            context.NotUnderstood(what + " in a stored program");
        }
    }

    private (SqlAction, string) Immediate(ExecuteImmediate node)
    {
        context.Statements.ReturnsRows = true;
        context.Expressions.Walk(node.Arguments, NoColumns);
        if (Behind(node.Source) is not { } body)
        {
            return (SqlAction.Call, "EXECUTE IMMEDIATE");
        }

        foreach (var effect in body.Effects)
        {
            context.Effect(effect);
        }

        return (body.Action, "EXECUTE IMMEDIATE");
    }

    private void Call(CallStatement node)
    {
        context.Action = SqlAction.Call;
        context.Flag(StatementFlags.Procedural);
        context.Statements.ReturnsRows = true;
        context.Effect(new SessionEffect.CallsProcedure());
        if (node.Package is not null)
        {
            context.NotUnderstood("a procedure of a package");
        }

        var (name, routines) = context.Names.Routine(node.Routine.Schema?.Text, node.Routine.Name.Text);
        context.Object(SqlAction.Call, name, node.Routine.Span, Catalog.RelationKind.Routine);
        context.Functions.RunsUserCode(routines);
        foreach (var argument in node.Arguments)
        {
            context.Expressions.Walk(argument, NoColumns);
            if (argument is UserVariable variable)
            {
                // It may be an OUT parameter.
                context.Variables.Assign(variable.Name.Text, []);
            }
        }
    }

    /// <summary>By a number, alone: the gateway does it and no server sees it, so it is a matter of the session. Else of an administrator.</summary>
    private void Kill(KillStatement node)
    {
        context.Action = SqlAction.Admin;
        context.Expressions.WalkIf(node.Id, NoColumns);
        var number = node is { ByQueryId: false, Id: LiteralExpression { Kind: LiteralKind.Integer } literal } ? literal.Value : null;
        long? id = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        context.Effect(new SessionEffect.Kill(id, node.QueryOnly));
        if (id is not null && context.Environment.IsKillAlone)
        {
            context.Setting(SqlAction.Session, "kill");
        }
        else
        {
            context.Server(SqlAction.Admin, "kill");
        }
    }

    private void Diagnostics(GetDiagnosticsStatement node)
    {
        context.Effect(new SessionEffect.LastResultRead(LastResultKind.Diagnostics));
        context.Expressions.WalkIf(node.Condition, NoColumns);
        foreach (var target in node.Targets)
        {
            if (target is UserVariable variable)
            {
                context.Variables.Assign(variable.Name.Text, []);
            }
        }
    }
}
