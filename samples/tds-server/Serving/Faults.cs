namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Hooks for tests of what a client makes of a hostile server. They may change while the server runs.</summary>
public sealed class Faults
{
    /// <summary>Asked for each request, the login among them, before it is carried out; null: nothing unusual.</summary>
    public Func<ReceivedRequest, Fault?>? OnRequest { get; set; }

    /// <summary>Sent in place of the answer to PRELOGIN, packet header included.</summary>
    public byte[]? Prelogin { get; set; }
}
