using System.Collections.Frozen;

namespace ProxyDb.Host.Backends;

/// <summary>Which PostgreSQL settings matter to analysis or rights, and how they are put back.</summary>
public static class SettingNames
{
    public const string Role = "role";
    public const string SessionAuthorization = "session_authorization";
    public const string SearchPath = "search_path";
    public const string StandardConformingStrings = "standard_conforming_strings";
    public const string ClientEncoding = "client_encoding";

    private static readonly FrozenSet<string> Confirmed = FrozenSet.ToFrozenSet(
        [
            Role, SessionAuthorization, SearchPath, StandardConformingStrings, ClientEncoding, "row_security", "default_transaction_read_only",
            "default_transaction_isolation", "default_transaction_deferrable", "session_replication_role", "backslash_quote",
            "transform_null_equals", "check_function_bodies", "default_tablespace", "temp_tablespaces", "createrole_self_grant",
            "allow_system_table_mods", "local_preload_libraries", "session_preload_libraries", "dynamic_library_path",
        ],
        StringComparer.Ordinal);

    /// <summary>Confirmed by their reply before a statement leaves (architecture.md §7); all others travel in the same write.</summary>
    public static bool MustBeConfirmed(string name) => Confirmed.Contains(name);

    /// <summary>RESET ALL leaves these alone.</summary>
    public static bool OutlivesResetAll(string name) => name is Role or SessionAuthorization;

    /// <summary>Settings of the running transaction only: never part of a session's vector.</summary>
    public static bool IsTransactional(string name) =>
        name is "transaction_isolation" or "transaction_read_only" or "transaction_deferrable" or "seed";
}
