using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Query ('Q'): String text, one or more statements in the client's encoding.</summary>
public readonly ref struct QueryMessage(ReadOnlySpan<byte> text)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public static QueryMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var message = new QueryMessage(reader.ReadCString());
        reader.ExpectEnd("Query");
        return message;
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> text)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Query);
        FrameWriter.WriteField(buffer, text);
        buffer.End(mark);
    }
}
