namespace ProxyDb.Host.Telemetry;

/// <summary>Numbers of log events: people filter and alert on them, so a number is never given to another event.</summary>
internal static class EventIds
{
    // 1xx: start, configuration, end
    public const int Starting = 100;
    public const int Listening = 101;
    public const int ConfigurationProblem = 102;
    public const int Reloaded = 103;
    public const int ReloadRefused = 104;
    public const int Draining = 105;
    public const int Stopped = 106;
    public const int Unexpected = 107;
    public const int WatchFailed = 108;

    // 2xx: policies, users
    public const int PoliciesLoaded = 200;
    public const int PoliciesRefused = 201;
    public const int UsersLoaded = 202;
    public const int UsersRefused = 203;

    // 3xx: clients
    public const int LoginRefused = 300;
    public const int SessionFault = 301;

    // 4xx: database servers
    public const int BackendConnectFailed = 400;
    public const int BackendLost = 401;
    public const int BackendUp = 402;
    public const int PowerfulServiceLogin = 403;
    public const int CatalogRead = 404;
    public const int CatalogUnavailable = 405;
    public const int NameGone = 406;
    public const int NameRenamed = 407;

    // 5xx: audit
    public const int AuditKeyGenerated = 500;
    public const int AuditSpoolFull = 501;
    public const int AuditFailed = 502;
    public const int AuditReplayed = 503;

    // 6xx: administration
    public const int AdminListening = 600;
    public const int AdminAction = 601;
    public const int AdminLoginRefused = 602;
    public const int AdminUnavailable = 603;
}
