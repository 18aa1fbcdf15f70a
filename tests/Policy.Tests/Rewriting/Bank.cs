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

namespace ProxyDb.Policy.Tests.Rewriting;

/// <summary>The small schema that securing is tested on, and rules for it by short names.</summary>
internal static class Bank
{
    public static readonly AnalysisNamespace Session = new("bank", ["public"], "clerk");

    private static readonly ObjectName Customers = new("public", "customers");

    private static readonly Lazy<CatalogDatabase> Read = new(() => Load(""));

    private static readonly Lazy<CatalogDatabase> ReadWithToken = new(() => Load("""

              proxydb:
                functions:
                  token: {language: plpgsql, body: "", args: [text, text]}

        """));

    public static CatalogDatabase Catalog => Read.Value;

    /// <summary>With the supplied function installed.</summary>
    public static CatalogDatabase CatalogWithToken => ReadWithToken.Value;

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
                case "email":
                    masks.Add(Mask("email", new MaskTerms(MaskKind.Null)));
                    break;
                case "key":
                    masks.Add(Mask("id", new MaskTerms(MaskKind.Null)));
                    break;
                case "results":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }) with { ResultsOnly = true });
                    break;
                case "token" or "installed":
                    masks.Add(Mask("resident_no", new MaskTerms(MaskKind.Token)));
                    break;
                case "filter":
                    filters.Add(new RowFilter(Customers, List("branch_id", "branches"), "own-branches"));
                    break;
                case "accounts":
                    filters.Add(new RowFilter(new ObjectName("public", "accounts"), One("branch_id", "branch"), "own-accounts"));
                    break;
                case "savings":
                    filters.Add(new RowFilter(new ObjectName("public", "savings"), One("branch_id", "branch"), "own-savings"));
                    break;
                case "events":
                    filters.Add(new RowFilter(new ObjectName("public", "events"), One("branch_id", "branch"), "own-events"));
                    break;
                case "cards":
                    masks.Add(new ColumnMask(new ObjectName("public", "cards"), "number", new MaskTerms(MaskKind.Null), false, ["cards"]));
                    break;
                case "odd":
                    masks.Add(new ColumnMask(new ObjectName("public", "Odd Name"), "sel\"ect", new MaskTerms(MaskKind.Null), false, ["odd"]));
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

    public static RewriteResult Secure(string sql, string rules)
    {
        var catalog = rules.Contains("installed", StringComparison.Ordinal) ? CatalogWithToken : Catalog;
        var facts = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Session, catalog);
        Assert.That(facts.Error, Is.Null, sql);
        return StatementRewriter.Rewrite(SqlDialect.Postgres, sql, Session, catalog, facts.Statements, Rules(rules));
    }

    /// <summary>The secured text, attributes written by the caller.</summary>
    public static string Text(SecuredStatement statement, Func<AttributeSlot, string> attribute) =>
        string.Concat(statement.Parts.Select(p => p.Slot >= 0 ? attribute(statement.Slots[p.Slot]) : p.Text));

    /// <summary>Expressions of masks by short names: what they are is tested with the masks.</summary>
    public static string Abbreviated(string text)
    {
        foreach (var column in new[] { "resident_no", "no", "q.c1", "q.c2", "q.c3", "q.c4" })
        {
            foreach (var (terms, word) in new[] { (new MaskTerms(MaskKind.Partial) { KeepFirst = 6 }, "partial"), (new MaskTerms(MaskKind.Token), "token") })
            {
                var type = new ColumnType("character varying(14)");
                var written = terms.IsKeyed
                    ? PostgresMasks.Instance.TryWriteToken(terms, type, column, out var sql, out _)
                    : PostgresMasks.Instance.TryWrite(terms, type, column, out sql, out _);
                text = written ? text.Replace(sql!, $"{word}({column})", StringComparison.Ordinal) : text;
            }
        }

        return text;
    }

    public static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Cases");

    private static ColumnMask Mask(string column, MaskTerms terms) => new(Customers, column, terms, ResultsOnly: false, ["mask-" + column]);

    private static FilterTerms List(string column, string attribute)
    {
        var text = $"{column} IN ({{{{user.{attribute}}}}})";
        return new FilterTerms(text, [new FilterPart($"{column} IN (", null), new FilterPart(null, attribute, IsList: true), new FilterPart(")", null)])
        {
            Columns = [new FilterColumn(column, 0, column.Length)],
        };
    }

    private static FilterTerms One(string column, string attribute)
    {
        var text = $"{column} = {{{{user.{attribute}}}}}";
        return new FilterTerms(text, [new FilterPart($"{column} = ", null), new FilterPart(null, attribute)])
        {
            Columns = [new FilterColumn(column, 0, column.Length)],
        };
    }

    private static CatalogDatabase Load(string more)
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("catalog.yaml", File.ReadAllText(Path.Combine(Folder(), "catalog.yaml")) + more, errors);
        Assert.That(errors.Select(static e => e.ToString()), Is.Empty);
        return catalog!.Database("bank")!;
    }
}
