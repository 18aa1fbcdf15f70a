using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>
/// How the settings of a session are named, classed and put back in one SQL dialect: what a <see cref="SettingsVector"/> means to its
/// servers. Without state.
/// </summary>
public interface ISessionSyntax
{
    /// <summary>The end of a transaction or savepoint takes back what was set in it.</summary>
    bool RollbackUndoesSets { get; }

    /// <summary>Changes of the catalog belong to their transaction; else they hold for everybody as soon as they completed.</summary>
    bool IsCatalogTransactional { get; }

    /// <summary>
    /// <see cref="SettingsFromUnknown"/> takes back whatever code of users has set; else only the protocol's reset of the connection does.
    /// </summary>
    bool RestoresUnknown { get; }

    /// <summary>Code of the database can change settings of the session that called it; else they end with it.</summary>
    bool UserCodeSets { get; }

    /// <summary>
    /// COMMIT may end an inner transaction only, and a failed statement need not end one: whether one is open the server alone tells, and
    /// all statements of a text complete or fail as one.
    /// </summary>
    bool NestsTransactions { get; }

    /// <summary>Warnings and errors of a statement can be asked for by a statement of its own: they keep the lease for a moment.</summary>
    bool KeepsDiagnostics { get; }

    /// <summary>A query for the names of the session's temporary relations, one a row; null where no server tells them.</summary>
    string? TemporaryNames { get; }

    /// <summary>
    /// Settings that analysis reads and servers may have different defaults of: a session keeps the values it found at its login, and
    /// every backend is brought to them.
    /// </summary>
    IReadOnlyList<string> KeptFromLogin { get; }

    /// <summary>The one name of a setting that has several.</summary>
    string Canonical(string name);

    /// <summary>Confirmed by their reply before a statement leaves (architecture.md §7); all others travel in the same write.</summary>
    bool MustBeConfirmed(string name);

    /// <summary>RESET ALL leaves these alone.</summary>
    bool OutlivesResetAll(string name);

    /// <summary>Settings of the running or next transaction or statement only: never part of a session's vector.</summary>
    bool IsTransactional(string name);

    /// <summary>What makes the server report its session's state: a client's change of it is taken back.</summary>
    bool IsTracking(string name);

    /// <summary>Settings that lose their values when another gets this one.</summary>
    ImmutableArray<string> Overrides(SettingsVector vector, string name, string value);

    /// <summary>A value that is not known follows from other settings of the session.</summary>
    bool Follows(string name);

    /// <summary>A name that this session did not give, in the server's words: another's statement must not be told from none.</summary>
    /// <param name="effect">Execute, Deallocate or Fetch.</param>
    Denial Missing(SessionEffect effect);

    /// <summary>What a session begins with.</summary>
    /// <param name="fromLogin">The client's own settings.</param>
    /// <param name="database">What it has logged in to; empty for none.</param>
    /// <param name="variant">See <see cref="IClientLogin.Variant"/>.</param>
    SettingsVector Startup(SettingsVector fromLogin, string database, string variant);

    /// <summary>What a backend has after its login or reset.</summary>
    SettingsVector Fresh(string database, string variant);

    /// <summary>What is known of a backend's settings after code of users ran there; null: nothing.</summary>
    SettingsVector? AfterUserCode(SettingsVector vector, IReadOnlyDictionary<string, string> loginParameters);

    /// <summary>Whether statements lead from one vector to the other.</summary>
    bool CanReach(SettingsVector from, SettingsVector to);

    /// <summary>Brings settings from one vector to another; null when there is nothing to do.</summary>
    /// <param name="loginParameters">What the server reported when the connection was opened.</param>
    /// <param name="mustConfirm">One of them decides what a statement means or may do.</param>
    OwnStatement? Settings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm);

    /// <summary>Takes back what code of users may have set, as far as statements can, and applies a vector.</summary>
    OwnStatement SettingsFromUnknown(SettingsVector to, IReadOnlyDictionary<string, string> loginParameters);
}
