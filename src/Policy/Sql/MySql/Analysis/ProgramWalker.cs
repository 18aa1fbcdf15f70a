using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Statements of stored programs, and MariaDB's compound statements outside of them: whatever branch is taken, all of it counts.</summary>
internal sealed class ProgramWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case BlockStatement or ConditionalStatement or LoopStatement or ForStatement:
                return Compound(node);
            case JumpStatement:
                return (SqlAction.None, "LEAVE");
            case ReturnStatement value:
                Return(value);
                return (SqlAction.Select, "RETURN");
            case CursorStatement cursor:
                if (cursor.Verb == CursorVerb.Open)
                {
                    context.Expressions.Walk(cursor.Arguments, NoColumns);
                }

                return (SqlAction.Select, cursor.Verb.ToString().ToUpperInvariant());
            default:
                return null;
        }
    }

    private (SqlAction, string) Compound(MySqlStatement node)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("statements nested too deep");
            return (SqlAction.Call, "BLOCK");
        }

        var environment = context.Environment;
        var (session, database, reading) = (environment.Session, environment.Database, environment.ReadingLost);
        context.Flag(StatementFlags.Procedural);
        context.Effect(new SessionEffect.RunsUserCode());
        if (environment.CompoundDepth == 0)
        {
            context.Effect(new SessionEffect.CallsProcedure());
        }

        environment.CompoundDepth++;
        Inside(node);
        environment.CompoundDepth--;
        if (environment.Session != session || environment.ReadingLost != reading)
        {
            // Which branch is taken is not known.
            environment.Session = session;
            environment.ReadingLost ??= "a compound statement before it in the text may change how it is read";
        }

        if (environment.Database != database)
        {
            environment.Database = database;
            environment.DatabaseLost ??= "a compound statement before it in the text may change the database";
        }

        context.Statements.ReturnsRows = true;
        context.Action = SqlAction.Call;
        return (SqlAction.Call, "BLOCK");
    }

    private void Inside(MySqlStatement node)
    {
        var outer = context.Locals;
        switch (node)
        {
            case BlockStatement block:
                Block(block);
                break;
            case ConditionalStatement conditional:
                context.Expressions.WalkIf(conditional.Operand, NoColumns);
                foreach (var branch in conditional.Branches)
                {
                    context.Expressions.WalkIf(branch.Condition, NoColumns);
                    Statements(branch.Statements);
                }

                break;
            case LoopStatement loop:
                context.Expressions.WalkIf(loop.Condition, NoColumns);
                Statements(loop.Statements);
                break;
            case ForStatement each:
                For(each);
                break;
            default:
                break;
        }

        context.Locals = outer;
    }

    private void Statements(IEnumerable<MySqlStatement> statements)
    {
        foreach (var statement in statements)
        {
            One(statement);
        }
    }

    /// <summary>Results in between are many; only what RETURN gives is one of the whole.</summary>
    private void One(MySqlStatement statement)
    {
        var output = context.Statements.Output;
        _ = context.Statements.Walk(statement);
        context.Statements.HasNoResult = false;
        if (statement is not (ReturnStatement or BlockStatement or ConditionalStatement or LoopStatement or ForStatement))
        {
            context.Statements.Output = output;
        }
    }

    /// <summary>Names of this block are gone after it.</summary>
    private void Block(BlockStatement node)
    {
        context.Locals = context.Locals is { } outer ? new HashSet<string>(outer, StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
        foreach (var declaration in node.Declarations)
        {
            Declare(declaration);
        }

        Statements(node.Statements);
    }

    private void Declare(Declaration node)
    {
        switch (node)
        {
            case VariableDeclaration variable:
                if (variable.TypeOf is { } owner && context.Locals!.Contains(MySqlNames.Fold(owner.Name.Text)) is false)
                {
                    context.Object(SqlAction.Metadata, context.Names.Resolve(owner), owner.Span);
                }

                context.Expressions.WalkIf(variable.Default, NoColumns);
                foreach (var name in variable.Names)
                {
                    _ = context.Locals!.Add(MySqlNames.Fold(name.Text));
                }

                break;
            case CursorDeclaration cursor:
                Cursor(cursor);
                break;
            case HandlerDeclaration handler:
                One(handler.Body);
                break;
            case ConditionDeclaration:
                break;
            default:
                context.NotUnderstood(node.GetType().Name);
                break;
        }
    }

    private void Cursor(CursorDeclaration node)
    {
        if (node.Query is null)
        {
            context.Flag(StatementFlags.DynamicSql);
            context.NotUnderstood("a cursor for a prepared statement");
            return;
        }

        var outer = context.Locals;
        context.Locals = new HashSet<string>(outer ?? [], StringComparer.Ordinal);
        context.Locals.UnionWith(node.Parameters.Select(static p => MySqlNames.Fold(p.Name.Text)));
        One(node.Query);
        context.Locals = outer;
    }

    private void For(ForStatement node)
    {
        context.Expressions.Walk(node.Bounds, NoColumns);
        if (node.Query is not null)
        {
            _ = context.Queries.Walk(node.Query, null, null);
        }

        context.Locals = new HashSet<string>(context.Locals ?? [], StringComparer.Ordinal) { MySqlNames.Fold(node.Variable.Text) };
        Statements(node.Statements);
    }

    /// <summary>What a function gives back is made of these columns.</summary>
    private void Return(ReturnStatement node)
    {
        var outer = context.Lineage;
        var sources = context.Lineage = [];
        context.Expressions.Walk(node.Value, NoColumns);
        context.Lineage = outer;
        var output = context.Statements.Output ?? new QueryOutput();
        output.Columns.Add(new QueryColumn("", [.. sources]));
        context.Statements.Output = output;
    }
}
