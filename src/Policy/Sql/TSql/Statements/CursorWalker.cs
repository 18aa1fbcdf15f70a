using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>DECLARE CURSOR, OPEN, FETCH, CLOSE, DEALLOCATE. A global one outlives its batch, and is what a name means unless the text says LOCAL.</summary>
internal sealed class CursorWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        switch (node)
        {
            case DeclareCursorStatement declare:
                context.Saw(node);
                return Declare(declare);
            case FetchCursorStatement fetch:
                Saw(fetch);
                return Fetch(fetch);
            case OpenCursorStatement open:
                Saw(open);
                context.Flag(StatementFlags.Cursor);
                Named(open.Cursor, static name => new SessionEffect.Fetch(name));
                return (SqlAction.Select, "OPEN");
            case CloseCursorStatement close:
                Saw(close);
                context.Flag(StatementFlags.Cursor);
                return (SqlAction.None, "CLOSE");
            case DeallocateCursorStatement end:
                Saw(end);
                context.Flag(StatementFlags.Cursor);
                Named(end.Cursor, static name => new SessionEffect.CloseCursor(name));
                return (SqlAction.None, "DEALLOCATE");
            default:
                return null;
        }
    }

    /// <summary>The query of a cursor: its rows come with FETCH.</summary>
    /// <returns>What it yields, when that is known.</returns>
    public QueryOutput? Define(CursorDefinition node)
    {
        context.Saw(node);
        foreach (var option in node.Options)
        {
            context.SawAll(option);
        }

        context.Flag(StatementFlags.Cursor);
        var (count, returnsRows) = (context.Statements.Results.Count, context.Statements.ReturnsRows);
        _ = context.Statements.Walk(node.Select);
        var output = context.Statements.Results.Count > count ? context.Statements.Results[^1] : null;
        context.Statements.Results.RemoveRange(count, context.Statements.Results.Count - count);
        context.Statements.ReturnsRows = returnsRows;
        context.Action = SqlAction.Select;
        return output;
    }

    private (SqlAction, string) Declare(DeclareCursorStatement node)
    {
        context.SawAll(node.Name);
        var output = Define(node.CursorDefinition);
        var name = context.Fold(node.Name);
        var isLocal = node.CursorDefinition.Options.Any(static o => o.OptionKind == CursorOptionKind.Local);
        context.Frame.Batch.Cursors[name] = new DeclaredCursor(output, isLocal);
        if (isLocal || context.IsDefinition)
        {
            return (SqlAction.Select, "DECLARE CURSOR");
        }

        if (context.Through)
        {
            context.Effect(new SessionEffect.Pin("a global cursor"));
            return (SqlAction.Select, "DECLARE CURSOR");
        }

        context.Effect(new SessionEffect.DeclareCursor(name, Hold: true, FactsOf(node)));
        return (SqlAction.Select, "DECLARE CURSOR");
    }

    /// <summary>Facts of the query alone, by which each FETCH is decided.</summary>
    private StatementFacts FactsOf(DeclareCursorStatement node)
    {
        var apart = new WalkContext(context.Environment, context.Text);
        var (action, kind) = apart.Statements.Walk(node.CursorDefinition.Select);
        return FactsBuilder.Build(new WalkedStatement(node, apart, action, kind, WalkContext.Span(node.CursorDefinition.Select), null));
    }

    private (SqlAction, string) Fetch(FetchCursorStatement node)
    {
        context.Flag(StatementFlags.Cursor);
        context.Expressions.WalkIf(node.FetchType?.RowOffset, new Scope(null, null));
        var output = Known(node.Cursor)?.Output;
        for (var i = 0; i < node.IntoVariables.Count; i++)
        {
            var variable = node.IntoVariables[i];
            context.Saw(variable);
            context.Variables.Assign(variable.Name, output is { IsKnown: true } && i < output.Columns.Count ? output.Columns[i].From : []);
        }

        if (node.IntoVariables.Count == 0)
        {
            context.Statements.ReturnsRows = true;
            if (output is not null)
            {
                context.Statements.Returned(output);
            }
        }

        Named(node.Cursor, static name => new SessionEffect.Fetch(name));
        return (SqlAction.Select, "FETCH");
    }

    /// <summary>Null when this batch does not declare it: its query was decided when it was declared.</summary>
    private DeclaredCursor? Known(CursorId cursor) =>
        cursor.Name is { Identifier: { } name } && context.Frame.Batch.Cursors.TryGetValue(context.Fold(name), out var known) ? known : null;

    /// <summary>A cursor in a variable, and a local one, ends with the batch.</summary>
    private void Named(CursorId cursor, Func<string, SessionEffect> effect)
    {
        if (cursor.Name is { Identifier: { } name } && !context.IsDefinition && !context.Through && (cursor.IsGlobal || Known(cursor) is not { IsLocal: true }))
        {
            context.Effect(effect(context.Fold(name)));
        }
    }

    private void Saw(CursorStatement node)
    {
        context.Saw(node);
        context.SawAll(node.Cursor);
        if (node is FetchCursorStatement { FetchType: { } type })
        {
            context.Saw(type);
        }
    }
}
