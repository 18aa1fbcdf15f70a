using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>The packets around a TLS handshake in TDS 7 (MS-TDS §2.2.6.5): PRELOGIN of both sides; old servers say TABULAR_RESULT.</summary>
internal sealed class PreLoginFraming : IHandshakeFraming
{
    public static TlsTraits Traits => new(new PreLoginFraming(), Only12: true, ApplicationProtocol: null);

    /// <summary>TDS 8.0: TLS before everything, and nothing around it.</summary>
    public static TlsTraits StrictTraits { get; } = new(null, Only12: false, ApplicationProtocol: "tds/8.0");

    public int Unwrap(ReadOnlySpan<byte> received, WireBuffer records)
    {
        if (!received.IsEmpty && received[0] is not ((byte)MessageKind.PreLogin or (byte)MessageKind.TabularResult))
        {
            WireFault.Throw("a packet within the TLS handshake that has no place there");
        }

        if (!FrameReader.TryReadPacket(received, PacketHeader.LargestPacketSize, out var header, out var payload))
        {
            return 0;
        }

        records.WriteBytes(payload);
        return header.Length;
    }

    public void Wrap(ReadOnlySpan<byte> records, WireBuffer travelling) =>
        FrameWriter.Write(travelling, MessageKind.PreLogin, records, PacketHeader.LoginPacketSize);
}
