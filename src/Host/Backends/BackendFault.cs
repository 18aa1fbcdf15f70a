using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>A backend connection could not be made or broke: ends the lease, not the gateway. The text names no secret.</summary>
public sealed class BackendFault : Exception
{
    public BackendFault(string message, bool isTransient = true)
        : base(message) => IsTransient = isTransient;

    public BackendFault(string message, Exception inner)
        : base(message, inner) => IsTransient = true;

    /// <summary>Whether trying again may help (a refused password will not).</summary>
    public bool IsTransient { get; }

    /// <summary>The server's code of a refused login, where it gave one.</summary>
    public string? Code { get; init; }

    /// <summary>What those who wait for the connection are told.</summary>
    public Denial AsDenial(IWireProtocol protocol, string database) =>
        (Code is { } code ? protocol.RefusedDatabase(code, database) : null) ?? new Denial(DenialCase.NoBackend, "no backend connection: " + Message);
}
