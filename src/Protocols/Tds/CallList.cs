using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>All calls of one RPC request (MS-TDS §2.2.6.6), read to the end before any of them is decided. Kept and filled anew.</summary>
internal sealed class CallList(WireLimits limits)
{
    private readonly List<RpcCall> _calls = [];

    public int Count { get; private set; }

    /// <summary>Some of its calls are not to be executed.</summary>
    public bool HasUnexecuted { get; private set; }

    public RpcCall this[int index] => _calls[index];

    /// <param name="body">The request behind ALL_HEADERS.</param>
    public void Read(ReadOnlySpan<byte> body, TdsVersion version)
    {
        (Count, HasUnexecuted) = (0, false);
        var reader = new RpcReader(body, version);
        while (reader.MoveNext())
        {
            Next().Read(ref reader, body, limits);
            HasUnexecuted |= reader.IsNotExecuted;
        }
    }

    private RpcCall Next()
    {
        if (Count == _calls.Count)
        {
            if (Count >= limits.Parameters)
            {
                WireFault.Throw("an RPC request with too many calls");
            }

            _calls.Add(new RpcCall());
        }

        return _calls[Count++];
    }
}
