using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>Reads <c>clusters</c>.</summary>
internal static class ClusterReader
{

    public static ImmutableSortedDictionary<string, ClusterOptions> Read(Section top, string stateDirectory)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, ClusterOptions>(StringComparer.Ordinal);
        if (top.Get("clusters") is not { } clusters)
        {
            top.Error("the key `clusters` is missing");
            return all.ToImmutable();
        }

        foreach (var (name, key, value) in clusters.Entries())
        {
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                key.Error($"`{name}` is no name for a cluster; use letters, digits, `-`, `_` and `.`");
            }
            else
            {
                all[name] = ReadCluster(name, value, key, top.Files, stateDirectory);
            }
        }

        return all.ToImmutable();
    }

    private static ClusterOptions ReadCluster(string name, DocumentNode node, DocumentNode key, ConfigurationFiles files, string stateDirectory)
    {
        var section = Section.Of(
            node, key, files,
            "protocol", "endpoints", "login", "logins", "tls", "compression", "server_version", "pool", "max_connections", "failover", "catalog");
        var protocol = section.Word("protocol", DatabaseProtocol.Postgres);
        CheckProtocolKeys(section, protocol);
        var endpoints = ReadEndpoints(section, protocol);
        var login = ServiceLoginReader.Read(section.Get("login"), section, "login", protocol);
        return new ClusterOptions
        {
            Name = name,
            Protocol = protocol,
            Endpoints = endpoints,
            Login = login,
            Logins = ServiceLoginReader.ReadAll(section, login, protocol),
            Tls = ReadTls(section, endpoints, protocol),
            Compression = section.Flag("compression", false),
            ServerVersion = ReadVersion(section),
            Pool = ReadPool(section),
            MaxConnections = section.Whole("max_connections", 0, 0, 100_000),
            Failover = ReadFailover(section),
            Catalog = ReadCatalog(section, name, stateDirectory),
        };
    }

    private static ImmutableArray<ServerEndpoint> ReadEndpoints(Section section, DatabaseProtocol protocol)
    {
        if (section.Get("endpoints") is not { } node)
        {
            section.Error("the key `endpoints` is missing");
            return [];
        }

        var all = ImmutableArray.CreateBuilder<ServerEndpoint>();
        foreach (var item in node.IsScalar ? [node] : node.Items())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (!TryEndpoint(text, DefaultPort(protocol), out var endpoint))
            {
                item.Error($"`{text}` is no server; write HOST:PORT");
            }
            else if (all.Contains(endpoint))
            {
                item.Error($"`{text}` is listed twice");
            }
            else
            {
                all.Add(endpoint);
            }
        }

        if (node.IsSequence && !node.Items().Any())
        {
            node.Error("at least one server is needed");
        }

        return all.ToImmutable();
    }

    private static int DefaultPort(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Mysql => 3306,
        DatabaseProtocol.Tds => 1433,
        _ => 5432,
    };

    internal static bool TryEndpoint(string text, int defaultPort, out ServerEndpoint endpoint)
    {
        endpoint = default;
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        var colon = bracket < 0 ? -1 : text.IndexOf(':', bracket);
        var host = (colon < 0 ? text : text[..colon]).TrimStart('[').TrimEnd(']');
        var port = defaultPort;
        if (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return false;
        }

        endpoint = new ServerEndpoint(host, port);
        return bracket >= 0 && Uri.CheckHostName(bracket > 0 ? $"[{host}]" : host) != UriHostNameType.Unknown;
    }

    /// <summary>What departs from its default though the protocol has no use for it would be believed to be in force.</summary>
    private static void CheckProtocolKeys(Section section, DatabaseProtocol protocol)
    {
        if (protocol == DatabaseProtocol.Mysql)
        {
            return;
        }

        if (section.Has("server_version"))
        {
            section.Error("server_version", "`server_version` is for `protocol: mysql` only");
        }

        if (section.Flag("compression", false))
        {
            section.Error("compression", "`compression` is for `protocol: mysql` only");
        }
    }

    /// <summary>Clients cut versions apart at dots and hyphens: what they cannot read ends their connects.</summary>
    private static string? ReadVersion(Section section)
    {
        if (!section.Has("server_version"))
        {
            return null;
        }

        var version = section.Text("server_version", "");
        var isFine = version.Length is > 0 and <= 100 && char.IsAsciiDigit(version[0]) && version.Contains('.', StringComparison.Ordinal)
            && version.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '~' or ':');
        if (!isFine)
        {
            section.Error("server_version", $"`{version}` is no version of a server; write it as the server does, such as \"10.11.6-MariaDB\" or \"8.4.2\"");
        }

        return isFine ? version : null;
    }

    private static ClusterTlsOptions ReadTls(Section cluster, ImmutableArray<ServerEndpoint> endpoints, DatabaseProtocol protocol)
    {
        var section = cluster.Sub("tls", "mode", "ca_file");
        var fallback = new ClusterTlsOptions();
        var mode = section.Word("mode", fallback.Mode);
        if (mode == ClusterTlsMode.Strict && protocol != DatabaseProtocol.Tds)
        {
            section.Error("mode", "`strict` is for `protocol: tds` only");
        }

        var options = new ClusterTlsOptions { Mode = mode, CaFile = section.File("ca_file", FileKind.Certificate) };
        if (options.CaFile is not null && mode is ClusterTlsMode.Disable or ClusterTlsMode.Require)
        {
            section.Warn("ca_file", $"`ca_file` is not looked at with `mode: {Words.Of(mode)}`; write verify-ca or verify-full");
        }

        if (mode is ClusterTlsMode.Disable && endpoints.Any(static e => !IsLoopback(e.Host)))
        {
            section.Warn("mode", "statements and rows cross the network in clear; write verify-full");
        }

        return options;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static PoolOptions ReadPool(Section cluster)
    {
        var section = cluster.Sub(
            "pool",
            "mode", "size", "min", "reserve", "per_user", "wait_timeout", "idle_timeout", "lifetime", "connect_timeout", "statement_timeout",
            "transaction_idle", "pin_on");
        var fallback = new PoolOptions();
        var size = section.Whole("size", fallback.Size, 1, 10_000);
        var min = section.Whole("min", fallback.Min, 0, 10_000);
        if (min > size)
        {
            section.Error("min", $"`pool.min` {min} is larger than `pool.size` {size}");
        }

        return new PoolOptions
        {
            Mode = section.Word("mode", fallback.Mode),
            Size = size,
            Min = min,
            Reserve = section.Whole("reserve", fallback.Reserve, 0, 10_000),
            PerUser = section.Share("per_user", fallback.PerUser, 10_000),
            WaitTimeout = section.Time("wait_timeout", fallback.WaitTimeout, TimeSpan.Zero, Bounds.Day),
            IdleTimeout = section.Time("idle_timeout", fallback.IdleTimeout, TimeSpan.Zero, Bounds.Year),
            Lifetime = section.Time("lifetime", fallback.Lifetime, TimeSpan.Zero, Bounds.Year),
            ConnectTimeout = section.Time("connect_timeout", fallback.ConnectTimeout, TimeSpan.FromMilliseconds(100), Bounds.Hour),
            StatementTimeout = section.Time("statement_timeout", fallback.StatementTimeout, TimeSpan.Zero, Bounds.Year),
            TransactionIdle = section.Time("transaction_idle", fallback.TransactionIdle, TimeSpan.Zero, Bounds.Year),
            PinOn = section.WordList("pin_on", []),
        };
    }

    private static FailoverOptions ReadFailover(Section cluster)
    {
        var section = cluster.Sub("failover", "hold", "probe_interval");
        var fallback = new FailoverOptions();
        var options = new FailoverOptions
        {
            Hold = section.Time("hold", fallback.Hold, TimeSpan.Zero, Bounds.Hour),
            ProbeInterval = section.Time("probe_interval", fallback.ProbeInterval, TimeSpan.FromMilliseconds(100), Bounds.Hour),
        };
        section.NotYet("hold", options.Hold != fallback.Hold, "failover");
        section.NotYet("probe_interval", options.ProbeInterval != fallback.ProbeInterval, "failover");
        return options;
    }

    private static CatalogOptions ReadCatalog(Section cluster, string name, string stateDirectory)
    {
        var section = cluster.Sub("catalog", "poll", "cache_file");
        return new CatalogOptions
        {
            Poll = section.Time("poll", new CatalogOptions().Poll, Bounds.Second, Bounds.Hour),
            CacheFile = section.Path("cache_file", Path.Combine(stateDirectory, name + ".catalog")),
        };
    }
}
