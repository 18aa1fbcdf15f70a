using System.Buffers;

namespace ProxyDb.Host.Network;

/// <summary>
/// What a protocol puts around the records of a TLS handshake; it ends with the handshake, behind which records travel bare.
/// One object a connection.
/// </summary>
public interface ITlsFraming
{
    /// <summary>Result of <see cref="Unwrap"/>: the peer sent what is no frame.</summary>
    const int Malformed = -1;

    /// <summary>
    /// Appends the records within one frame, or a part of one; returns how much of the input was taken, 0 when more bytes are needed.
    /// Never takes from a second frame: it may be the first bare record.
    /// </summary>
    int Unwrap(ReadOnlySpan<byte> received, IBufferWriter<byte> records);

    /// <summary>One flight of records, as it is to travel.</summary>
    void Wrap(ReadOnlySpan<byte> records, IBufferWriter<byte> travelling);
}
