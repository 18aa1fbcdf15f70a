using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb doctor …</c>: tries from this machine what the gateway will do, with the gateway's own code.</summary>
public static class DoctorCommand
{
    public static Command Create() => new("doctor", "Try out what the gateway needs: logins, TLS.")
    {
        Login(),
        Tls(),
        Later("egress", "Ask each database which address it sees."),
        Later("catalog", "Compare what is known of the catalog with the database."),
    };

    private static Command Login()
    {
        var (config, json) = (SharedOptions.Config(), SharedOptions.Json());
        var cluster = new Option<string>("--cluster") { Description = "Only this cluster." };
        var database = new Option<string>("--database")
        {
            Description = "Database to log in to; by default postgres, and none of MySQL.",
        };
        var command = new Command("login", "Log in at every server with every service login, and out again.") { config, cluster, database, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = Load(parsed.GetRequiredValue(config).ToString());
            var clusters = options.Clusters.Values.Where(c => parsed.GetValue(cluster) is not { } only || c.Name == only).ToList();
            if (clusters.Count == 0)
            {
                throw new CommandFault($"no cluster `{parsed.GetValue(cluster)}`");
            }

            var visits = await VisitAsync(clusters, parsed.GetValue(database), cancel).ConfigureAwait(false);
            Print(
                parsed, json, ["cluster", "server", "login", "result", "tls", "version", "role"],
                visits.Select(static v => new[] { v.Cluster, v.Server, v.Login, v.Failure ?? "fine", v.Tls ?? "none", v.Version, v.Role }));
            return visits.TrueForAll(static v => v.Failure is null) ? ExitCode.Fine : ExitCode.No;
        });
        return command;
    }

    private static Command Tls()
    {
        var (config, json) = (SharedOptions.Config(), SharedOptions.Json());
        var command = new Command("tls", "Show the certificates of the listeners and of the administration port, and when they end.") { config, json };
        command.SetAction(parsed =>
        {
            var options = Load(parsed.GetRequiredValue(config).ToString());
            var rows = options.Listeners
                .Select(static l => (l.Name, Mode: Words.Of(l.Tls.Mode), Certificate: l.Tls.CertificateFile))
                .Append(("admin", Mode: options.Admin.Tls is null ? "disable" : "require", Certificate: options.Admin.Tls?.CertificateFile))
                .Select(static r => new[]
                {
                    r.Item1, r.Mode, r.Certificate ?? "",
                    r.Certificate is null ? "" : ServerCertificate.Expiry(r.Certificate).UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                }).ToList();
            Print(parsed, json, ["port", "mode", "certificate", "ends"], rows);
            var today = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            return rows.Exists(r => r[3].Length > 0 && string.CompareOrdinal(r[3], today) <= 0) ? ExitCode.No : ExitCode.Fine;
        });
        return command;
    }

    private static Command Later(string name, string description)
    {
        var config = new Option<FileInfo>("--config") { Description = "The configuration file, proxydb.yaml." };
        var command = new Command(name, description + " Not in this release yet.") { config };
        command.SetAction(new Func<ParseResult, int>(_ => throw new CommandFault($"`doctor {name}` is not in this release yet")));
        return command;
    }

    private static async Task<List<Visit>> VisitAsync(IEnumerable<ClusterOptions> clusters, string? database, CancellationToken cancel)
    {
        var loop = EventLoops.Create("sockets", 1)[0];
        loop.Start();
        try
        {
            var visits = new List<Visit>();
            foreach (var cluster in clusters)
            {
                foreach (var login in cluster.Logins.Values.Prepend(cluster.Login).DistinctBy(static l => (l.User, l.PasswordFile)))
                {
                    foreach (var server in cluster.Endpoints)
                    {
                        visits.Add(await VisitAsync(
                            loop, cluster with { Endpoints = [server] }, login, database ?? DefaultDatabase(cluster), cancel).ConfigureAwait(false));
                    }
                }
            }

            return visits;
        }
        finally
        {
            loop.Stop();
            loop.Dispose();
        }
    }

    private static string DefaultDatabase(ClusterOptions cluster) => cluster.Protocol == DatabaseProtocol.Postgres ? "postgres" : "";

    private static async Task<Visit> VisitAsync(EventLoop loop, ClusterOptions cluster, ServiceLogin login, string database, CancellationToken cancel)
    {
        var visit = new Visit(cluster.Name, cluster.Endpoints[0].ToString(), login.User);
        try
        {
            var protocol = ProtocolCatalog.Create(cluster.Protocol);
            var connector = new BackendConnector(cluster, protocol, NullLogger.Instance);
            var opened = await connector.OpenAsync(loop, database, login, "", cancel).ConfigureAwait(false);
            var tls = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            loop.Post(() =>
            {
                tls.SetResult(opened.Transport.TlsVersion);
                opened.Transport.Close();
            });
            var version = protocol.VersionOf(opened.Login.Parameters);
            return visit with { Tls = await tls.Task.ConfigureAwait(false), Version = version, Role = "writable" };
        }
        catch (BackendFault fault)
        {
            return visit with { Failure = fault.Message };
        }
    }

    private static GatewayOptions Load(string file)
    {
        var errors = new DocumentErrors();
        return ConfigurationLoader.Load(file, ConfigurationLoader.ProcessEnvironment(), errors)
            ?? throw new CommandFault(string.Join('\n', errors.Where(static e => !e.IsWarning)));
    }

    private static void Print(ParseResult parsed, Option<bool> json, string[] columns, IEnumerable<string[]> rows)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (!parsed.GetValue(json))
        {
            Tables.Write(output, columns, rows);
            return;
        }

        SharedOptions.WriteJson(
            output,
            new JsonArray([.. rows.Select(row => new JsonObject(columns.Zip(row, static (c, v) => KeyValuePair.Create(c, (JsonNode?)v))))]));
    }

    private sealed record Visit(string Cluster, string Server, string Login)
    {
        public string? Failure { get; init; }

        public string? Tls { get; init; }

        public string Version { get; init; } = "";

        public string Role { get; init; } = "";
    }
}
