using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
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

    public Decision Decide(PolicySet set, CatalogSnapshot? catalog) => Answer(set, catalog).Decision;

    public PolicyAnswer Answer(PolicySet set, CatalogSnapshot? catalog) => Answer(set, catalog, Analyze(catalog));

    public Explanation Explain(PolicySet set, CatalogSnapshot? catalog)
    {
        var analysis = Analyze(catalog);
        return new Explanation(
            Answer(set, catalog, analysis), analysis.Error, Explainer.Explain(analysis.Statements, set, Subject, At, CurrentSchema(catalog)));
    }

    private PolicyAnswer Answer(PolicySet set, CatalogSnapshot? catalog, AnalysisResult analysis)
    {
        var match = set.Match(Subject, Enforcement);
        var plan = analysis.Error is { } error
            ? DecisionEngine.PlanUnparsed(error, match)
            : DecisionEngine.Plan(analysis.Statements, match, CurrentSchema(catalog));
        var decision = plan.Decide(new DecisionContext(At));
        var isBound = decision.Verdict == Verdict.Allow && !decision.Obligations.IsEmpty;
        return new PolicyAnswer(decision, isBound ? Secure(catalog, analysis, decision.Obligations) : null);
    }

    private RewriteResult Secure(CatalogSnapshot? catalog, AnalysisResult analysis, Obligations obligations) =>
        catalog?.Database(Subject.Database) is { } database
            ? StatementRewriter.Rewrite(Dialect, Sql, Names(catalog), database, analysis.Statements, obligations)
            : RewriteResult.Refused("masks and filters need a catalog: columns and types are not known without one", null);

    private AnalysisResult Analyze(CatalogSnapshot? catalog) =>
        SqlAnalyzer.Analyze(Dialect, Sql, Names(catalog), catalog?.Database(Subject.Database));

    private AnalysisNamespace Names(CatalogSnapshot? catalog)
    {
        var path = SearchPath ?? catalog?.Database(Subject.Database)?.SearchPath ?? (Dialect == SqlDialect.Postgres ? ["public"] : []);
        return new AnalysisNamespace(Subject.Database, [.. path.Select(p => p == "$user" ? Subject.User : p)], Subject.User);
    }

    private string? CurrentSchema(CatalogSnapshot? catalog)
    {
        var names = Names(catalog);
        return catalog?.Scope(names).CreationSchema ?? names.SearchPath.FirstOrDefault();
    }
}
