using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>May this subject send this text, now and here? Analysed and decided off line, as the gateway would.</summary>
public sealed record PolicyQuestion(Subject Subject, SqlDialect Dialect, string Sql)
{
    /// <summary>Null is the database's own.</summary>
    public ImmutableArray<string>? SearchPath { get; init; }

    public DateTimeOffset At { get; init; }

    public Enforcement Enforcement { get; init; }

    public Decision Decide(PolicySet set, CatalogSnapshot? catalog)
    {
        var match = set.Match(Subject, Enforcement);
        var analysis = Analyze(catalog, out var currentSchema);
        var plan = analysis.Error is { } error
            ? DecisionEngine.PlanUnparsed(error, match)
            : DecisionEngine.Plan(analysis.Statements, match, currentSchema);
        return plan.Decide(new DecisionContext(At));
    }

    public Explanation Explain(PolicySet set, CatalogSnapshot? catalog)
    {
        var analysis = Analyze(catalog, out var currentSchema);
        var decision = Decide(set, catalog);
        return new Explanation(decision, analysis.Error, Explainer.Explain(analysis.Statements, set, Subject, At, currentSchema));
    }

    private AnalysisResult Analyze(CatalogSnapshot? catalog, out string? currentSchema)
    {
        var database = catalog?.Database(Subject.Database);
        var path = SearchPath ?? database?.SearchPath ?? (Dialect == SqlDialect.Postgres ? ["public"] : []);
        var names = new AnalysisNamespace(Subject.Database, [.. path.Select(p => p == "$user" ? Subject.User : p)], Subject.User);
        currentSchema = catalog?.Scope(names).CreationSchema ?? names.SearchPath.FirstOrDefault();
        return SqlAnalyzer.Analyze(Dialect, Sql, names, database);
    }
}
