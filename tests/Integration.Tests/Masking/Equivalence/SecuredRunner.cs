using System.Collections.Immutable;
using System.Text;
using Npgsql;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>The chain from a text to its secured text in this process, over the catalog of a live database.</summary>
internal sealed class SecuredRunner
{
    private readonly CatalogDatabase _catalog;
    private readonly PolicySet _rules;
    private readonly AnalysisNamespace _names;
    private readonly ImmutableDictionary<string, ImmutableArray<string>> _attributes;

    public SecuredRunner(NpgsqlDataSource source, string database, string rules, IReadOnlyDictionary<string, string[]> attributes)
    {
        _catalog = CatalogLoader.LoadAsync(source, database, default).GetAwaiter().GetResult().Database;
        var errors = new DocumentErrors();
        _rules = PolicyLoader.Load(new Dictionary<string, string> { ["rules.yaml"] = rules }, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors));
        _names = new AnalysisNamespace(database, ["public"], "app");
        _attributes = attributes.ToImmutableDictionary(a => a.Key, a => ImmutableArray.Create(a.Value));
    }

    /// <summary>The text that may be sent for the user, or why there is none.</summary>
    public (string? Secured, string? Refusal) Secure(string user, string sql)
    {
        var analysis = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, _names, _catalog);
        if (analysis.Error is { } error)
            throw new InvalidOperationException($"{error.Message}: {sql}");
        var match = _rules.Match(new Subject(user, "pg", _names.Database) { Attributes = _attributes });
        var decision = DecisionEngine.Plan(analysis.Statements, match, "public").Decide(new DecisionContext(DateTimeOffset.UnixEpoch));
        if (decision.Verdict == Verdict.Deny)
            return (null, decision.Message);
        if (decision.Obligations.IsEmpty)
            return (sql, null);
        var result = StatementRewriter.Rewrite(SqlDialect.Postgres, sql, _names, _catalog, analysis.Statements, decision.Obligations);
        return result.Statement is { } secured ? (Render(secured), null) : (null, result.Refusal);
    }

    private string Render(SecuredStatement secured)
    {
        var text = new StringBuilder();
        foreach (var part in secured.Parts)
            text.Append(part.Slot < 0 ? part.Text : $"'{Value(secured.Slots[part.Slot])}'");
        return text.ToString();
    }

    private string Value(AttributeSlot slot)
    {
        var values = _attributes[slot.Attribute];
        return slot.IsList ? "{" + string.Join(',', values.Select(v => $"\"{v}\"")) + "}" : values.Single();
    }
}
