using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Facts of every statement of a PostgreSQL text, in sequence: each is read with what the ones before it set.</summary>
internal static class PostgresAnalyzer
{
    public static AnalysisResult Analyze(SourceText source, AnalysisNamespace names, ICatalogView? catalog)
    {
        var parsed = PostgresParser.Parse(source, names.StandardConformingStrings);
        if (parsed.Tree is null)
        {
            return new AnalysisResult([], parsed.Error);
        }

        source.Map = parsed.Map;
        var statements = ImmutableArray.CreateBuilder<StatementFacts>();
        var environment = new AnalysisEnvironment(names, catalog);
        var list = parsed.Tree.Root["stmts"];
        var isMultiple = list.ItemCount > 1;
        foreach (var statement in list)
        {
            statements.Add(Statement(statement, source, environment, parsed, isMultiple));
        }

        return new AnalysisResult(statements.ToImmutable(), null);
    }

    private static StatementFacts Statement(
        SyntaxNode statement, SourceText source, AnalysisEnvironment environment, ParsedText parsed, bool isMultiple)
    {
        var context = new WalkContext(environment, source);
        if (environment.LexerChanged)
        {
            context.NotUnderstood("a statement before it in the text changes how the rest is read");
        }

        var node = statement.Visit()["stmt"];
        var (action, kind) = context.Statements.Walk(node);
        UnvisitedNodes.Report(parsed.Tree!, statement.Index, node.Tree[statement.Index].End, context);
        if (isMultiple)
        {
            context.Flag(StatementFlags.MultiStatement);
        }
        else
        {
            // Rows of VALUES that were left out of the parse have parameters too.
            context.ParameterCount = Math.Max(context.ParameterCount, parsed.HighestParameter);
        }

        EndStatement(environment);
        return FactsBuilder.Build(context, action, kind, Span(statement, source), context.Statements.Output);
    }

    private static void EndStatement(AnalysisEnvironment environment)
    {
        if (environment.TemporaryInDoubt)
        {
            environment.Temporary.Clear();
            environment.TemporaryInDoubt = false;
        }

        if (environment.RanUnknownCode)
        {
            environment.NamespaceLost ??= "code that ran before it in the text may have changed search_path";
            environment.RanUnknownCode = false;
        }
    }

    /// <summary>The statement without the white space before it; a length of zero is up to the end.</summary>
    private static SourceSpan Span(SyntaxNode statement, SourceText source)
    {
        var start = statement.Number("stmt_location");
        var length = statement.Number("stmt_len");
        var from = source.Index(start);
        var to = length == 0 ? source.Text.Length : source.Index(start + length);
        while (from < to && char.IsWhiteSpace(source.Text[from]))
        {
            from++;
        }

        return new SourceSpan(from, Math.Max(0, to - from));
    }
}
