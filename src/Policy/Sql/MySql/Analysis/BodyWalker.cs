using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks what lies behind a name or inside a string: view definitions, routine bodies, SQL in a literal.</summary>
internal static class BodyWalker
{
    /// <summary>Bodies are parsed on the stack of the statement around them.</summary>
    private static readonly AnalysisLimits BodyLimits = new() { Chain = 4_000, Depth = 200, Text = 256 * 1024 };

    /// <summary>Records what lies beneath a view; nothing for other relations.</summary>
    /// <param name="write">What is done to the view, when it is written to.</param>
    public static void View(WalkContext context, Relation relation, SqlAction? write = null)
    {
        if (relation.Kind is not RelationKind.View)
        {
            return;
        }

        if (relation.Description?.Definition is not { } definition)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        if (!Enter(context, relation.Name, write is null ? "" : "write " + write))
        {
            return;
        }

        if (!TryView(context, definition, relation, write))
        {
            context.NotUnderstood($"definition of `{relation.Name}`");
        }
    }

    /// <summary>Records what a routine's body touches; a body that is not understood is opaque.</summary>
    public static void Routine(WalkContext context, RoutineDescription routine)
    {
        if (routine.Body is not { } body)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        if (Enter(context, routine.Name, body) && !TryRoutine(context, routine, body))
        {
            context.Flag(StatementFlags.Opaque);
        }

        context.Lineage?.AddRange(context.Accesses.Views.Routine(routine.Name, body));
    }

    /// <summary>SQL in a string that the statement runs itself. False when it is not fully understood.</summary>
    public static bool Text(WalkContext context, string text)
    {
        if (context.BodyDepth >= WalkContext.MaxBodyDepth || Parse(text, context.Environment.Session) is not [var statement])
        {
            return false;
        }

        var inner = context.ForBody(text, null, through: false, null);
        inner.Route ??= "SQL in a string";
        _ = inner.Statements.Walk(statement);
        context.Statements.TakeResult(inner.Statements);
        context.Flag(inner.Flags & ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere));
        return inner.Unresolved.Count == 0;
    }

    /// <summary>Each body once per statement, and never one inside itself.</summary>
    private static bool Enter(WalkContext context, ObjectName name, string body)
    {
        if (context.IsInside(name) || !context.Accesses.EnterBody(name, body))
        {
            return false;
        }

        if (context.BodyDepth < WalkContext.MaxBodyDepth)
        {
            return true;
        }

        context.NotUnderstood("bodies nested too deep");
        return false;
    }

    private static bool TryView(WalkContext context, string definition, Relation view, SqlAction? write)
    {
        if (Parse(definition, Printed(context)) is not [QueryStatement statement])
        {
            return false;
        }

        var inner = context.ForBody(definition, view.Name, through: true, view.Name.Schema, null, write);
        inner.Defers = !QueryShape.Of(statement).IsRecursive;
        _ = inner.Statements.Walk(statement);
        if (inner.Statements.Output is { } output)
        {
            context.Accesses.Views.Add(view.Name, view.Description!.Columns, output);
        }

        context.Flag(inner.Flags & StatementFlags.Opaque);
        return inner.Unresolved.Count == 0;
    }

    private static bool TryRoutine(WalkContext context, RoutineDescription routine, string body)
    {
        if (RoutineBody(context, routine, body) is not { } statement)
        {
            return false;
        }

        var locals = new HashSet<string>(routine.ArgumentNames.Select(MySqlNames.Fold), StringComparer.Ordinal);
        var inner = context.ForBody(body, routine.Name, through: true, routine.Name.Schema, locals);
        inner.Route ??= context.Recorder is null ? null : $"function {routine.Name}()";
        _ = inner.Statements.Walk(statement);
        context.Accesses.Views.Add(routine.Name, body, inner.Statements.Output);
        context.Flag(inner.Flags & (StatementFlags.Opaque | StatementFlags.DynamicSql));
        return inner.Unresolved.Count == 0;
    }

    /// <summary>The catalog keeps the body alone; what it is shows behind the head of a routine.</summary>
    private static MySqlStatement? RoutineBody(WalkContext context, RoutineDescription routine, string body)
    {
        var head = routine.IsProcedure ? "CREATE PROCEDURE p() " : "CREATE FUNCTION f() RETURNS INT ";
        return Parse(head + body, Printed(context)) is [CreateRoutine { Body: { } statement }] ? statement
            : Parse(body, Printed(context)) is [var plain] ? plain : null;
    }

    /// <summary>A definition as the catalog keeps it, or a text of the client's, parsed; null when it is not one statement.</summary>
    /// <param name="asPrinted">False: as the session reads.</param>
    public static MySqlStatement? Parsed(WalkContext context, string text, bool asPrinted = true) =>
        Parse(text, asPrinted ? Printed(context) : context.Environment.Session) is [var statement] ? statement : null;

    /// <summary>How the server prints definitions: whatever the session's modes.</summary>
    private static MySqlSession Printed(WalkContext context) =>
        context.Environment.Session with { Modes = MySqlModes.None, CharacterSet = "utf8mb4" };

    /// <summary>The statements of a body; null when it does not parse.</summary>
    private static ImmutableArray<MySqlStatement>? Parse(string text, MySqlSession session)
    {
        var parsed = MySqlParser.Parse(text, session, BodyLimits);
        return parsed.Error is null ? parsed.Statements : null;
    }
}
