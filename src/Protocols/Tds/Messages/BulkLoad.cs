using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>
/// The beginning of a bulk load (MS-TDS §2.2.6.1): COLMETADATA, then rows, then DONE of nine or thirteen bytes, or none at all. What
/// follows an allowed INSERT BULK is data of its columns and is passed on as it comes; only its beginning is looked at.
/// </summary>
public static class BulkLoad
{
    /// <summary>The message begins as a bulk load does. An empty one is taken back by its client.</summary>
    /// <exception cref="WireFault">It does not.</exception>
    public static void CheckBeginning(ReadOnlySpan<byte> payload)
    {
        if (!payload.IsEmpty && payload[0] != (byte)TokenKind.ColMetadata)
        {
            WireFault.Throw("a bulk load that does not begin with its columns");
        }
    }
}
