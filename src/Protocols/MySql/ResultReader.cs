using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Reads what a backend sends: nothing is ever asked of one.</summary>
internal static class ResultReader
{
    public static int Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            WireFault.Throw("an answer of the server to nothing");
        }

        return 0;
    }
}
