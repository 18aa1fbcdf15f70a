using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>PostgreSQL: search path, role, and how literals are read.</summary>
/// <param name="database">The session's database, for its whole life.</param>
/// <param name="login">The service login: the role of a session that sets none.</param>
internal sealed class PostgresNamespace(string database, string login, SessionReports reports) : ISessionNamespace
{
    private string _encodingName = "UTF8";
    private TextEncoding _encoding = TextEncoding.Utf8;

    public bool IsReporting => false;

    public JudgeKey Key(SessionSettings settings, string temporaryNames, RuleMatch match, ICatalogView? catalog)
    {
        var effective = settings.Effective;
        var role = effective[SettingNames.Role];
        role = role is null or "none" ? effective[SettingNames.SessionAuthorization] ?? login : role;
        return new JudgeKey(
            effective[SettingNames.SearchPath] ?? DefaultSearchPath(catalog), settings.Startup[SettingNames.SearchPath] ?? DefaultSearchPath(catalog),
            role, effective[SettingNames.StandardConformingStrings] != "off", temporaryNames, match, catalog);
    }

    public AnalysisNamespace Names(in JudgeKey key, ImmutableArray<string> temporaryNames)
    {
        var catalog = key.Catalog as CatalogDatabase;
        return new AnalysisNamespace(database, SearchPath(key.SearchPath, key.Role, catalog), key.Role, key.StandardConformingStrings)
        {
            TemporaryNames = temporaryNames, DefaultSearchPath = SearchPath(key.DefaultSearchPath, key.Role, catalog),
        };
    }

    /// <summary>The server takes no such text.</summary>
    public bool TryReadBinary(SessionSettings settings, ReadOnlySpan<byte> sent, out byte[] utf8)
    {
        utf8 = [];
        return false;
    }

    public TextEncoding Encoding(SessionSettings settings)
    {
        var name = settings.Effective[SettingNames.ClientEncoding] ?? reports[SettingNames.ClientEncoding] ?? "UTF8";
        if (name != _encodingName)
        {
            (_encodingName, _encoding) = (name, TextEncoding.Of(name, reports["server_encoding"] ?? "UTF8"));
        }

        return _encoding;
    }

    /// <summary>
    /// Schemas in order, <c>$user</c> replaced by the role; what does not exist is passed over, as the server does. Without a catalog
    /// nobody knows, and a schema named after the role is taken as absent.
    /// </summary>
    private static ImmutableArray<string> SearchPath(string text, string role, CatalogDatabase? catalog) =>
    [
        .. SearchPathText.Parse(text)
            .Where(s => catalog is not null || s != "$user")
            .Select(s => s == "$user" ? role : s)
            .Where(s => catalog is null || catalog.Schema(s) is not null || s.StartsWith("pg_temp", StringComparison.Ordinal)),
    ];

    private static string DefaultSearchPath(ICatalogView? catalog) =>
        catalog is CatalogDatabase database
            ? string.Join(", ", database.SearchPath.Select(static s => OwnStatement.QuoteIdentifier(s)))
            : "\"$user\", public";
}
