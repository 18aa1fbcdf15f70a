namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>What the server does about TLS.</summary>
public enum EncryptionMode
{
    /// <summary>As a SQL Server without forced encryption: what the client asks for; with nothing asked for, the login packet only.</summary>
    Optional,

    /// <summary>Forced: a client that cannot is refused.</summary>
    Required,

    /// <summary>No certificate: NOT_SUP.</summary>
    NotSupported,

    /// <summary>TDS 8.0 only.</summary>
    Strict,
}
