using System.Security.Cryptography;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// The server's greeting
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html"/>).
/// </summary>
/// <param name="Scramble">Twenty bytes, the terminating zero left out.</param>
/// <param name="AuthPlugin">Empty when the server names none.</param>
internal sealed record HandshakeV10(
    string ServerVersion, uint ConnectionId, byte[] Scramble, Capabilities Capabilities, byte Collation, ServerStatus Status, string AuthPlugin)
{
    public const int ScrambleLength = 20;

    private const byte Version = 10;
    private const int FirstPart = 8;
    private const int TextLength = 256;

    public static HandshakeV10 Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload);
        if (reader.ReadByte() != Version)
        {
            WireFault.Throw("a greeting of another protocol than version 10");
        }

        var version = PrintableText.FromUtf8(reader.ReadCString(), TextLength);
        var id = reader.ReadUInt32();
        var scramble = reader.ReadBytes(FirstPart);
        reader.ReadByte();
        var capabilities = (Capabilities)reader.ReadUInt16();
        var collation = reader.ReadByte();
        var status = (ServerStatus)reader.ReadUInt16();
        capabilities |= (Capabilities)((ulong)reader.ReadUInt16() << 16);
        var length = reader.ReadByte();
        reader.ReadBytes(6);
        var extended = reader.ReadUInt32();
        if ((capabilities & Capabilities.LongPassword) == 0)
        {
            capabilities |= (Capabilities)((ulong)extended << 32);
        }

        var second = reader.ReadBytes(Math.Min(reader.Remaining, Math.Max(13, length - FirstPart)));
        second = second.EndsWith("\0"u8) ? second[..^1] : second;
        var plugin = (capabilities & Capabilities.PluginAuth) != 0 ? PrintableText.FromUtf8(reader.ReadCStringOrRest(), TextLength) : "";
        return new HandshakeV10(version, id, [.. scramble, .. second], capabilities, collation, status, plugin);
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte(Version);
        buffer.WriteCString(ServerVersion);
        buffer.WriteUInt32(ConnectionId);
        buffer.WriteBytes(Scramble.AsSpan(0, FirstPart));
        buffer.WriteByte(0);
        buffer.WriteUInt16((ushort)Capabilities);
        buffer.WriteByte(Collation);
        buffer.WriteUInt16((ushort)Status);
        buffer.WriteUInt16((ushort)((ulong)Capabilities >> 16));
        buffer.WriteByte(ScrambleLength + 1);
        buffer.WriteBytes(stackalloc byte[6]);
        buffer.WriteUInt32((uint)((ulong)Capabilities >> 32));
        buffer.WriteCString(Scramble.AsSpan(FirstPart));
        buffer.WriteCString(AuthPlugin);
    }

    /// <summary>Random bytes that a client can read as text up to a zero: none is NUL or <c>$</c>, as the server makes them.</summary>
    public static byte[] MakeScramble()
    {
        var scramble = RandomNumberGenerator.GetBytes(ScrambleLength);
        for (var i = 0; i < scramble.Length; i++)
        {
            scramble[i] &= 0x7f;
            if (scramble[i] is 0 or (byte)'$')
            {
                scramble[i]++;
            }
        }

        return scramble;
    }
}
