using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>A gotcha's label for T-SQL, and what the analysis says, in one comparable form.</summary>
internal static class TSqlGotchaText
{
    private const string Text = """
        proxydb: catalog/v1
        dialect: tsql
        databases:
          app:
            schemas:
              dbo:
                tables:
                  users: [id, name, email, password]
                  orders: [id, user_id, total, note]
                  secret: [id, password, k]
                  t: [a, b, c]
                  arch: [a, b, c]
                  t1: [id, b]
                  log: [msg, at]
                views:
                  v_users: {columns: [id, name], sql: "CREATE VIEW dbo.v_users AS SELECT id, name FROM users"}
                functions:
                  f_secret: {body: "CREATE FUNCTION dbo.f_secret() RETURNS int AS BEGIN RETURN (SELECT count(*) FROM secret) END"}
                  p1: {kind: procedure, body: "CREATE PROCEDURE dbo.p1 AS DELETE FROM log"}
        """;

    /// <summary>Flags that the labels speak of; the others (without_where …) are no part of the comparison.</summary>
    private static readonly Dictionary<string, StatementFlags> Labelled = new(StringComparer.Ordinal)
    {
        ["file_read"] = StatementFlags.FileRead,
        ["dynamic_sql"] = StatementFlags.DynamicSql,
        ["remote"] = StatementFlags.Remote,
        ["temp"] = StatementFlags.Temp,
        ["table_variable"] = StatementFlags.TableVariable,
        ["sequence"] = StatementFlags.Sequence,
        ["cross_db"] = StatementFlags.CrossDatabase,
    };

    public static CatalogDatabase Catalog { get; } =
        CatalogReader.Read("gotchas.yaml", Text, new DocumentErrors())?.Database("app")
        ?? throw new InvalidOperationException("the catalog of the gotchas cannot be read");

    public static string Of(AnalysisSummary summary) => string.Join(" ",
        "read", Tables(summary.Read), "write", Tables(summary.Written),
        "functions", string.Join(",", summary.Functions.Select(static f => f.ToLowerInvariant().Split('.')[^1]).Order(StringComparer.Ordinal)),
        "flags", string.Join(",", Labelled.Where(f => (summary.Flags & f.Value) != 0).Select(static f => f.Key).Order(StringComparer.Ordinal)),
        summary.Unresolved.Count == 0 ? "" : "incomplete");

    public static string Expected(JsonElement row) => string.Join(" ",
        "read", Tables(Labels(row.GetProperty("read"))), "write", Tables(Labels(row.GetProperty("write"))),
        "functions", string.Join(",", Words(row, "functions")),
        "flags", string.Join(",", Words(row, "flags").Where(Labelled.ContainsKey)), "");

    private static IEnumerable<string> Words(JsonElement row, string member) =>
        row.GetProperty(member).EnumerateArray().Select(static f => f.GetString()!.ToLowerInvariant().Split('.')[^1]).Order(StringComparer.Ordinal);

    private static string Tables(SortedDictionary<string, SortedSet<string>> tables) =>
        string.Join(";", tables.Select(static t => $"{t.Key}({string.Join(",", t.Value)})"));

    private static SortedDictionary<string, SortedSet<string>> Labels(JsonElement tables)
    {
        var result = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var table in tables.EnumerateObject())
        {
            var columns = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var column in table.Value.EnumerateArray().Select(static c => c.GetString()!))
            {
                columns.UnionWith(column == "*" && !table.Name.Contains("..", StringComparison.Ordinal) ? Catalog.FindRelation("dbo", Bare(table.Name))?.Columns ?? ["*"] : [column]);
            }

            result[Bare(table.Name)] = columns;
        }

        return result;
    }

    /// <summary>The last part of a name, without its brackets.</summary>
    public static string Bare(string name) =>
        name.EndsWith(']') ? name[(name.LastIndexOf(".[", StringComparison.Ordinal) + 2)..^1].Replace("]]", "]", StringComparison.Ordinal) : name.Split('.')[^1];
}
