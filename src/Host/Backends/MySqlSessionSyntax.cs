using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Settings of MySQL and MariaDB: SET outlives ROLLBACK, the current database is a setting, and the server reports what changes
/// (session tracking), which makes its word the last.
/// </summary>
internal sealed class MySqlSessionSyntax : ISessionSyntax
{
    /// <summary>No server has this value: it is set anew.</summary>
    private const string Unknown = "?";

    public bool RollbackUndoesSets => false;

    public bool IsCatalogTransactional => false;

    public bool RestoresUnknown => false;

    public bool UserCodeSets => true;

    public bool NestsTransactions => false;

    public bool KeepsDiagnostics => true;

    public string? TemporaryNames => null;

    public IReadOnlyList<string> KeptFromLogin { get; } =
    [
        MySqlSettingNames.SqlMode, MySqlSettingNames.CharacterSetClient, MySqlSettingNames.CharacterSetConnection,
        MySqlSettingNames.CharacterSetResults, MySqlSettingNames.CollationConnection, MySqlSettingNames.Autocommit,
        MySqlSettingNames.OldMode,
    ];

    public string Canonical(string name) => MySqlSettingNames.Canonical(name);

    public bool MustBeConfirmed(string name) => MySqlSettingNames.MustBeConfirmed(name);

    /// <summary>COM_RESET_CONNECTION leaves the current database.</summary>
    public bool OutlivesResetAll(string name) => name == MySqlSettingNames.Database;

    public bool IsTransactional(string name) => MySqlSettingNames.IsPassing(name);

    public bool IsTracking(string name) => MySqlSettingNames.IsTracking(name);

    /// <summary>A collation belongs to its character set; with another set it becomes that one's default.</summary>
    public ImmutableArray<string> Overrides(SettingsVector vector, string name, string value) =>
        name == MySqlSettingNames.CharacterSetConnection && vector[MySqlSettingNames.CollationConnection] is { } collation
            && !collation.StartsWith(value + "_", StringComparison.OrdinalIgnoreCase) && collation != value
            ? [MySqlSettingNames.CollationConnection]
            : [];

    public bool Follows(string name) => name == MySqlSettingNames.CollationConnection;

    public Denial Missing(SessionEffect effect) => effect switch
    {
        SessionEffect.Execute { Name: var name } => Missing(name, "EXECUTE"),
        SessionEffect.Deallocate { Name: var name } => Missing(name, "DEALLOCATE PREPARE"),
        _ => new Denial(DenialCase.NotUnderstood, "a name that this session did not give"),
    };

    public SettingsVector Startup(SettingsVector fromLogin, string database, string variant)
    {
        var startup = fromLogin;
        foreach (var (name, value) in MySqlSettingNames.Tracked)
        {
            startup = startup.With(name, value);
        }

        return database.Length == 0 ? startup : startup.With(MySqlSettingNames.Database, database);
    }

    public SettingsVector Fresh(string database, string variant) =>
        database.Length == 0 ? SettingsVector.Empty : SettingsVector.Empty.With(MySqlSettingNames.Database, database);

    /// <summary>What the code has set was reported, unless it has ended the reports: those are asked for again.</summary>
    public SettingsVector? AfterUserCode(SettingsVector vector, IReadOnlyDictionary<string, string> loginParameters)
    {
        if (!loginParameters.ContainsKey(MySqlSettingNames.TrackVariables))
        {
            return null;
        }

        foreach (var (name, _) in MySqlSettingNames.Tracked)
        {
            vector = vector.With(name, Unknown);
        }

        return vector;
    }

    /// <summary>Nothing but a new login leaves a database for none.</summary>
    public bool CanReach(SettingsVector from, SettingsVector to) =>
        from[MySqlSettingNames.Database] is null || to[MySqlSettingNames.Database] is not null;

    public OwnStatement? Settings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm) =>
        OwnStatement.MySqlSettings(from, to, loginParameters, out mustConfirm);

    public OwnStatement SettingsFromUnknown(SettingsVector to, IReadOnlyDictionary<string, string> loginParameters) =>
        OwnStatement.MySqlSettings(SettingsVector.Empty, to, loginParameters, out _) ?? OwnStatement.Nothing;

    private static Denial Missing(string? name, string command) =>
        new(DenialCase.Policy, $"Unknown prepared statement handler ({name}) given to {command}") { Code = "1243" };
}
