using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Execute ('E'): String portal, Int32 most rows (0 or less: all).</summary>
public readonly ref struct ExecuteMessage(ReadOnlySpan<byte> portal, int maxRows)
{
    public ReadOnlySpan<byte> Portal { get; } = portal;

    public int MaxRows { get; } = maxRows;

    public static ExecuteMessage Read(ReadOnlySpan<byte> payload, WireLimits? limits = null)
    {
        var reader = new WireReader(payload);
        var portal = MessageName.Read(ref reader, limits ?? WireLimits.Default);
        var maxRows = reader.ReadInt32();
        reader.ExpectEnd("Execute");
        return new ExecuteMessage(portal, maxRows);
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> portal, int maxRows)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Execute);
        FrameWriter.WriteField(buffer, portal);
        buffer.WriteInt32(maxRows);
        buffer.End(mark);
    }
}
