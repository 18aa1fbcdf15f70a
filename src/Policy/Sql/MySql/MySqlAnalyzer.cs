using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Mapping;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql;

/// <summary>
/// Facts of every statement of a text of MySQL or MariaDB, in sequence: each is read with what the ones before it set, as the server
/// does, which parses a statement when the one before it is done.
/// </summary>
internal static class MySqlAnalyzer
{
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits) =>
        Analyze(text, names, catalog, limits, null);

    public static ImmutableArray<StatementMap>? Map(string text, AnalysisNamespace names, ICatalogView? catalog)
    {
        var maps = new MapMaker();
        return Analyze(text, names, catalog, AnalysisLimits.Default, maps).Error is null ? maps.Maps : null;
    }

    /// <summary>As above, making a map of each statement.</summary>
    public static AnalysisResult Analyze(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits, IMapMaker? maps)
    {
        // Apart, so that short texts make no closure.
        return AnalysisStack.IsNeeded(text.Length) ? OnStack(text, names, catalog, limits, maps) : AnalyzeHere(text, names, catalog, limits, maps);
    }

    private static AnalysisResult OnStack(string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits, IMapMaker? maps) =>
        AnalysisStack.Run(() => AnalyzeHere(text, names, catalog, limits, maps));

    private static AnalysisResult AnalyzeHere(
        string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits limits, IMapMaker? maps)
    {
        var environment = new AnalysisEnvironment(names, catalog);
        var session = environment.Session;
        var parsed = MySqlParser.Parse(text, session, limits);
        if (parsed.Error is not null)
        {
            return new AnalysisResult([], parsed.Error);
        }

        var isMultiple = parsed.Statements.Length > 1;
        var statements = ImmutableArray.CreateBuilder<StatementFacts>(parsed.Statements.Length);
        for (var i = 0; i < parsed.Statements.Length; i++)
        {
            var node = parsed.Statements[i];
            statements.Add(Statement(node, text, environment, isMultiple, maps));
            if (environment.Session != session && i + 1 < parsed.Statements.Length)
            {
                Reread(text, node.Span.End, session, environment);
                session = environment.Session;
                parsed = MySqlParser.Parse(Rest(text, node.Span.End), session, limits);
                i = -1;
            }

            if (parsed.Error is not null)
            {
                return new AnalysisResult([], parsed.Error);
            }
        }

        return new AnalysisResult(statements.DrainToImmutable(), null);
    }

    /// <summary>A text was decoded as a whole: what follows a change of the character set must read the same in both.</summary>
    private static void Reread(string text, int end, MySqlSession before, AnalysisEnvironment environment)
    {
        var isSame = IsUtf8(before.CharacterSet) && IsUtf8(environment.Session.CharacterSet);
        if (before.CharacterSet != environment.Session.CharacterSet && !isSame && !Ascii.IsValid(text.AsSpan(end)))
        {
            environment.ReadingLost ??= "the character set is changed before it in the same text";
        }
    }

    private static bool IsUtf8(string characterSet) => characterSet.StartsWith("utf8", StringComparison.Ordinal);

    /// <summary>The text from a place on, where it stands: spans keep their meaning.</summary>
    private static string Rest(string text, int end) => string.Concat(new string(' ', end), text.AsSpan(end));

    private static StatementFacts Statement(
        MySqlStatement node, string text, AnalysisEnvironment environment, bool isMultiple, IMapMaker? maps)
    {
        var recorder = maps?.Begin(node, text);
        var session = environment.Session;
        var context = new WalkContext(environment, text) { Map = recorder };
        if (environment.ReadingLost is { } reason)
        {
            context.NotUnderstood(reason);
        }

        environment.IsKillAlone = node is KillStatement && !isMultiple;
        var (action, kind) = context.Statements.Walk(node);
        if (isMultiple)
        {
            context.Flag(StatementFlags.MultiStatement);
        }

        if (environment.TemporaryInDoubt)
        {
            environment.Temporary.Clear();
            environment.TemporaryInDoubt = false;
        }

        var (shape, normalized) = StatementShape.Compute(text.Substring(node.Span.Start, node.Span.Length), session);
        var facts = FactsBuilder.Build(context, action, kind, node.Span, shape, normalized);
        if (recorder is not null)
        {
            maps!.End(node, recorder, context, facts);
        }

        return facts;
    }
}
