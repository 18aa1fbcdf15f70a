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

    /// <summary>Attributes that a filter compares with must be there, as at the gateway.</summary>
    public bool NeedsAttributes { get; init; }

    public Decision Decide(PolicySet set, CatalogSnapshot? catalog) => Answer(set, catalog).Decision;

    public PolicyAnswer Answer(PolicySet set, CatalogSnapshot? catalog) => Answer(set, catalog, Analyze(catalog));

    public Explanation Explain(PolicySet set, CatalogSnapshot? catalog)
    {
        var analysis = Analyze(catalog);
        var answer = Answer(set, catalog, analysis);
        var obligations = answer.Decision.Obligations;
        var paths = catalog?.Database(Subject.Database) is { } database ? new LineagePaths(Sql, Dialect, Names(catalog), database) : null;
        return new Explanation(answer, analysis.Error, Explainer.Explain(analysis.Statements, set, Subject, At, CurrentSchema(catalog)))
        {
            Masks = [.. obligations.Masks.Select(m => Explain(m, answer, paths))],
            Filters = [.. obligations.Filters.Select(static f => new FilterExplanation(f.Table.ToString(), f.Where.Text, f.Rule))],
            NearlySecured = Explainer.NearlySecured(analysis.Statements, set, Subject, At, CurrentSchema(catalog)),
        };
    }

    private static MaskExplanation Explain(ColumnMask mask, PolicyAnswer answer, LineagePaths? paths) => new(
        $"{mask.Table}.{mask.Column}",
        MaskWords.Of(mask.Mask),
        mask.Rules,
        paths?.To(new ColumnSource(mask.Table, mask.Column)) ?? [],
        answer.Secured?.Statement?.WireMasks.Any(w => w.Table == mask.Table && w.Column == mask.Column) == true,
        mask.ResultsOnly);

    private PolicyAnswer Answer(PolicySet set, CatalogSnapshot? catalog, AnalysisResult analysis)
    {
        var match = set.Match(Subject, Enforcement);
        var plan = analysis.Error is { } error
            ? DecisionEngine.PlanUnparsed(error, match)
            : DecisionEngine.Plan(analysis.Statements, match, CurrentSchema(catalog), Bindings(set, catalog));
        var decision = plan.Decide(new DecisionContext(At));
        var isBound = decision.Verdict == Verdict.Allow && !decision.Obligations.IsEmpty;
        return new PolicyAnswer(decision, isBound ? Secure(catalog, analysis, decision.Obligations) : null);
    }

    /// <summary>Nothing is known of earlier names; only what hides in catalogs needs to know what is there.</summary>
    private TagBindings? Bindings(PolicySet set, CatalogSnapshot? catalog) =>
        set.Rules.Any(static r => r.CatalogNarrow) && catalog?.Database(Subject.Database) is { } database ? TagBindings.Make(set, database, null) : null;

    private RewriteResult Secure(CatalogSnapshot? catalog, AnalysisResult analysis, Obligations obligations) =>
        catalog?.Database(Subject.Database) is { } database
            ? WithAttributes(StatementRewriter.Rewrite(Dialect, Sql, Names(catalog), database, analysis.Statements, obligations))
            : RewriteResult.Refused("masks and filters need a catalog: columns and types are not known without one", null);

    private RewriteResult WithAttributes(RewriteResult result)
    {
        if (!NeedsAttributes || result.Statement is not { } statement)
        {
            return result;
        }

        foreach (var slot in statement.Slots)
        {
            var count = Subject.Attributes.TryGetValue(slot.Attribute, out var values) ? values.Length : 0;
            if (count == 0)
            {
                return RewriteResult.Refused($"the user has no value for the attribute `{slot.Attribute}`", null);
            }

            if (count > 1 && !slot.IsList)
            {
                return RewriteResult.Refused($"the user has several values for the attribute `{slot.Attribute}`, where one is compared with", null);
            }
        }

        return result;
    }

    private AnalysisResult Analyze(CatalogSnapshot? catalog) =>
        SqlAnalyzer.Analyze(Dialect, Sql, Names(catalog), catalog?.Database(Subject.Database));

    private AnalysisNamespace Names(CatalogSnapshot? catalog)
    {
        var path = SearchPath ?? catalog?.Database(Subject.Database)?.SearchPath ?? Dialect switch
        {
            SqlDialect.Postgres => ["public"],
            SqlDialect.TSql => ["dbo"],
            _ => [],
        };
        if (Dialect is SqlDialect.MySql or SqlDialect.MariaDb)
        {
            return MySqlNames(SearchPath is [var database, ..] ? database : Subject.Database);
        }

        if (Dialect == SqlDialect.TSql)
        {
            return TSqlNames(catalog?.Database(Subject.Database), path);
        }

        return new AnalysisNamespace(Subject.Database, [.. path.Select(p => p == "$user" ? Subject.User : p)], Subject.User);
    }

    /// <summary>A session as drivers make it: QUOTED_IDENTIFIER is on.</summary>
    private AnalysisNamespace TSqlNames(CatalogDatabase? database, ImmutableArray<string> path)
    {
        ImmutableArray<string> searched = path.Contains("dbo", StringComparer.Ordinal) ? path : [.. path, "dbo"];
        return new AnalysisNamespace(database?.Name ?? Subject.Database, searched, Subject.User)
        {
            DefaultSearchPath = searched, TSql = new TSqlSession(true, database?.Collation, 15),
        };
    }

    /// <summary>A session as drivers make it: the current database, no mode that changes how a text is read.</summary>
    private AnalysisNamespace MySqlNames(string database)
    {
        ImmutableArray<string> path = database.Length == 0 ? [] : [database];
        return new AnalysisNamespace(database, path, Subject.User)
        {
            DefaultSearchPath = path,
            MySql = new MySqlSession(
                Dialect == SqlDialect.MariaDb ? new MySqlServer(true, 101100) : new MySqlServer(false, 80400), MySqlModes.None, "utf8mb4", false),
        };
    }

    private string? CurrentSchema(CatalogSnapshot? catalog)
    {
        var names = Names(catalog);
        return catalog?.Scope(names).CreationSchema ?? names.SearchPath.FirstOrDefault();
    }
}
