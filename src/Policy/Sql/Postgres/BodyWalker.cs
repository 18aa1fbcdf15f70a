using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Walks what lies behind a name or inside a string: view definitions, routine bodies, SQL given to a function.</summary>
internal static class BodyWalker
{
    /// <summary>Bodies are parsed on the stack of the statement around them.</summary>
    private static readonly AnalysisLimits BodyLimits = new() { Chain = 4_000, Depth = 200, Text = 256 * 1024 };

    /// <summary>Records what lies beneath a view; nothing for other relations.</summary>
    /// <param name="write">What is done to the view, when it is written to.</param>
    public static void View(WalkContext context, Relation relation, SqlAction? write = null)
    {
        if (relation.Kind is RelationKind.Synonym && relation.Description?.Target is { } target)
        {
            Beneath(context, context.Names.Resolve(target.Database, target.Schema, target.Name));
            return;
        }

        if (relation.Kind is not (RelationKind.View or RelationKind.MaterializedView))
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

        if (!TryWalk(context, definition, relation.Name, through: true, relation.Description.DefinitionPath, [], write, view: relation.Description))
        {
            context.NotUnderstood($"definition of `{relation.Name}`");
        }
    }

    /// <summary>Records what a routine's body touches; a body in another language than SQL is opaque.</summary>
    public static void Routine(WalkContext context, RoutineDescription routine)
    {
        if (routine.Language is "c" or "internal")
        {
            return;
        }

        if (routine.Language is not "sql" || routine.Body is not { } body)
        {
            context.Flag(StatementFlags.Opaque);
            context.RanUnknownCode();
            return;
        }

        var isFirst = Enter(context, routine.Name, body);
        if (isFirst
            && !TryWalk(context, body, routine.Name, through: true, routine.SearchPath, routine.ArgumentNames, route: Route(context, routine.Name)))
        {
            context.Flag(StatementFlags.Opaque);
            context.RanUnknownCode();
        }

        context.Lineage?.AddRange(context.Accesses.Views.Routine(routine.Name, body));
    }

    /// <summary>A recursive query feeds its own columns: what of them is asked for is not followed.</summary>
    private static bool IsRecursive(SyntaxTree tree)
    {
        for (var i = 0; i < tree.Count; i++)
        {
            if (tree[i].Name is "recursive" && tree[i].Kind == SyntaxTree.CellKind.True)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>SQL in a string that the statement runs itself. False when it is not fully understood.</summary>
    public static bool Text(WalkContext context, string text) =>
        context.BodyDepth < WalkContext.MaxBodyDepth && TryWalk(context, text, null, through: false, null, [], route: "SQL in a string");

    /// <summary>A body of a statement that the creator answers for: its accesses are the statement's own.</summary>
    public static bool CreatorBody(
        WalkContext context, string text, ImmutableArray<string>? path, ImmutableArray<string> arguments) =>
        TryWalk(context, text, null, through: false, path, arguments, isDefinition: true, route: "the body of a routine");

    /// <summary>How a map calls what a routine reaches; no text is made when there is none.</summary>
    private static string? Route(WalkContext context, in ObjectName routine) => context.Recorder is null ? null : $"function {routine}()";

    private static void Beneath(WalkContext context, Relation relation)
    {
        if (Enter(context, relation.Name, "synonym"))
        {
            var inner = context.ForBody(context.Source, relation.Name, through: true, null, []);
            inner.Object(SqlAction.Select, relation, -1);
            new TableItem(relation, null, relation.Name.Name, [], -1, isRead: true).ReadAll(inner, -1, RowUse.Doubt);
            View(inner, relation);
        }
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

    private static bool TryWalk(
        WalkContext context, string text, ObjectName? of, bool through,
        ImmutableArray<string>? path, ImmutableArray<string> arguments,
        SqlAction? write = null, bool isDefinition = false, string? route = null,
        RelationDescription? view = null)
    {
        if (write is null && !context.Environment.StringsConform && text.Contains('\\', StringComparison.Ordinal))
        {
            return false;
        }

        var source = new SourceText(text);
        var parsed = PostgresParser.Parse(source, standardConformingStrings: true, BodyLimits);
        if (parsed.Tree is null)
        {
            return false;
        }

        var inner = context.ForBody(source, of, through, path, arguments, write, isDefinition);
        inner.Defers = view is not null && !IsRecursive(parsed.Tree);
        inner.Route ??= route;
        foreach (var statement in parsed.Tree.Root["stmts"])
        {
            _ = inner.Statements.Walk(statement.Visit()["stmt"]);
        }

        if (view is not null && inner.Statements.Output is { } output)
        {
            context.Accesses.Views.Add(of!.Value, view.Columns, output);
        }
        else if (of is { } routine && view is null)
        {
            context.Accesses.Views.Add(routine, text, inner.Statements.Output);
        }

        UnvisitedNodes.Report(parsed.Tree, 0, parsed.Tree.Count, inner);
        var inherited = through
            ? StatementFlags.Opaque | StatementFlags.DynamicSql | StatementFlags.Program | StatementFlags.Remote
            : ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere);
        context.Flag(inner.Flags & inherited);
        return inner.Unresolved.Count == 0;
    }
}
