using System.Net;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>How the server behaves.</summary>
public sealed record TdsServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    public EncryptionMode Encryption { get; init; } = EncryptionMode.Optional;

    /// <summary>TDS 8.0 is accepted beside TDS 7 (in <see cref="EncryptionMode.Strict"/> it is all there is).</summary>
    public bool AcceptsStrict { get; init; } = true;

    /// <summary>Logins and their passwords.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string> { ["sa"] = "Sample-1" };

    /// <summary>Where a login without a database begins.</summary>
    public string DefaultDatabase { get; init; } = "master";

    public Version Version { get; init; } = new(15, 0, 4123);

    public string ServerName { get; init; } = "SAMPLE";

    /// <summary>The highest version spoken, as in LOGIN7.</summary>
    public uint HighestVersion { get; init; } = Wire.TdsVersion.V80;

    /// <summary>Sent when a client asks for 0.</summary>
    public int DefaultPacketSize { get; init; } = 4096;

    public bool AcksUtf8 { get; init; } = true;

    /// <summary>SESSIONRECOVERY is acknowledged, and SESSIONSTATE sent when the database changes.</summary>
    public bool AcksSessionRecovery { get; init; }

    /// <summary>Clients are sent elsewhere (ENVCHANGE 20).</summary>
    public (string Host, int Port)? RouteTo { get; init; }

    /// <summary>fNoMetaData is honoured for statements whose columns the client has seen (servers up to 2014).</summary>
    public bool OmitsMetadata { get; init; } = true;

    /// <summary>A request must carry the descriptor of the open transaction, else error 3989.</summary>
    public bool ChecksDescriptors { get; init; } = true;

    /// <summary>Before each answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Keeps what clients sent in <see cref="TdsServer.Received"/>.</summary>
    public bool KeepsRequests { get; init; } = true;
}
