using System.Buffers.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>CommandComplete ('C'): String tag, such as <c>INSERT 0 5</c> or <c>CREATE TABLE</c>.</summary>
public readonly ref struct CommandCompleteMessage(ReadOnlySpan<byte> tag)
{
    public ReadOnlySpan<byte> Tag { get; } = tag;

    public static CommandCompleteMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var message = new CommandCompleteMessage(reader.ReadCString());
        reader.ExpectEnd("CommandComplete");
        return message;
    }

    /// <summary>The number of rows: the last word of the tag. False when the tag has none.</summary>
    public bool TryGetRows(out long rows)
    {
        rows = 0;
        var space = Tag.LastIndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        var word = Tag[(space + 1)..];
        return !word.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(word, out rows, out var used) && used == word.Length;
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> tag)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.CommandComplete);
        FrameWriter.WriteField(buffer, tag);
        buffer.End(mark);
    }
}
