using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Host.Tests.Backends;

/// <summary>A server with the sample shop and a plain service login, and a place for cache and secrets.</summary>
internal sealed class CatalogServer : IDisposable
{
    private readonly TemporaryDirectory _directory = new("catalog");

    public CatalogServer(PostgresOptions? options = null)
    {
        Server = PostgresServer.Start(options);
        Server.Psql("CREATE ROLE reader LOGIN PASSWORD 'reader-secret'");
        File.WriteAllText(_directory["reader"], "reader-secret\n");
        File.WriteAllText(_directory["super"], PostgresServer.SuperPassword);
    }

    public PostgresServer Server { get; }

    public string CacheFile => _directory["state/shop.catalog"];

    public ClusterOptions Cluster(string user = "reader", TimeSpan? poll = null) => new()
    {
        Name = "shop",
        Endpoints = [new ServerEndpoint("127.0.0.1", Server.Port)],
        Login = new ServiceLogin { User = user, PasswordFile = _directory[user == "reader" ? "reader" : "super"] },
        Tls = new ClusterTlsOptions { Mode = ClusterTlsMode.Disable },
        Catalog = new CatalogOptions { Poll = poll ?? TimeSpan.FromHours(1), CacheFile = CacheFile },
    };

    /// <summary>A configuration file for the command line.</summary>
    public string Configuration()
    {
        File.WriteAllText(_directory["proxydb.yaml"], $$"""
            proxydb: config/v1
            clusters:
              shop:
                protocol: postgres
                endpoints: ["127.0.0.1:{{Server.Port}}"]
                login: {user: reader, password_file: reader}
                tls: {mode: disable}
            listeners:
              - {name: pg, protocol: postgres, listen: "127.0.0.1:0", cluster: shop, tls: {mode: disable} }
            users_file: users.yaml
            policies: {directory: policies}
            """);
        File.WriteAllText(_directory["users.yaml"], "proxydb: users/v1\nusers: {}\n");
        Directory.CreateDirectory(_directory["policies"]);
        return _directory["proxydb.yaml"];
    }

    public void Dispose()
    {
        Server.Dispose();
        _directory.Dispose();
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class LogLines : ILogger
{
    private readonly Lock _lock = new();
    private ImmutableList<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines = _lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
