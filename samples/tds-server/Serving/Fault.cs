namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>What a hostile or broken server does in place of its answer.</summary>
public sealed record Fault
{
    /// <summary>Waits first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Tokens sent as the whole answer, in right packets.</summary>
    public byte[]? Tokens { get; init; }

    /// <summary>Bytes sent as they are, packet headers and all.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>Tokens sent before the right answer, in its message.</summary>
    public byte[]? Before { get; init; }

    /// <summary>Ends the connection afterwards, without an answer unless one of the above is given.</summary>
    public bool Close { get; init; }

    /// <summary>No answer; the connection stays.</summary>
    public bool Silent { get; init; }
}
