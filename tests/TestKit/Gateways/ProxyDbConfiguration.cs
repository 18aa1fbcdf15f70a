using System.Text;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>Writes proxydb.yaml, users.yaml, policies and secrets of a test run into a directory.</summary>
internal static class ProxyDbConfiguration
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Write(TemporaryDirectory directory, GatewayOptions options, int port, int adminPort)
    {
        directory.Write("secrets/login", options.LoginPassword + "\n", OwnerOnly);
        foreach (var (name, text) in options.Policies)
            directory.Write($"policies/{name}", text);
        foreach (var (name, key) in options.MaskKeys)
            directory.Write($"secrets/mask-{name}", key, OwnerOnly);
        var users = directory.Write("users.yaml", Users(options));
        if (options.CachingSha2)
            AddUsers(users, options);
        directory.Write("admins.yaml", Admins());
        return directory.Write("proxydb.yaml", Text(directory, options, port, adminPort));
    }

    private static void AddUsers(string file, GatewayOptions options)
    {
        File.Delete(file);
        foreach (var (name, password) in options.Users)
            ChildProcess.Run(ProxyDbExecutable.Path, ["user", "add", name, "--file", file, "--mysql", "--role", "tester"], input: password + "\n");
    }

    private static string Users(GatewayOptions options)
    {
        var text = new StringBuilder("proxydb: users/v1\nusers:\n");
        foreach (var (name, password) in options.Users)
        {
            text.Append($"  {name}:\n{Verifiers(options.Protocol, password)}    roles: [tester]\n");
            if (options.Attributes.TryGetValue(name, out var attributes))
                text.Append($"    attributes: {{{string.Join(", ", attributes.Select(a => $"{a.Key}: [{string.Join(", ", a.Value.Select(Quoted))}]"))}}}\n");
        }

        return text.ToString();
    }

    private static string Verifiers(string protocol, string password) => protocol == "mysql"
        ? $"    mysql_native_password: \"{MySqlScramble.NativeVerifier(password)}\"\n"
        : $"    scram_sha_256: \"{ScramExchange.Verifier(password)}\"\n";

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Admins() =>
        $"proxydb: users/v1\nusers:\n  {ProxyDbProcess.AdminUser}:\n    scram_sha_256: \"{ScramExchange.Verifier(ProxyDbProcess.AdminPassword)}\"\n    roles: [admin]\n";

    private static string Text(TemporaryDirectory directory, GatewayOptions options, int port, int adminPort)
    {
        var state = options.StateDirectory ?? directory.Path;
        var tls = "{mode: disable}";
        if (options.ListenerTls != "disable")
        {
            var certificate = TestCertificate.Create(directory);
            tls = $"{{mode: {options.ListenerTls}, certificate_file: {certificate.CertificateFile}, key_file: {certificate.KeyFile}}}";
        }

        var network = string.Join(", ", options.Network.Select(s => $"{s.Key}: {s.Value}"));
        var limits = string.Join(", ", options.Limits.Select(s => $"{s.Key}: {s.Value}"));
        var pool = string.Concat(options.Pool.Select(s => $", {s.Key}: {s.Value}"));
        var keys = string.Join(", ", options.MaskKeys.Keys.Select(k => $"{k}: secrets/mask-{k}"));
        var audit = string.Concat(options.Audit.Select(line => $"  {line}\n"));
        var cluster = string.Concat(options.Cluster.Select(line => $"    {line}\n"));
        var listener = string.Concat(options.Listener.Select(s => $", {s.Key}: {s.Value}"));
        return $$$"""
            proxydb: config/v1
            network: {{{{network}}} }
            limits: {{{{limits}}} }
            clusters:
              shop:
                protocol: {{{options.Protocol}}}
                endpoints: ["127.0.0.1:{{{options.BackendPort}}}"]
                login: {user: {{{options.LoginUser}}}, password_file: secrets/login, auth: [{{{options.LoginMethods}}}]}
                tls: {mode: {{{options.BackendTls}}} }
                pool: {mode: {{{options.PoolMode}}}, size: {{{options.PoolSize}}}, reserve: 0, per_user: 100%{{{pool}}} }
            {{{cluster}}}    catalog: {cache_file: {{{state}}}/state/shop.catalog}
            listeners:
              - {name: shop-pg, protocol: {{{options.Protocol}}}, listen: "127.0.0.1:{{{port}}}", cluster: shop, tls: {{{tls}}}{{{listener}}} }
            users_file: users.yaml
            policies: {directory: policies}
            masks: {keys: {{{{keys}}} } }
            store: {sqlite: {{{state}}}/state/proxydb.db}
            audit:
              directory: {{{state}}}/audit
              spool: {directory: {{{state}}}/spool, size: 256MiB}
            {{{audit}}}admin: {listen: "127.0.0.1:{{{adminPort}}}", users_file: admins.yaml, metrics: {public: true}}
            drain: {accept: 0s, deadline: 5s}

            """;
    }
}
