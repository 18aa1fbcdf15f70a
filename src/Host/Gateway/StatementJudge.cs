using System.Collections.Immutable;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Verdicts of one loop: remembers facts and plans by exact text, analyses what it has not seen. Used on its loop only; a long text
/// is analysed on a worker and found here when the session asks again.
/// </summary>
internal sealed class StatementJudge(SqlDialect dialect, AnalysisLimits limits, GatewayMetrics metrics, int loopIndex)
{
    /// <summary>Contexts that no session uses any more (old policies, old catalogs) are dropped beyond this many.</summary>
    private const int ContextsMax = 256;

    /// <summary>Longer texts are found by their bytes only.</summary>
    private const int ShapedLengthMax = 16 << 10;

    private readonly byte[] _shape = new byte[StatementShape.KeyLimit(ShapedLengthMax)];
    private readonly Dictionary<JudgeKey, JudgeContext> _contexts = [];
    private readonly RecentTexts _recent = new();

    public long Entries => _contexts.Values.Sum(static c => (long)c.Count);

    public JudgeContext Context(in JudgeKey key, ISessionNamespace meaning, ImmutableArray<string> temporaryNames)
    {
        if (_contexts.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_contexts.Count >= ContextsMax)
        {
            _contexts.Clear();
        }

        var names = meaning.Names(key, temporaryNames);
        var context = new JudgeContext(key, dialect, limits, names, CurrentSchema(names.SearchPath, key));
        _contexts.Add(key, context);
        return context;
    }

    /// <summary>The remembered verdict over a text, or null. A hit compares bytes, not only a hash.</summary>
    public JudgedStatement? Find(JudgeContext context, ReadOnlySpan<byte> text)
    {
        if (_recent.Find(context, text) is { } recent)
        {
            metrics.CacheHits.Increment(loopIndex);
            return recent;
        }

        var judged = (TryShape(context, text, out var shape) ? context.Shapes.Find(shape) : null) ?? context.Texts.Find(text);
        (judged is null ? metrics.CacheMisses : metrics.CacheHits).Increment(loopIndex);
        if (judged is not null)
        {
            _recent.Keep(context, text, judged);
        }

        return judged;
    }

    public void Add(JudgeContext context, ReadOnlySpan<byte> text, JudgedStatement judged)
    {
        // Parts of a text of several statements are found by their places in it, which a shape does not keep.
        if (judged.StatementCount == 1 && TryShape(context, text, out var shape))
        {
            context.Shapes.Add(shape, judged);
        }
        else
        {
            context.Texts.Add(text, judged);
        }
    }

    private bool TryShape(JudgeContext context, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> shape)
    {
        shape = default;
        if (text.Length > ShapedLengthMax
            || !StatementShape.TryKey(context.Dialect, text, context.Names, _shape, out var length))
        {
            return false;
        }

        shape = _shape.AsSpan(0, length);
        return true;
    }

    /// <summary>Analyses and plans; a text without facts gives an error and its plan instead.</summary>
    public static JudgedStatement? Analyze(JudgeContext context, ReadOnlySpan<byte> text, out AnalysisError? error, out DecisionPlan? refusal)
    {
        var result = SqlAnalyzer.Analyze(context.Dialect, text, context.Names, context.Key.Catalog, context.Limits);
        error = result.Error;
        refusal = null;
        if (error is not null)
        {
            refusal = DecisionEngine.PlanUnparsed(error, context.Key.Match);
            return null;
        }

        var statements = OwnKill.Without(result.Statements);
        var plan = statements.IsEmpty
            ? DecisionEngine.Plan(Nothing, context.Key.Match, context.CurrentSchema, context.Key.Bindings)
            : DecisionEngine.Plan(statements, context.Key.Match, context.CurrentSchema, context.Key.Bindings);
        return JudgedStatement.Of(context, statements, plan, text);
    }

    private static StatementFacts Nothing { get; } = new() { Action = SqlAction.None, Kind = "" };

    /// <summary>Where a relation that nobody knows would stand.</summary>
    private static string? CurrentSchema(ImmutableArray<string> searchPath, JudgeKey key) =>
        key.Catalog is CatalogDatabase database
            ? searchPath.FirstOrDefault(s => database.Schema(s) is not null)
            : searchPath.FirstOrDefault();
}
