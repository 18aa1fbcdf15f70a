namespace ProxyDb.Policy.Rules;

/// <summary>
/// Every key of the policy language: what the loader reads, what it refuses until its feature lands, and (by a test) what
/// <c>policies/policy.schema.json</c> describes.
/// </summary>
public static class PolicyKeys
{
    public static IReadOnlyList<string> File { get; } = ["proxydb", "tags", "groups", "approvals", "rules", "labels"];

    public static IReadOnlyList<string> Rule { get; } =
    [
        "id", "description", "subjects", "except", "from", "except_from", "listeners", "databases", "applications", "actions",
        "objects", "except_objects", "columns", "except_columns", "tags", "functions", "settings", "facilities", "conditions",
        "valid_from", "valid_until", "direct", "mode", "message", "effect", "limit", "audit", "overrides_floor", "labels",
        "mask", "writes", "applies_to", "where", "enforce", "star", "catalog", .. LaterRule,
    ];

    /// <summary>Keys of a rule that are refused by name.</summary>
    public static IReadOnlyList<string> LaterRule => ["approval", "wait"];

    public static IReadOnlyList<string> Conditions { get; } =
        
    [
        "time", "without_where", "without_limit", "multi_statement", "dynamic_sql", "tls", "service_login", "shape", .. LaterConditions,
    ];

    public static IReadOnlyList<string> LaterConditions => ["rows_over", "affected_over", "end_user", "first_seen_shape"];

    /// <summary>Facilities that a statement can need; another name is likely a slip.</summary>
    public static IReadOnlyList<string> Facilities { get; } =
    [
        "program", "file_read", "file_write", "local_file", "remote", "xa_recovery", "kill", "set_global", "replication", "server_status",
        "impersonation",
        "proxydb.unresolved", "proxydb.unparsed", "proxydb.dynamic_sql", "proxydb.unknown_message",
    ];

    public static IReadOnlyList<string> Time { get; } = ["inside", "outside", "zone"];

    public static IReadOnlyList<string> Limit { get; } = ["rows", "on_exceed", "timeout", "concurrency", .. LaterLimit];

    public static IReadOnlyList<string> LaterLimit => ["rate", "scope"];

    public static IReadOnlyList<string> Audit { get; } = ["level", "bind_values", "alert", "download", .. LaterAudit];

    public static IReadOnlyList<string> LaterAudit => ["subject_keys"];

    /// <summary>The masks: words of <c>mask</c>, and keys of its mapping.</summary>
    public static IReadOnlyList<string> Mask { get; } = ["null", "constant", "partial", "email", "date", "round", "hash", "token"];

    public static IReadOnlyList<string> Partial { get; } = ["keep_first", "keep_last", "with"];

    /// <summary>Keys of <c>hash</c> and <c>token</c>.</summary>
    public static IReadOnlyList<string> KeyedMask { get; } = ["key"];

    public static IReadOnlyList<string> Effects { get; } = ["allow", "deny", "limit", "audit", "mask", "filter", .. LaterEffects];

    public static IReadOnlyList<string> LaterEffects => ["approve"];
}
