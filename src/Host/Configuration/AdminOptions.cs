using System.Net;

namespace ProxyDb.Host.Configuration;

/// <summary>The administration port: probes, metrics, commands.</summary>
public sealed record AdminOptions
{
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8432);

    /// <summary>Null: in clear; then logins are accepted from loopback only.</summary>
    public AdminTlsOptions? Tls { get; init; }

    public string UsersFile { get; init; } = "admins.yaml";

    public MetricsOptions Metrics { get; init; } = new();

    public PeerOptions? Peers { get; init; }
}

public sealed record AdminTlsOptions
{
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }
}

public sealed record MetricsOptions
{
    /// <summary>Whether <c>/metrics</c> needs no login.</summary>
    public bool Public { get; init; }
}

/// <summary>How replicas find and trust each other.</summary>
public sealed record PeerOptions
{
    public string Dns { get; init; } = "proxydb-peers";

    public int Port { get; init; } = 8432;

    public string? KeyFile { get; init; }
}
