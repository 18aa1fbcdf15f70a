using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Options of SQL Server: SET outlives ROLLBACK, those of a procedure end with it, and the current database and the language are
/// reported by the server. Every value is written out, since T-SQL has no way to say "what it was at the login".
/// </summary>
internal sealed class TSqlSessionSyntax : ISessionSyntax
{
    public bool RollbackUndoesSets => false;

    public bool IsCatalogTransactional => true;

    public bool RestoresUnknown => false;

    public bool UserCodeSets => false;

    public bool NestsTransactions => true;

    public bool KeepsDiagnostics => false;

    /// <summary>Their names begin with a number sign, by which analysis knows them.</summary>
    public string? TemporaryNames => null;

    public IReadOnlyList<string> KeptFromLogin => [];

    public string Canonical(string name) => name;

    /// <summary>Nothing can be sent ahead: a server takes one request at a time.</summary>
    public bool MustBeConfirmed(string name) => true;

    public bool OutlivesResetAll(string name) => false;

    /// <summary>What is not tracked stays at its backend.</summary>
    public bool IsTransactional(string name) => !TSqlSettingNames.IsTracked(name);

    public bool IsTracking(string name) => false;

    /// <summary>A language brings its own order of days and dates.</summary>
    public ImmutableArray<string> Overrides(SettingsVector vector, string name, string value) =>
        name == TSqlSettingNames.Language ? [TSqlSettingNames.DateFirst, TSqlSettingNames.DateFormat] : [];

    public bool Follows(string name) => false;

    public Denial Missing(SessionEffect effect) => effect switch
    {
        SessionEffect.Fetch { Name: var name } => new(DenialCase.Policy, $"A cursor with the name '{name}' does not exist.") { Code = "16916" },
        _ => new Denial(DenialCase.NotUnderstood, "a name that this session did not give"),
    };

    public SettingsVector Startup(SettingsVector fromLogin, string database, string variant)
    {
        var startup = TSqlSettingNames.Startup(variant);
        foreach (var (name, value) in fromLogin.Values)
        {
            startup = startup.With(name, value);
        }

        return database.Length == 0 ? startup : startup.With(TSqlSettingNames.Database, database);
    }

    public SettingsVector Fresh(string database, string variant)
    {
        var fresh = TSqlSettingNames.Fresh(variant);
        return database.Length == 0 ? fresh : fresh.With(TSqlSettingNames.Database, database);
    }

    /// <summary>Options that a procedure sets end with it.</summary>
    public SettingsVector? AfterUserCode(SettingsVector vector, IReadOnlyDictionary<string, string> loginParameters) => vector;

    /// <summary>Another's name comes and goes with its statements only.</summary>
    public bool CanReach(SettingsVector from, SettingsVector to) => from[TSqlSettingNames.Impersonation] == to[TSqlSettingNames.Impersonation];

    public OwnStatement? Settings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm)
    {
        mustConfirm = true;
        return OwnStatement.TSqlSettings(from, to, loginParameters);
    }

    public OwnStatement SettingsFromUnknown(SettingsVector to, IReadOnlyDictionary<string, string> loginParameters) =>
        OwnStatement.TSqlSettings(SettingsVector.Empty, to, loginParameters)!;
}
