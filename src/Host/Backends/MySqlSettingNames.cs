using System.Collections.Frozen;

namespace ProxyDb.Host.Backends;

/// <summary>Which session variables of MySQL and MariaDB matter to analysis or rights, and how they are written.</summary>
public static class MySqlSettingNames
{
    /// <summary>The current database: not a variable of the server, but a setting of the session like them.</summary>
    public const string Database = "database";

    public const string SqlMode = "sql_mode";
    public const string CharacterSetClient = "character_set_client";
    public const string CharacterSetConnection = "character_set_connection";
    public const string CharacterSetResults = "character_set_results";
    public const string CollationConnection = "collation_connection";
    public const string Autocommit = "autocommit";
    public const string Isolation = "transaction_isolation";
    public const string ReadOnly = "transaction_read_only";
    public const string OldMode = "old_mode";
    public const string LastInsertId = "last_insert_id";

    /// <summary>Makes the server report every variable that is assigned.</summary>
    public const string TrackVariables = "session_track_system_variables";

    /// <summary>Under what name a server reports its version at the login, and whether it folds names of tables.</summary>
    public const string Version = "version";
    public const string LowerCaseTableNames = "lower_case_table_names";

    private static readonly FrozenSet<string> Confirmed = FrozenSet.ToFrozenSet(
        [
            Database, SqlMode, CharacterSetClient, CharacterSetConnection, CharacterSetResults, CollationConnection, Autocommit,
            Isolation, ReadOnly, OldMode, "sql_safe_updates", "sql_select_limit", "sql_log_bin", "foreign_key_checks",
            "unique_checks", "check_constraint_checks", "system_versioning_alter_history", "system_versioning_asof", "big_tables",
            "completion_type", "sql_auto_is_null", "max_join_size", "sql_big_selects", "group_concat_max_len", "div_precision_increment",
            "default_storage_engine", "default_tmp_storage_engine", "default_table_encryption", "sql_require_primary_key",
            "sql_generate_invisible_primary_key", "binlog_format", "pseudo_thread_id", "gtid_next", "gtid_seq_no", "gtid_domain_id",
            "server_id", "debug", "debug_dbug", "debug_sync", "low_priority_updates", "updatable_views_with_limit", "alter_algorithm",
            "explicit_defaults_for_timestamp", "optimizer_switch", "use_secondary_engine", "wsrep_on", "wsrep_sync_wait", "max_statement_time",
            "max_execution_time", "timestamp", "tx_read_only", "tx_isolation",
        ],
        StringComparer.Ordinal);

    /// <summary>The reports that the gateway needs, as every backend has them after its login.</summary>
    internal static IReadOnlyList<(string Name, string Value)> Tracked { get; } =
    [
        ("session_track_schema", "ON"), ("session_track_state_change", "ON"), (TrackVariables, "*"),
        ("session_track_transaction_info", "CHARACTERISTICS"),
    ];

    private static readonly FrozenSet<string> Tracking = FrozenSet.ToFrozenSet(
        [
            TrackVariables, "session_track_schema", "session_track_state_change", "session_track_transaction_info", "session_track_gtids",
            "session_track_user_variables",
        ],
        StringComparer.Ordinal);

    /// <summary>What only the next statement or the running transaction sees, or what follows from another setting.</summary>
    private static readonly FrozenSet<string> Passing = FrozenSet.ToFrozenSet(
        [
            LastInsertId, "identity", "insert_id", "rand_seed1", "rand_seed2", "character_set_database", "collation_database",
            "warning_count", "error_count", "gtid_executed", "in_transaction", "last_gtid", "statement_id", "proxy_user", "external_user",
            "transaction_allow_batching", "pseudo_slave_mode", "pseudo_replica_mode", "skip_parallel_replication", "skip_replication",
            "original_commit_timestamp", "original_server_version", "immediate_server_version", "hostname",
        ],
        StringComparer.Ordinal);

    public static bool MustBeConfirmed(string name) => Confirmed.Contains(name) || Tracking.Contains(name);

    public static bool IsTracking(string name) => Tracking.Contains(name);

    public static bool IsPassing(string name) => Passing.Contains(name);

    /// <summary>MariaDB's older names of the same variables.</summary>
    public static string Canonical(string name) => name switch
    {
        "tx_isolation" => Isolation,
        "tx_read_only" => ReadOnly,
        "storage_engine" => "default_storage_engine",
        "sql_low_priority_updates" => "low_priority_updates",
        _ => name,
    };
}
