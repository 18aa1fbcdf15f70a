using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>PostgreSQL's settings: SET belongs to its transaction, and RESET ALL takes back what nobody knows.</summary>
internal sealed class PostgresSessionSyntax : ISessionSyntax
{
    public bool RollbackUndoesSets => true;

    public bool IsCatalogTransactional => true;

    public bool RestoresUnknown => true;

    public bool UserCodeSets => true;

    public bool NestsTransactions => false;

    public bool KeepsDiagnostics => false;

    public string? TemporaryNames => OwnStatement.TemporaryNames;

    public IReadOnlyList<string> KeptFromLogin => [];

    public string Canonical(string name) => name;

    public bool MustBeConfirmed(string name) => SettingNames.MustBeConfirmed(name);

    public bool OutlivesResetAll(string name) => SettingNames.OutlivesResetAll(name);

    public bool IsTransactional(string name) => SettingNames.IsTransactional(name);

    public bool IsTracking(string name) => false;

    public ImmutableArray<string> Overrides(SettingsVector vector, string name, string value) => [];

    public bool Follows(string name) => false;

    public Denial Missing(SessionEffect effect) => effect switch
    {
        SessionEffect.Execute { Name: var name } => Missing("prepared statement", name, "26000"),
        SessionEffect.Deallocate { Name: var name } => Missing("prepared statement", name, "26000"),
        SessionEffect.Fetch { Name: var name } => Missing("cursor", name, "34000"),
        _ => new Denial(DenialCase.NotUnderstood, "a name that this session did not give"),
    };

    public SettingsVector Startup(SettingsVector fromLogin, string database, string variant) => fromLogin;

    public SettingsVector Fresh(string database, string variant) => SettingsVector.Empty;

    public SettingsVector? AfterUserCode(SettingsVector vector, IReadOnlyDictionary<string, string> loginParameters) => null;

    public bool CanReach(SettingsVector from, SettingsVector to) => true;

    public OwnStatement? Settings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm) =>
        OwnStatement.Settings(from, to, loginParameters, out mustConfirm);

    public OwnStatement SettingsFromUnknown(SettingsVector to, IReadOnlyDictionary<string, string> loginParameters) =>
        OwnStatement.SettingsFromUnknown(to, loginParameters);

    private static Denial Missing(string what, string? name, string code) =>
        new(DenialCase.Policy, $"{what} \"{name}\" does not exist") { Code = code };
}
