using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>SQL Server: the current database, the schema its names are looked up in first, QUOTED_IDENTIFIER, collation and version.</summary>
/// <param name="login">The service login: whose default schema counts.</param>
internal sealed class TSqlNamespace(string login, SessionReports reports) : ISessionNamespace
{
    private const string Owner = "dbo";

    /// <summary>No schema has this name.</summary>
    private const string Nowhere = " ";

    private string _named = "";
    private string _database = "";
    private SettingsVector? _read;
    private ICatalogView? _readOf;
    private TSqlSession _session = TSqlSession.Unknown;

    /// <summary>Only the database and the language; what a text computes is not told.</summary>
    public bool IsReporting => false;

    /// <summary>As the catalog spells it; empty when nobody has told.</summary>
    public string CurrentDatabase(SessionSettings settings)
    {
        var name = settings.Effective[TSqlSettingNames.Database] ?? reports[TSqlSettingNames.Database] ?? "";
        if (name != _named)
        {
            (_named, _database) = (name, TSqlCatalogRows.DatabaseName(name));
        }

        return _database;
    }

    public JudgeKey Key(SessionSettings settings, string temporaryNames, RuleMatch match, ICatalogView? catalog)
    {
        var path = PathOf(settings.Effective, catalog);
        return new JudgeKey(path, path, login, true, temporaryNames, match, catalog)
        {
            TSql = Session(settings.Effective, catalog), Database = CurrentDatabase(settings),
        };
    }

    public AnalysisNamespace Names(in JudgeKey key, ImmutableArray<string> temporaryNames)
    {
        ImmutableArray<string> path = [.. key.SearchPath.Split('\0', StringSplitOptions.RemoveEmptyEntries)];
        return new AnalysisNamespace(key.Database, path, key.Role)
        {
            TemporaryNames = temporaryNames, DefaultSearchPath = path, TSql = key.TSql ?? TSqlSession.Unknown,
        };
    }

    /// <summary>A text has come as UTF-16, whole or not at all.</summary>
    public bool TryReadBinary(SessionSettings settings, ReadOnlySpan<byte> sent, out byte[] utf8)
    {
        utf8 = [];
        return false;
    }

    public TextEncoding Encoding(SessionSettings settings) => TextEncoding.Utf8;

    /// <summary>
    /// The default schema, then <c>dbo</c>. While somebody else's name is in force (EXECUTE AS) nobody knows that one's schema: a name
    /// without one may then be of any.
    /// </summary>
    private static string PathOf(SettingsVector effective, ICatalogView? catalog)
    {
        if (effective[TSqlSettingNames.Impersonation] is not null)
        {
            return Nowhere;
        }

        return catalog is CatalogDatabase database ? string.Join('\0', database.SearchPath.Append(Owner).Distinct(StringComparer.Ordinal)) : Owner;
    }

    private TSqlSession Session(SettingsVector effective, ICatalogView? catalog)
    {
        if (!ReferenceEquals(_read, effective) || !ReferenceEquals(_readOf, catalog))
        {
            (_read, _readOf) = (effective, catalog);
            _session = new TSqlSession(
                effective[TSqlSettingNames.QuotedIdentifier] switch { "on" => true, "off" => false, _ => null }, catalog?.Collation, MajorOf(reports));
        }

        return _session;
    }

    /// <summary>15 is SQL Server 2019; 0 when the server has not told.</summary>
    public static int MajorOf(SessionReports reports)
    {
        var version = reports[TSqlSettingNames.Version] ?? "";
        var end = version.IndexOf('.', StringComparison.Ordinal);
        return int.TryParse(end < 0 ? version : version[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
