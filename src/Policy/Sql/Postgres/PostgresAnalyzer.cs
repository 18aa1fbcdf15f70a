using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.Postgres.Mapping;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Facts of every statement of a PostgreSQL text, in sequence: each is read with what the ones before it set.</summary>
internal static class PostgresAnalyzer
{
    public static AnalysisResult Analyze(SourceText source, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits)
    {
        if (!AnalysisStack.IsNeeded(source.ByteLength))
        {
            return AnalyzeHere(source, names, catalog, limits);
        }

        return OnStack(source, () => AnalyzeHere(source, names, catalog, limits));
    }

    /// <summary>Runs an analysis where the stack bears the text.</summary>
    private static AnalysisResult OnStack(SourceText source, Func<AnalysisResult> analyze) =>
        AnalysisStack.IsNeeded(source.ByteLength) ? AnalysisStack.Run(analyze) : analyze();

    /// <summary>Maps of every statement; null when the text cannot be parsed, or a place in it was not found.</summary>
    public static ImmutableArray<StatementMap>? Map(SourceText source, AnalysisNamespace names, ICatalogView? catalog)
    {
        var maps = new List<StatementMap?>();
        var result = OnStack(source, () => AnalyzeHere(source, names, catalog, AnalysisLimits.Default, maps));
        return result.Error is null && !maps.Contains(null) ? [.. maps.OfType<StatementMap>()] : null;
    }

    private static AnalysisResult AnalyzeHere(
        SourceText source, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits, List<StatementMap?>? maps = null)
    {
        // A map needs every row of VALUES: what is written in it may be checked.
        var parsed = PostgresParser.Parse(source, names.StandardConformingStrings, limits, leavesRowsOut: maps is null);
        if (parsed.Tree is null)
        {
            return new AnalysisResult([], parsed.Error);
        }

        source.Map = parsed.Map;
        var statements = ImmutableArray.CreateBuilder<StatementFacts>();
        var environment = new AnalysisEnvironment(names, catalog);
        var list = parsed.Tree.Root["stmts"];
        var isMultiple = list.ItemCount > 1;
        var tokens = maps is null ? null : new TextTokens(source, names.StandardConformingStrings);
        foreach (var statement in list)
        {
            var recorder = tokens is null ? null : new MapRecorder(tokens);
            statements.Add(Statement(statement, source, environment, parsed, isMultiple, recorder, maps));
        }

        return new AnalysisResult(statements.ToImmutable(), null);
    }

    private static StatementFacts Statement(
        SyntaxNode statement, SourceText source, AnalysisEnvironment environment, ParsedText parsed, bool isMultiple,
        MapRecorder? recorder, List<StatementMap?>? maps)
    {
        var context = new WalkContext(environment, source) { Map = recorder };
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
        var span = Span(statement, source);
        var (shape, normalized) = StatementShape.Compute(source.Utf8(span), environment.Names.StandardConformingStrings);
        var facts = FactsBuilder.Build(context, action, kind, span, context.Statements.Output, shape, normalized);
        if (recorder is not null)
        {
            maps!.Add(StatementMapBuilder.Build(context, recorder, facts));
        }

        return facts;
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
