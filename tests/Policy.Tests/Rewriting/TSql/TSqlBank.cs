using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.TSql;

/// <summary>The small schema that securing is tested on in SQL Server, and rules for it by short names.</summary>
internal static class TSqlBank
{
    public static readonly AnalysisNamespace Session = new("bank", ["dbo"], "clerk")
    {
        TSql = new TSqlSession(QuotedIdentifier: true, "Korean_Wansung_CI_AS", ServerMajor: 15),
        ParameterTypes = "@p1 int, @name nvarchar(40), @text varchar(20), @born date, @at datetime, @branch int",
    };

    private static readonly ObjectName Customers = new("dbo", "customers");

    private static readonly Lazy<CatalogDatabase> Read = new(Load);

    public static CatalogDatabase Catalog => Read.Value;

    /// <summary>Obligations by words: <c>mask email filter …</c>.</summary>
    public static Obligations Rules(string words)
    {
        var masks = ImmutableArray.CreateBuilder<ColumnMask>();
        var filters = ImmutableArray.CreateBuilder<RowFilter>();
        var hidden = ImmutableArray.CreateBuilder<HiddenColumn>();
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word)
            {
                case "mask":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }));
                    break;
                case "results":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }) with { ResultsOnly = true });
                    break;
                case "written":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }) with { Writes = MaskedWrites.Allow });
                    break;
                case "email":
                    masks.Add(Mask("email", new MaskTerms(MaskKind.Null)));
                    break;
                case "token":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Token)));
                    break;
                case "filter":
                    filters.Add(Filter(Customers, "branch_id IN ({{user.branches}})", "own-branches"));
                    break;
                case "fixed":
                    filters.Add(Filter(Customers, "branch_id = 3", "branch-3"));
                    break;
                case "inner":
                    filters.Add(Filter(Customers, "branch_id IN (SELECT b.id FROM dbo.branches b WHERE b.region = {{user.region}})", "own-region"));
                    break;
                case "accounts":
                    filters.Add(Filter(new ObjectName("dbo", "accounts"), "branch_id = {{user.branch}}", "own-accounts"));
                    break;
                case "orders":
                    filters.Add(Filter(new ObjectName("dbo", "orders"), "total < 1000", "small-orders"));
                    break;
                case "odd":
                    masks.Add(new ColumnMask(new ObjectName("dbo", "odd name"), "sel]ect", new MaskTerms(MaskKind.Null), false, ["odd"]));
                    break;
                case "hidden":
                    hidden.Add(new HiddenColumn(Customers, "born", "no-births"));
                    break;
                default:
                    throw new ArgumentException($"no rule is called {word}");
            }
        }

        return new Obligations(masks.ToImmutable(), filters.ToImmutable()) { Hidden = hidden.ToImmutable() };
    }

    public static RewriteResult Secure(string sql, string rules) => Secure(sql, rules, Session);

    public static RewriteResult Secure(string sql, string rules, AnalysisNamespace names)
    {
        var facts = SqlAnalyzer.Analyze(SqlDialect.TSql, sql, names, Catalog);
        Assert.That(facts.Error, Is.Null, sql);
        Assert.That(facts.Statements.SelectMany(static f => f.Unresolved), Is.Empty, sql);
        return StatementRewriter.Rewrite(SqlDialect.TSql, sql, names, Catalog, facts.Statements, Rules(rules));
    }

    /// <summary>The secured text for a subject of branches 1 and 2, in the north.</summary>
    public static string Text(SecuredStatement statement) => Bank.Text(statement, static s => s.Attribute switch
    {
        "branches" => "N'1',N'2'",
        "branch" => "N'1'",
        _ => "N'north'",
    });

    /// <summary>Expressions of masks by short names: what they are is tested with the masks.</summary>
    public static string Abbreviated(string text)
    {
        foreach (var column in new[]
        {
            "customers.resident_no", "inserted.resident_no", "deleted.resident_no", "c.resident_no", "q.c1", "q.c2", "q.c3", "q.c4", "resident_no",
        })
        {
            _ = TSqlMasks.Instance.TryWrite(new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }, new ColumnType("varchar(14)"), column, out var sql, out _);
            text = text.Replace(sql!, $"partial({column})", StringComparison.Ordinal);
        }

        return text;
    }

    public static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");

    public static RowFilter Filter(ObjectName table, string where, string rule)
    {
        var errors = new DocumentErrors();
        var text = "rule:\n  where: " + System.Text.Json.JsonSerializer.Serialize(where) + "\n";
        var terms = FilterReader.Read(DocumentNode.Parse("policy.yaml", text, errors)!.Get("rule")!);
        Assert.That(terms, Is.Not.Null, string.Join('\n', errors));
        return new RowFilter(table, terms!, rule);
    }

    private static ColumnMask Mask(string column, MaskTerms terms) => new(Customers, column, terms, ResultsOnly: false, ["mask-" + column]);

    private static CatalogDatabase Load()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "catalog.yaml")), errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return catalog!.Database("bank")!;
    }
}
