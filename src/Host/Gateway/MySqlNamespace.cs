using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>MySQL and MariaDB: the current database, <c>sql_mode</c>, character set, version and folding of the server.</summary>
/// <param name="login">The service login: whose rights the server looks at.</param>
internal sealed class MySqlNamespace(string login, SessionReports reports) : ISessionNamespace
{
    private string? _characterSet;
    private TextEncoding _encoding = TextEncoding.Utf8;
    private SettingsVector? _read;
    private MySqlSession _session = MySqlSession.Unknown;

    public bool IsReporting => reports[MySqlSettingNames.TrackVariables] is not null;

    public JudgeKey Key(SessionSettings settings, string temporaryNames, RuleMatch match, ICatalogView? catalog)
    {
        var database = settings.Effective[MySqlSettingNames.Database] ?? "";
        return new JudgeKey(database, settings.Startup[MySqlSettingNames.Database] ?? "", login, true, temporaryNames, match, catalog)
        {
            MySql = Session(settings),
        };
    }

    private MySqlSession Session(SessionSettings settings)
    {
        if (!ReferenceEquals(_read, settings.Effective))
        {
            (_read, _session) = (settings.Effective, Read(settings.Effective));
        }

        return _session;
    }

    public AnalysisNamespace Names(in JudgeKey key, ImmutableArray<string> temporaryNames) =>
        new(key.SearchPath, PathOf(key.SearchPath), key.Role)
        {
            TemporaryNames = temporaryNames, DefaultSearchPath = PathOf(key.DefaultSearchPath), MySql = key.MySql ?? MySqlSession.Unknown,
        };

    public bool TryReadBinary(SessionSettings settings, ReadOnlySpan<byte> sent, out byte[] utf8)
    {
        utf8 = [];
        return Encoding(settings).IsUtf8 && MySqlBinaryStrings.TryRead(sent, Session(settings), out utf8);
    }

    public TextEncoding Encoding(SessionSettings settings)
    {
        var name = CharacterSet(settings.Effective);
        if (name != _characterSet)
        {
            (_characterSet, _encoding) = (name, TextEncoding.OfMySql(name));
        }

        return _encoding;
    }

    private static ImmutableArray<string> PathOf(string database) => database.Length == 0 ? [] : [database];

    /// <summary>
    /// What nobody has told is read as the one grammar that analysis refuses; and so are texts in <c>swe7</c>, where ASCII is not ASCII.
    /// </summary>
    private MySqlSession Read(SettingsVector effective)
    {
        var mode = effective[MySqlSettingNames.SqlMode] ?? reports[MySqlSettingNames.SqlMode];
        var modes = mode is null ? MySqlModes.Oracle : MySqlModeText.Parse(mode);
        var characterSet = CharacterSet(effective);
        return new MySqlSession(
            MySqlServer.TryParse(reports[MySqlSettingNames.Version] ?? "", out var server) ? server : null,
            characterSet is "swe7" or "unknown" ? modes | MySqlModes.Oracle : modes, characterSet,
            reports[MySqlSettingNames.LowerCaseTableNames] is "1" or "2");
    }

    private string CharacterSet(SettingsVector effective) =>
        (effective[MySqlSettingNames.CharacterSetClient] ?? reports[MySqlSettingNames.CharacterSetClient] ?? "unknown").ToLowerInvariant();
}
