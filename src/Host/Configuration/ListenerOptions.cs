using System.Net;

namespace ProxyDb.Host.Configuration;

/// <summary>An address clients connect to, and the cluster behind it.</summary>
public sealed record ListenerOptions
{
    public string Name { get; init; } = "";

    public DatabaseProtocol Protocol { get; init; } = DatabaseProtocol.Postgres;

    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    public string Cluster { get; init; } = "";

    public ListenerTlsOptions Tls { get; init; } = new();

    /// <summary>Under TLS ask for the password in clear instead of SCRAM, for drivers that have no SCRAM; needs <c>tls: {mode: require}</c>.</summary>
    public bool AllowPassword { get; init; }

    /// <summary>Null: as <c>policies.enforcement</c>.</summary>
    public Enforcement? Enforcement { get; init; }
}

public sealed record ListenerTlsOptions
{
    /// <summary>Default: require off loopback, disable on it (prefer when a certificate is given).</summary>
    public ListenerTlsMode Mode { get; init; } = ListenerTlsMode.Require;

    /// <summary>PEM, with its chain.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>Certificates of clients must be signed by one of these.</summary>
    public string? ClientCaFile { get; init; }
}

public enum ListenerTlsMode
{
    Disable,
    Prefer,
    Require,

    /// <summary>TDS only.</summary>
    LoginOnly,

    /// <summary>TDS 8 only.</summary>
    Strict,
}
