using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rewriting.Targets;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

/// <summary>Texts secured in a small bank: columns are <c>name:type</c>, generated ones <c>name:type=expression</c>.</summary>
internal static partial class Secured
{
    private static readonly CatalogDatabase Bank = new("bank", SqlDialect.Postgres,
    [
        new CatalogSchema("public",
        [
            Table("customers", "id:integer", "name:text", "resident_no:text", "branch:text", "region:integer", "amount:integer"),
            Table("orders", "id:integer", "customer_id:integer", "total:numeric(10,2)"),
            Table("events", "id:integer", "branch:text"),
            Table("visits", "id:integer", "place:text", "branch:text=upper(place)"),
            Relation("events_1", RelationKind.Table, ["id:integer", "branch:text"], parent: "events"),
            View("customer_names", "SELECT customers.id, customers.name FROM customers;", "id:integer", "name:text"),
            View("order_totals", "SELECT orders.id, orders.total FROM orders;", "id:integer", "total:numeric(10,2)"),
        ]),
    ]);

    private static readonly AnalysisNamespace Names = new("bank", ["public"], "app");

    public static ColumnMask ResidentNo { get; } = Mask("resident_no", new MaskTerms(MaskKind.Null));

    public static ColumnMask Mask(string column, MaskTerms terms, MaskedWrites writes = MaskedWrites.Deny) =>
        new(new ObjectName("public", "customers"), column, terms, false, ["pii"]) { Writes = writes };

    public static RowFilter Filter(string where, string table = "customers")
    {
        var terms = FilterReader.Read(Rule(where));
        Assert.That(terms, Is.Not.Null, where);
        return new RowFilter(new ObjectName("public", table), terms!, "branch");
    }

    public static RewriteResult Rewrite(string text, params object[] obligations)
    {
        var facts = SqlAnalyzer.Analyze(SqlDialect.Postgres, text, Names, Bank);
        Assert.That(facts.Error, Is.Null, text);
        var bound = new Obligations([.. obligations.OfType<ColumnMask>()], [.. obligations.OfType<RowFilter>()])
        {
            Hidden = [.. obligations.OfType<HiddenColumn>()],
        };
        var maps = SqlAnalyzer.Map(SqlDialect.Postgres, text, Names, Bank);
        Assert.That(maps, Is.Not.Null, text);
        return StatementRewriter.Rewrite(SqlDialect.Postgres, text, Names, Bank, facts.Statements, bound, maps!.Value);
    }

    /// <summary>What the rewriter's check of itself says of a text that nothing was done to.</summary>
    public static string? FaultOf(string text, params object[] obligations)
    {
        var bound = new Obligations([.. obligations.OfType<ColumnMask>()], [.. obligations.OfType<RowFilter>()]);
        return TargetCheck.Fault(new ObligationIndex(bound, Bank, PostgresSecuringSyntax.Instance), SqlAnalyzer.Map(SqlDialect.Postgres, text, Names, Bank)!.Value[0], []);
    }

    /// <summary>The secured text with <c>{n}</c> for slots and <c>&lt;c&gt;</c> for a masked column; refusals after a <c>!</c>.</summary>
    public static string Text(RewriteResult result) =>
        result.Statement is { } statement
            ? NullMask().Replace(string.Concat(statement.Parts.Select(static p => p.Slot >= 0 ? $"{{{p.Slot}}}" : p.Text)), "<$1>")
            : "! " + result.Refusal;

    /// <summary>The mask <c>null</c> as it is written, to keep the expected texts short.</summary>
    [GeneratedRegex(@"\(\(CASE WHEN true THEN NULL ELSE ([\w.""]+) END\)::pg_catalog\.text\)")]
    private static partial Regex NullMask();

    private static DocumentNode Rule(string where)
    {
        var text = "rule:\n  where: " + System.Text.Json.JsonSerializer.Serialize(where) + "\n";
        var errors = new DocumentErrors();
        return DocumentNode.Parse("policy.yaml", text, errors)!.Get("rule")!;
    }

    private static CatalogRelation Table(string name, params string[] columns) => Relation(name, RelationKind.Table, columns);

    private static CatalogRelation View(string name, string definition, params string[] columns) =>
        Relation(name, RelationKind.View, columns, definition);

    private static CatalogRelation Relation(string name, RelationKind kind, string[] columns, string? definition = null, string? parent = null) =>
        new()
        {
            Schema = "public",
            Name = name,
            Kind = kind,
            Definition = definition,
            Parents = parent is null ? [] : [new ObjectName("public", parent)],
            Columns = [.. columns.Select(static c => c.Split(':', '=')).Select(static (c, i) => new CatalogColumn(c[0], c[1], i + 1)
            {
                Default = c.ElementAtOrDefault(2),
                IsGenerated = c.Length > 2,
            })],
        };
}
