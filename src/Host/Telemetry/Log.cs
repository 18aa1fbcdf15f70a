using Microsoft.Extensions.Logging;

namespace ProxyDb.Host.Telemetry;

/// <summary>
/// Every line the process logs. Arguments are names, addresses, counts and error texts that were made for showing; never a
/// statement, a value from the data or a secret. Nothing is logged on the path of a statement.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.Starting, LogLevel.Information, "proxydb {Version} starts as {Node}: {Loops} loops, {Listeners} listeners")]
    public static partial void Starting(this ILogger log, string version, string node, int loops, int listeners);

    [LoggerMessage(EventIds.Listening, LogLevel.Information, "listener {Listener} accepts on {Address}")]
    public static partial void Listening(this ILogger log, string listener, string address);

    [LoggerMessage(EventIds.ConfigurationProblem, LogLevel.Warning, "{Problem}")]
    public static partial void ConfigurationProblem(this ILogger log, string problem);

    [LoggerMessage(EventIds.Reloaded, LogLevel.Information, "reloaded {What}")]
    public static partial void Reloaded(this ILogger log, string what);

    [LoggerMessage(EventIds.ReloadRefused, LogLevel.Error, "did not reload {What}, what was in force stays: {Reason}")]
    public static partial void ReloadRefused(this ILogger log, string what, string reason);

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "draining: {Sessions} sessions, until {Deadline:u}")]
    public static partial void Draining(this ILogger log, int sessions, DateTimeOffset deadline);

    [LoggerMessage(EventIds.Stopped, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(EventIds.Unexpected, LogLevel.Error, "unexpected failure in {Where}")]
    public static partial void Unexpected(this ILogger log, string where, Exception fault);

    [LoggerMessage(EventIds.WatchFailed, LogLevel.Warning, "cannot look at {Path} for changes: {Reason}")]
    public static partial void WatchFailed(this ILogger log, string path, string reason);

    [LoggerMessage(EventIds.PoliciesLoaded, LogLevel.Information, "policies sha256:{Sha256} in force: {Rules} rules")]
    public static partial void PoliciesLoaded(this ILogger log, string sha256, int rules);

    [LoggerMessage(EventIds.PoliciesRefused, LogLevel.Error, "policies refused, the previous ones stay in force: {Reason}")]
    public static partial void PoliciesRefused(this ILogger log, string reason);

    [LoggerMessage(EventIds.UsersLoaded, LogLevel.Information, "{Users} users in force")]
    public static partial void UsersLoaded(this ILogger log, int users);

    [LoggerMessage(EventIds.UsersRefused, LogLevel.Error, "users file refused, the previous users stay in force: {Reason}")]
    public static partial void UsersRefused(this ILogger log, string reason);

    [LoggerMessage(EventIds.LoginRefused, LogLevel.Warning, "login of {User} from {Address} on {Listener} refused: {Reason}")]
    public static partial void LoginRefused(this ILogger log, string user, string address, string listener, string reason);

    [LoggerMessage(EventIds.SessionFault, LogLevel.Warning, "session {Session} of {User} ended: {Reason}")]
    public static partial void SessionFault(this ILogger log, string session, string user, string reason);

    [LoggerMessage(EventIds.BackendConnectFailed, LogLevel.Warning, "cannot connect to {Server} of {Cluster}: {Reason}")]
    public static partial void BackendConnectFailed(this ILogger log, string server, string cluster, string reason);

    [LoggerMessage(EventIds.BackendLost, LogLevel.Warning, "connection to {Server} of {Cluster} lost: {Reason}")]
    public static partial void BackendLost(this ILogger log, string server, string cluster, string reason);

    [LoggerMessage(EventIds.BackendUp, LogLevel.Information, "{Server} of {Cluster} is {Role}")]
    public static partial void BackendUp(this ILogger log, string server, string cluster, string role);

    [LoggerMessage(
        EventIds.PowerfulServiceLogin, LogLevel.Warning,
        "the service login {Login} of {Cluster} is {Power}: the database would let ProxyDb do anything; give it a plain role")]
    public static partial void PowerfulServiceLogin(this ILogger log, string login, string cluster, string power);

    [LoggerMessage(EventIds.CatalogRead, LogLevel.Information, "catalog of database {Database} of {Cluster} has changed: version {Version}")]
    public static partial void CatalogRead(this ILogger log, string database, string cluster, long version);

    [LoggerMessage(EventIds.CatalogUnavailable, LogLevel.Warning, "catalog of database {Database} of {Cluster}, what is known stays in force: {Reason}")]
    public static partial void CatalogUnavailable(this ILogger log, string database, string cluster, string reason);

    [LoggerMessage(EventIds.NameGone, LogLevel.Error, "{Owner} names {Pattern}, which database {Database} of {Cluster} does not have; name it anew")]
    public static partial void NameGone(this ILogger log, string owner, string pattern, string database, string cluster);

    [LoggerMessage(
        EventIds.NameRenamed, LogLevel.Warning,
        "{Owner} names {Pattern}, which database {Database} of {Cluster} calls {Now} now; it stays bound while this process knows it, name it anew")]
    public static partial void NameRenamed(this ILogger log, string owner, string pattern, string database, string cluster, string now);

    [LoggerMessage(
        EventIds.AuditKeyGenerated, LogLevel.Warning,
        "no audit.signing_key_file: made {Path}; a key kept beside the log proves less than one kept elsewhere")]
    public static partial void AuditKeyGenerated(this ILogger log, string path);

    [LoggerMessage(EventIds.AuditSpoolFull, LogLevel.Error, "audit spool is full; on_full: {OnFull}")]
    public static partial void AuditSpoolFull(this ILogger log, string onFull);

    [LoggerMessage(EventIds.AuditFailed, LogLevel.Error, "audit: {Reason}")]
    public static partial void AuditFailed(this ILogger log, string reason);

    [LoggerMessage(EventIds.AuditReplayed, LogLevel.Information, "audit: replayed {Records} records of an earlier run, {Unknown} closed as unknown")]
    public static partial void AuditReplayed(this ILogger log, long records, long unknown);

    [LoggerMessage(EventIds.AdminListening, LogLevel.Information, "administration on {Address}")]
    public static partial void AdminListening(this ILogger log, string address);

    [LoggerMessage(EventIds.AdminAction, LogLevel.Information, "{Admin} from {Address}: {Action} {Target}")]
    public static partial void AdminAction(this ILogger log, string admin, string address, string action, string target);

    [LoggerMessage(EventIds.AdminLoginRefused, LogLevel.Warning, "administration login from {Address} refused: {Reason}")]
    public static partial void AdminLoginRefused(this ILogger log, string address, string reason);

    [LoggerMessage(EventIds.AdminUnavailable, LogLevel.Warning, "administration: {Reason}")]
    public static partial void AdminUnavailable(this ILogger log, string reason);
}
