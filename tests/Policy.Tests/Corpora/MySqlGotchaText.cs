using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>A gotcha's label for MySQL, and what the analysis says, in one comparable form.</summary>
internal static class MySqlGotchaText
{
    private const string Text = """
        proxydb: catalog/v1
        dialect: mysql
        databases:
          app:
            tables:
              users: [id, name, email, password]
              orders: [id, user_id, total, note]
              secret: [id, password, k]
              t: [a, b, c]
              arch: [a, b, c]
              t1: [id, b]
              log: [msg, at]
            views:
              v_users: {columns: [id, name], sql: "SELECT id, name FROM users"}
            functions:
              f_secret: {language: sql, body: "SELECT count(*) FROM secret"}
              p1: {language: sql, body: "DELETE FROM log"}
        """;

    /// <summary>Flags that the labels speak of; the others (without_where …) are no part of the comparison.</summary>
    private static readonly Dictionary<string, StatementFlags> Labelled = new(StringComparer.Ordinal)
    {
        ["file_read"] = StatementFlags.FileRead,
        ["file_write"] = StatementFlags.FileWrite,
        ["dynamic_sql"] = StatementFlags.DynamicSql,
        ["lock"] = StatementFlags.Lock,
        ["session"] = StatementFlags.Session,
        ["prepare"] = StatementFlags.Prepare,
        ["ddl"] = StatementFlags.Ddl,
    };

    public static CatalogDatabase Catalog { get; } =
        CatalogReader.Read("gotchas.yaml", Text, new DocumentErrors())?.Database("app")
        ?? throw new InvalidOperationException("the catalog of the gotchas cannot be read");

    public static string Of(AnalysisSummary summary) => string.Join(" ",
        "read", Tables(summary.Read), "write", Tables(summary.Written),
        "functions", string.Join(",", summary.Functions.Select(static f => f.ToLowerInvariant()).Order(StringComparer.Ordinal)),
        "flags", string.Join(",", Labelled.Where(f => (summary.Flags & f.Value) != 0).Select(static f => f.Key).Order(StringComparer.Ordinal)),
        summary.Unresolved.Count == 0 ? "" : "incomplete");

    public static string Expected(JsonElement row) => string.Join(" ",
        "read", Tables(Labels(row.GetProperty("read"))), "write", Tables(Labels(row.GetProperty("write"))),
        "functions", string.Join(",", Words(row, "functions")),
        "flags", string.Join(",", Words(row, "flags").Where(Labelled.ContainsKey)), "");

    private static IEnumerable<string> Words(JsonElement row, string member) =>
        row.GetProperty(member).EnumerateArray().Select(static f => f.GetString()!.ToLowerInvariant()).Order(StringComparer.Ordinal);

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
                columns.UnionWith(column == "*" ? Catalog.FindRelation("app", table.Name)!.Columns : [column]);
            }

            result[table.Name] = columns;
        }

        return result;
    }
}
