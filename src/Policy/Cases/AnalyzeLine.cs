using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>
/// <c>proxydb analyze</c> for one line (contracts.md §3): a JSON object in, a JSON object out, whatever the statement holds.
/// Used by one thread at a time.
/// </summary>
public sealed class AnalyzeLine
{
    private readonly SqlDialect _dialect;
    private readonly CatalogSnapshot? _catalog;
    private readonly string? _defaultDatabase;
    private readonly MySqlLine? _mySql;
    private readonly TSqlLine? _tSql;

    /// <param name="catalog">Null: names are given as written.</param>
    /// <param name="defaultDatabase">Database of lines that name none; null: the only one of the catalog.</param>
    /// <param name="server">MySQL and MariaDB: whose rules count; null: the dialect's usual one.</param>
    public AnalyzeLine(SqlDialect dialect, CatalogSnapshot? catalog, string? defaultDatabase, MySqlServer? server = null)
    {
        _dialect = dialect;
        _catalog = catalog;
        _mySql = dialect is SqlDialect.MySql or SqlDialect.MariaDb ? new MySqlLine(dialect, catalog, server) : null;
        _tSql = dialect is SqlDialect.TSql ? new TSqlLine(catalog) : null;
        var named = catalog?.Databases.Where(static d => d.Name != CatalogSnapshot.WholeServer).ToList();
        _defaultDatabase = defaultDatabase ?? (named is [var only] ? only.Name : null);
    }

    /// <summary>Writes the answer, without a line feed. False when the line is no JSON object with <c>sql</c> or <c>sql_hex</c>.</summary>
    /// <param name="line">UTF-8.</param>
    public bool TryAnswer(ReadOnlyMemory<byte> line, Utf8JsonWriter output)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var request = document.RootElement;
            if (request.ValueKind != JsonValueKind.Object || !(request.TryGetProperty("sql", out _) || request.TryGetProperty("sql_hex", out _)))
            {
                return false;
            }

            AnalysisWriter.Write(output, request, Analyze(request), _dialect);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private AnalysisResult Analyze(JsonElement request)
    {
        var database = Text(request, "database") ?? _defaultDatabase ?? "";
        if (_mySql is not null)
        {
            return Bytes(request, out var sent) is { } unusable ? new AnalysisResult([], unusable) : _mySql.Analyze(request, sent, database);
        }

        if (_tSql is not null)
        {
            return Bytes(request, out var sent) is { } unusable ? new AnalysisResult([], unusable) : _tSql.Analyze(request, sent, database);
        }

        var catalog = _catalog?.Database(database);
        if (Bytes(request, out var bytes) is { } error)
        {
            return new AnalysisResult([], error);
        }

        if (TextEncoding.Of(Text(request, "charset") is { } charset ? Postgres(charset) : "UTF8").Decode(bytes, out var utf8) is { } refused)
        {
            return new AnalysisResult([], refused);
        }

        var names = new AnalysisNamespace(database, Path(request, catalog), "", IsConforming(request));
        return SqlAnalyzer.Analyze(_dialect, utf8 ?? bytes, names, catalog);
    }

    /// <summary>The bytes of the statement: <c>sql_hex</c> wins.</summary>
    private static AnalysisError? Bytes(JsonElement request, out byte[] bytes)
    {
        bytes = [];
        try
        {
            bytes = Text(request, "sql_hex") is { } hex ? Convert.FromHexString(hex) : Encoding.UTF8.GetBytes(Text(request, "sql") ?? "");
            return null;
        }
        catch (FormatException)
        {
            return new AnalysisError("encoding", 0, "`sql_hex` is not hexadecimal");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, written as an escape.
            return new AnalysisError("encoding", 0, "the text is not valid Unicode");
        }
    }

    /// <summary>Other products' names of UTF-8 mean it too: one input may serve several dialects.</summary>
    private static string Postgres(string charset) =>
        charset.StartsWith("utf8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? "UTF8" : charset;

    private static ImmutableArray<string> Path(JsonElement request, CatalogDatabase? catalog)
    {
        if (request.TryGetProperty("search_path", out var path) && path.ValueKind == JsonValueKind.Array)
        {
            return [.. path.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)];
        }

        return catalog is null ? [] : [.. catalog.SearchPath.Where(static schema => schema != "$user")];
    }

    private static bool IsConforming(JsonElement request) =>
        !(request.TryGetProperty("session", out var session) && session.ValueKind == JsonValueKind.Object
            && Text(session, "standard_conforming_strings") is "off" or "false" or "0" or "no");

    internal static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
