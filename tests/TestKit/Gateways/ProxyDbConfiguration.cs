using System.Text;
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
        directory.Write("users.yaml", Users(options));
        directory.Write("admins.yaml", Admins());
        return directory.Write("proxydb.yaml", Text(directory, options, port, adminPort));
    }

    private static string Users(GatewayOptions options)
    {
        var text = new StringBuilder("proxydb: users/v1\nusers:\n");
        foreach (var (name, password) in options.Users)
        {
            text.Append($"  {name}:\n    scram_sha_256: \"{ScramExchange.Verifier(password)}\"\n    roles: [tester]\n");
            if (options.Attributes.TryGetValue(name, out var attributes))
                text.Append($"    attributes: {{{string.Join(", ", attributes.Select(a => $"{a.Key}: [{string.Join(", ", a.Value.Select(Quoted))}]"))}}}\n");
        }

        return text.ToString();
    }

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
        var pool = string.Concat(options.Pool.Select(s => $", {s.Key}: {s.Value}"));
        var keys = string.Join(", ", options.MaskKeys.Keys.Select(k => $"{k}: secrets/mask-{k}"));
        var audit = string.Concat(options.Audit.Select(line => $"  {line}\n"));
        return $$$"""
            proxydb: config/v1
            network: {{{{network}}} }
            clusters:
              shop:
                protocol: postgres
                endpoints: ["127.0.0.1:{{{options.BackendPort}}}"]
                login: {user: {{{options.LoginUser}}}, password_file: secrets/login, auth: [{{{options.LoginMethods}}}]}
                tls: {mode: {{{options.BackendTls}}} }
                pool: {mode: {{{options.PoolMode}}}, size: {{{options.PoolSize}}}, reserve: 0, per_user: 100%{{{pool}}} }
                catalog: {cache_file: {{{state}}}/state/shop.catalog}
            listeners:
              - {name: shop-pg, protocol: postgres, listen: "127.0.0.1:{{{port}}}", cluster: shop, tls: {{{tls}}} }
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
