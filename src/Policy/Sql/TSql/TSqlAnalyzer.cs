using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;
using ProxyDb.Policy.Sql.TSql.Mapping;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>
/// The front end for T-SQL: ScriptDom behind a guard, and walkers that know what they understand. The server parses a batch as a
/// whole, so names of all its statements are looked up as the statements before them leave the session.
/// </summary>
internal static class TSqlAnalyzer
{
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits) =>
        Analyze(text, names, catalog, limits, null);

    /// <summary>Where the text names relations and columns; null when that is not known of one of its statements.</summary>
    public static ImmutableArray<StatementMap>? Map(string text, AnalysisNamespace names, ICatalogView? catalog)
    {
        var maps = new MapMaker(names);
        return Analyze(text, names, catalog, AnalysisLimits.Default, maps).Error is null && !maps.IsBroken ? maps.Maps : null;
    }

    /// <summary>As above, making a map of each statement.</summary>
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits, IMapMaker? maps)
    {
        if (maps is null && text.AsSpan().TrimStart() is ['{', ..] && Statements.OdbcCall.ToExecute(text) is { } call)
        {
            // The escape of ODBC: the server reads it as the call it is.
            return TSqlGuard.Check(text, names.TSql.QuotedIdentifier, limits).Error is { } refused
                ? new AnalysisResult([], refused) : Escaped(Analyze(call, names, catalog, limits, null), text);
        }

        var guarded = TSqlGuard.Check(text, names.TSql.QuotedIdentifier, limits);
        if (guarded.Error is not null)
        {
            return new AnalysisResult([], guarded.Error);
        }

        if (!guarded.NeedsStack && maps is null && WalkDepth.IsBearable)
        {
            var environment = new AnalysisEnvironment(names, catalog);
            var result = Walk(text, environment, null);
            if (!environment.WantsStack)
            {
                return result;
            }
        }

        return OnStack(text, names, catalog, maps);
    }

    private static AnalysisResult OnStack(string text, AnalysisNamespace names, ICatalogView? catalog, IMapMaker? maps) => AnalysisStack.Run(
        () => Walk(text, new AnalysisEnvironment(names, catalog) { HasLargeStack = true }, maps), TSqlParsing.StackSize);

    private static AnalysisResult Walk(string text, AnalysisEnvironment environment, IMapMaker? maps)
    {
        var parsed = TSqlParsing.Parse(text, environment.Names.TSql.QuotedIdentifier ?? true, endsMerge: maps is null);
        if (parsed.Error is not null)
        {
            return new AnalysisResult([], parsed.Error);
        }

        var walked = new List<WalkedStatement>(parsed.Statements.Count);
        foreach (var node in parsed.Statements)
        {
            walked.Add(Statement(node, text, environment, parsed.Statements.Count > 1, maps));
        }

        // Variables may be read before the text assigns them (GOTO, WHILE): what they hold is known when all is walked.
        var statements = ImmutableArray.CreateBuilder<StatementFacts>(walked.Count);
        foreach (var one in walked)
        {
            var (shape, normalized) = StatementShape.Compute(text.Substring(one.Span.Start, one.Span.Length), environment.Session);
            var facts = FactsBuilder.Build(one, shape, normalized);
            statements.Add(facts);
            if (one.Recorder is not null)
            {
                maps!.End(one.Node, one.Recorder, one.Context, facts);
            }
        }

        return new AnalysisResult(statements.DrainToImmutable(), null);
    }

    private static WalkedStatement Statement(
        TSqlStatement node, string text, AnalysisEnvironment environment, bool isMultiple, IMapMaker? maps)
    {
        var recorder = maps?.Begin(node, text);
        var context = new WalkContext(environment, text) { Map = recorder };
        environment.IsAlone = !isMultiple;
        var (action, kind) = context.Statements.Walk(node);
        UnvisitedFragments.Report(node, context);
        if (isMultiple)
        {
            context.Flag(StatementFlags.MultiStatement);
        }

        environment.StatementsDone += LeavesNoResult(node) ? 0 : 1;
        var length = Math.Min(node.FragmentLength, text.Length - node.StartOffset);
        return new WalkedStatement(node, context, action, kind, new SourceSpan(node.StartOffset, length), recorder);
    }

    /// <summary>Facts of the call an escape stands for, in place of the escape.</summary>
    private static AnalysisResult Escaped(AnalysisResult result, string text) => new(
        [.. result.Statements.Select(facts => new StatementFacts
        {
            Action = facts.Action,
            Dialect = facts.Dialect,
            Kind = facts.Kind,
            Accesses = [.. facts.Accesses.Select(static access => access with { Span = default })],
            Outputs = facts.Outputs,
            Effects = facts.Effects,
            Flags = facts.Flags,
            Unresolved = facts.Unresolved,
            ParameterCount = facts.ParameterCount,
            Shape = facts.Shape,
            NormalizedText = facts.NormalizedText,
            Span = new SourceSpan(0, text.Length),
            ReturnsRows = facts.ReturnsRows,
        })],
        result.Error);

    /// <summary>A declaration without a value leaves what the statement before it left: <c>@@ROWCOUNT</c> behind it is of an earlier text.</summary>
    private static bool LeavesNoResult(TSqlStatement node) => node is DeclareTableVariableStatement
        || (node is DeclareVariableStatement declared && declared.Declarations.All(static d => d.Value is null));
}
