using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>A line of <c>proxydb analyze</c> for MySQL and MariaDB: charset, sql_mode and every database of the catalog count.</summary>
internal sealed class MySqlLine
{
    private readonly SqlDialect _dialect;
    private readonly CatalogDatabase? _catalog;
    private readonly MySqlServer _server;

    public MySqlLine(SqlDialect dialect, CatalogSnapshot? catalog, MySqlServer? server)
    {
        _dialect = dialect;
        _server = server ?? (dialect == SqlDialect.MariaDb ? MySqlServer.MariaDb : MySqlServer.MySql);

        // A text may name any database of the server.
        _catalog = catalog?.Database(CatalogSnapshot.WholeServer);
    }

    public AnalysisResult Analyze(JsonElement request, byte[] sent, string database)
    {
        var charset = (AnalyzeLine.Text(request, "charset") ?? "utf8mb4").ToLowerInvariant();
        if (TextEncoding.OfMySql(charset).Decode(sent, out var utf8) is { } refused)
        {
            return new AnalysisResult([], refused);
        }

        var names = new AnalysisNamespace(database, database.Length == 0 ? [] : [database], "")
        {
            MySql = new MySqlSession(_server, Modes(request), charset, Folds(request)),
        };
        return SqlAnalyzer.Analyze(_dialect, utf8 ?? sent, names, _catalog);
    }

    private static MySqlModes Modes(JsonElement request) =>
        Setting(request, "sql_mode") is { } text ? MySqlModeText.Parse(text) : MySqlModes.None;

    private static bool Folds(JsonElement request) => Setting(request, "lower_case_table_names") is "1" or "2";

    private static string? Setting(JsonElement request, string name) =>
        request.TryGetProperty("session", out var session) && session.ValueKind == JsonValueKind.Object ? AnalyzeLine.Text(session, name) : null;
}
