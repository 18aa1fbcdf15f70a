using System.Collections.Immutable;
using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>
/// A line of <c>proxydb analyze</c> for T-SQL: QUOTED_IDENTIFIER (on unless the line says otherwise), collation, database and default
/// schema.
/// </summary>
internal sealed class TSqlLine(CatalogSnapshot? catalog)
{
    public AnalysisResult Analyze(JsonElement request, byte[] sent, string database)
    {
        if (TextEncoding.Of("UTF8").Decode(sent, out var utf8) is { } refused)
        {
            return new AnalysisResult([], refused);
        }

        var known = catalog?.Database(database);
        var names = new AnalysisNamespace(database, Path(request, known), "")
        {
            TSql = new TSqlSession(Setting(request, "quoted_identifier") is not ("off" or "false" or "0"), Setting(request, "collation"), 0),
        };
        return SqlAnalyzer.Analyze(SqlDialect.TSql, utf8 ?? sent, names, known);
    }

    private static ImmutableArray<string> Path(JsonElement request, CatalogDatabase? catalog)
    {
        if (request.TryGetProperty("search_path", out var path) && path.ValueKind == JsonValueKind.Array)
        {
            return [.. path.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)];
        }

        return catalog is null ? ["dbo"] : catalog.SearchPath;
    }

    /// <summary>A member of <c>session</c>, or the word behind a setting's name where <c>session</c> is a text (<c>QUOTED_IDENTIFIER OFF</c>).</summary>
    private static string? Setting(JsonElement request, string name)
    {
        if (!request.TryGetProperty("session", out var session))
        {
            return null;
        }

        if (session.ValueKind == JsonValueKind.Object)
        {
            return AnalyzeLine.Text(session, name)?.ToLowerInvariant();
        }

        var words = session.ValueKind == JsonValueKind.String
            ? session.GetString()!.ToLowerInvariant().Split([' ', '=', ';', ','], StringSplitOptions.RemoveEmptyEntries) : [];
        var place = Array.IndexOf(words, name);
        return place >= 0 && place + 1 < words.Length ? words[place + 1] : null;
    }
}
