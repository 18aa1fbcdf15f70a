using System.Globalization;
using System.Text.Json.Nodes;

namespace ProxyDb.Host.Admin;

/// <summary>Rows as tools read them: PgBouncer's column names where it has the column (SHOW POOLS, CLIENTS, SERVERS).</summary>
internal static class AdminRows
{
    public static JsonArray Of(IEnumerable<PoolRow> pools) => Rows(
        pools.OrderBy(static p => p.Cluster, StringComparer.Ordinal).ThenBy(static p => p.Database, StringComparer.Ordinal)
            .ThenBy(static p => p.Login, StringComparer.Ordinal),
        static p => new JsonObject
        {
            ["cluster"] = p.Cluster,
            ["database"] = p.Database,
            ["user"] = p.Login,
            ["cl_active"] = p.ClientsActive,
            ["cl_waiting"] = p.ClientsWaiting,
            ["sv_active"] = p.ServersActive,
            ["sv_idle"] = p.ServersIdle,
            ["sv_login"] = p.ServersLogin,
            ["maxwait"] = (long)p.MaxWait.TotalSeconds,
            ["maxwait_us"] = p.MaxWait.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
            ["pool_mode"] = p.PoolMode,
            ["paused"] = p.Paused,
            ["pinned"] = new JsonObject(p.Pinned.Select(static r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        });

    public static JsonArray Of(IEnumerable<SessionRow> sessions) => Rows(
        sessions.OrderBy(static s => s.Since).ThenBy(static s => s.Id, StringComparer.Ordinal),
        static s => new JsonObject
        {
            ["id"] = s.Id,
            ["user"] = s.User,
            ["database"] = s.Database,
            ["listener"] = s.Listener,
            ["state"] = s.State,
            ["client"] = s.Client,
            ["application"] = s.Application,
            ["tls"] = s.Tls,
            ["server"] = s.Server,
            ["pin_reason"] = s.PinReason,
            ["since"] = Time(s.Since),
            ["statements"] = s.Statements,
        });

    public static JsonArray Of(IEnumerable<ServerRow> servers) => Rows(
        servers.OrderBy(static s => s.Cluster, StringComparer.Ordinal).ThenBy(static s => s.Server, StringComparer.Ordinal)
            .ThenBy(static s => s.Since),
        static s => new JsonObject
        {
            ["cluster"] = s.Cluster,
            ["database"] = s.Database,
            ["user"] = s.Login,
            ["server"] = s.Server,
            ["state"] = s.State,
            ["process_id"] = s.ProcessId,
            ["session"] = s.SessionId,
            ["since"] = Time(s.Since),
            ["last_used"] = Time(s.LastUsed),
        });

    private static JsonArray Rows<T>(IEnumerable<T> rows, Func<T, JsonObject> row) => new([.. rows.Select(row)]);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
