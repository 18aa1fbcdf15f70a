using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>
/// NegotiateProtocolVersion ('v'): Int32 newest version the server has (major in the upper 16 bits, as PostgreSQL sends it, though
/// its documentation spoke of the minor alone), Int32 count, String name each of the options it does not know.
/// </summary>
public readonly record struct NegotiateProtocolVersionMessage(int Version, int OptionCount)
{
    public static NegotiateProtocolVersionMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var version = reader.ReadInt32();
        var count = reader.ReadInt32();
        if (count < 0 || count > reader.Remaining)
        {
            WireFault.Throw("NegotiateProtocolVersion with an impossible number of options");
        }

        for (var i = 0; i < count; i++)
        {
            reader.ReadCString();
        }

        reader.ExpectEnd("NegotiateProtocolVersion");
        return new NegotiateProtocolVersionMessage(version, count);
    }

    public static void Write(WireBuffer buffer, int version, IReadOnlyCollection<string> options)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.NegotiateProtocolVersion);
        buffer.WriteInt32(version);
        buffer.WriteInt32(options.Count);
        foreach (var option in options)
        {
            FrameWriter.WriteField(buffer, Encoding.UTF8.GetBytes(option));
        }

        buffer.End(mark);
    }
}
