using System.Collections.Immutable;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>Reads <c>login</c> and <c>logins</c> of a cluster.</summary>
internal static class ServiceLoginReader
{
    private static readonly string[] PostgresMethods = ["scram-sha-256", "password", "md5", "trust"];

    private static readonly string[] MysqlMethods = ["caching_sha2_password", "mysql_native_password", "mysql_clear_password"];

    /// <summary>SQL Server authentication; the password travels in LOGIN7.</summary>
    private static readonly string[] TdsMethods = ["password"];

    public static ServiceLogin Read(DocumentNode? node, Section cluster, string key, DatabaseProtocol protocol)
    {
        if (node is null)
        {
            cluster.Error($"the key `{key}` is missing");
            return new ServiceLogin();
        }

        var section = Section.Of(node, node, cluster.Files, "user", "password_file", "auth");
        if (!section.IsWritten)
        {
            return new ServiceLogin();
        }

        var methods = protocol switch
        {
            DatabaseProtocol.Mysql => MysqlMethods,
            DatabaseProtocol.Tds => TdsMethods,
            _ => PostgresMethods,
        };
        var auth = section.WordList("auth", DefaultMethods(protocol), methods);
        var login = new ServiceLogin
        {
            User = section.Required("user"),
            PasswordFile = section.File("password_file", FileKind.Secret),
            Auth = auth,
        };
        if (auth.IsEmpty)
        {
            section.Error("auth", "at least one method is needed: " + string.Join(", ", methods));
        }

        if (!section.Has("password_file") && auth.Any(static m => m != "trust"))
        {
            section.Error(
                "the key `password_file` is missing"
                + (protocol != DatabaseProtocol.Postgres ? "" : "; without a password only `auth: [trust]` can work"));
        }

        if (protocol != DatabaseProtocol.Tds)
        {
            WarnOfClear(section, auth);
        }

        return login;
    }

    public static ImmutableSortedDictionary<string, ServiceLogin> ReadAll(Section cluster, ServiceLogin login, DatabaseProtocol protocol)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, ServiceLogin>(StringComparer.Ordinal);
        foreach (var (user, _, value) in cluster.Get("logins")?.Entries() ?? [])
        {
            var own = Read(value, cluster, user, protocol);
            all[user] = value.IsMapping && value.Get("auth") is null ? own with { Auth = login.Auth } : own;
        }

        return all.ToImmutable();
    }

    private static ImmutableArray<string> DefaultMethods(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Mysql => ["caching_sha2_password", "mysql_native_password"],
        DatabaseProtocol.Tds => ["password"],
        _ => new ServiceLogin().Auth,
    };

    private static void WarnOfClear(Section section, ImmutableArray<string> auth)
    {
        if (auth.Contains("md5") || auth.Contains("password"))
        {
            section.Warn("auth", "`md5` and `password` hand a false server what it needs to log in as ProxyDb; prefer scram-sha-256");
        }
        else if (auth.Contains("mysql_clear_password"))
        {
            section.Warn("auth", "`mysql_clear_password` hands the password to whoever answers; keep `tls: {mode: verify-full}` with it");
        }
    }
}
