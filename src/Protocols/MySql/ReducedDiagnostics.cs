using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Errors of a secured statement, reduced to code, SQLSTATE and the names of objects: the server's words may quote values that masks
/// and filters hide, and the text they were put into. Where a code speaks of a name that the client itself has written, that name is
/// told.
/// </summary>
internal static class ReducedDiagnostics
{
    /// <summary>Payload of an ERR packet in place of the server's.</summary>
    /// <param name="payload">The server's.</param>
    /// <param name="client">The client's own text in UTF-8; empty when it is not at hand.</param>
    public static byte[] Write(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> client)
    {
        var error = ErrPacket.Read(payload);
        var buffer = new WireBuffer();
        ErrPacket.Write(buffer, error.Code, error.SqlState, Encoding.UTF8.GetBytes(DiagnosticTexts.Of(error, client)));
        return buffer.Written.ToArray();
    }

    /// <summary>Payload of an ERR packet of our own.</summary>
    public static byte[] Packet(Denial denial)
    {
        var buffer = new WireBuffer();
        byte sequence = 0;
        ErrorWriter.Write(buffer, ref sequence, denial);
        return buffer.Written[FrameReader.HeaderLength..].ToArray();
    }
}
