using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>NotificationResponse ('A'): Int32 process id of the notifier, String channel, String payload.</summary>
public readonly ref struct NotificationResponseMessage(int processId, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> text)
{
    public int ProcessId { get; } = processId;

    public ReadOnlySpan<byte> Channel { get; } = channel;

    public ReadOnlySpan<byte> Text { get; } = text;

    public static NotificationResponseMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var processId = reader.ReadInt32();
        var channel = reader.ReadCString();
        var text = reader.ReadCString();
        reader.ExpectEnd("NotificationResponse");
        return new NotificationResponseMessage(processId, channel, text);
    }

    public static void Write(WireBuffer buffer, int processId, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> text)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.NotificationResponse);
        buffer.WriteInt32(processId);
        FrameWriter.WriteField(buffer, channel);
        FrameWriter.WriteField(buffer, text);
        buffer.End(mark);
    }
}
