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
}
