using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>SQL in a string that the statement runs or describes: read like a batch of its own when it is constant.</summary>
internal sealed class DynamicText(WalkContext context)
{
    public const string Facility = "proxydb.dynamic_sql";

    private const StatementFlags Bounds = StatementFlags.WithoutLimit | StatementFlags.WithoutWhere;

    /// <summary>What runs comes with a value: nobody can say what it touches.</summary>
    public static void Unknown(WalkContext context)
    {
        context.Flag(StatementFlags.DynamicSql | StatementFlags.Opaque);
        context.Facility(Facility);
        context.Effect(new SessionEffect.RunsUserCode());
    }

    /// <summary>Walks the string's statements.</summary>
    /// <param name="text">Null when it is not constant.</param>
    /// <param name="database">The database it runs in, folded; null: the current one.</param>
    /// <param name="frame">Variables its parameters have; null: none.</param>
    /// <param name="isAssembled">A variable was put together from pieces: built at run time, so that its use needs the facility besides.</param>
    /// <returns>The action of its one statement; null when there are several, none, or it is not known.</returns>
    public SqlAction? Run(string? text, string? database, VariableFrame? frame, bool isOnlyDescribed = false, bool isAssembled = false)
    {
        context.Flag(StatementFlags.DynamicSql);
        if (isAssembled)
        {
            Unknown(context);
        }

        if (text is null)
        {
            Unknown(context);
            return null;
        }

        if (context.BodyDepth >= WalkContext.MaxBodyDepth || !WalkDepth.IsBearable)
        {
            context.NotUnderstood("SQL in strings nested too deep");
            return null;
        }

        if (Parsed(text) is not { } statements)
        {
            return null;
        }

        return Walk(text, statements, database, frame ?? NewFrame(), isOnlyDescribed, isAssembled);
    }

    /// <summary>Variables of a string: none of the batch around it.</summary>
    public VariableFrame NewFrame() => new($"string {++context.Environment.Frames} ");

    private IList<TSqlStatement>? Parsed(string text)
    {
        var quotedIdentifier = QuotedIdentifier();
        var statements = quotedIdentifier is null && text.Contains('"', StringComparison.Ordinal)
            ? null
            : BodyWalker.Parse(context, text, quotedIdentifier ?? true);
        if (statements is null)
        {
            context.NotUnderstood("SQL in a string");
        }

        return statements;
    }

    /// <summary>
    /// Null, not known, where the text around it sets it: it is set before any of it runs. In a routine it is the routine's own.
    /// </summary>
    private bool? QuotedIdentifier() =>
        context.Through || context.OutermostText.Contains("QUOTED_IDENTIFIER", StringComparison.OrdinalIgnoreCase)
        || context.OutermostText.Contains("ANSI_DEFAULTS", StringComparison.OrdinalIgnoreCase)
            ? null
            : context.Environment.Session.QuotedIdentifier;

    private SqlAction? Walk(string text, IList<TSqlStatement> statements, string? database, VariableFrame frame, bool isOnlyDescribed, bool isAssembled)
    {
        var environment = context.Environment;
        var (outerDatabase, outerLost) = (environment.Database, environment.DatabaseLost);
        environment.Database = database ?? environment.Database;
        environment.DatabaseLost = database is null ? outerLost : null;
        var inner = context.ForBody(text, null, through: isAssembled, environment.Database, frame, isDefinition: isOnlyDescribed);
        inner.Route ??= "SQL in a string";
        SqlAction? action = null;
        var withoutBounds = StatementFlags.None;
        foreach (var statement in statements)
        {
            inner.Unflag(Bounds);
            (action, _) = inner.Statements.Walk(statement);

            // A query without WHERE beside a DELETE that has one is none of the DELETE's.
            withoutBounds |= isOnlyDescribed || (action == SqlAction.Select && statements.Count > 1) ? StatementFlags.None : inner.Flags & Bounds;
            UnvisitedFragments.Report(statement, inner);
            environment.StatementsDone++;
        }

        (environment.Database, environment.DatabaseLost) = (outerDatabase, outerLost);
        inner.Unresolved.ForEach(context.NotUnderstood);
        context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
        context.Flag((inner.Flags & ~Bounds) | withoutBounds);
        context.Statements.TakeResults(inner.Statements);
        return statements is [_] ? action : null;
    }
}
