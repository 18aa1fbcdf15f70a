using System.Buffers.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>
/// Fields of ErrorResponse ('E') and NoticeResponse ('N'): each Byte1 field code and String value, ended by a zero byte
/// (<see href="https://www.postgresql.org/docs/current/protocol-error-fields.html"/>).
/// </summary>
public readonly ref struct ErrorFields
{
    private readonly ReadOnlySpan<byte> _fields;

    private ErrorFields(ReadOnlySpan<byte> fields) => _fields = fields;

    /// <summary>Severity that is never translated (V), else the displayed one (S).</summary>
    public ReadOnlySpan<byte> Severity => TryGet((byte)'V', out var severity) ? severity : Get((byte)'S');

    /// <summary>SQLSTATE.</summary>
    public ReadOnlySpan<byte> Code => Get((byte)'C');

    public ReadOnlySpan<byte> Message => Get((byte)'M');

    /// <summary>1-based character position in the statement, 0 for none.</summary>
    public int Position =>
        TryGet((byte)'P', out var text) && Utf8Parser.TryParse(text, out int position, out var used) && used == text.Length && position > 0 ? position : 0;

    /// <summary>Whether the server closes the connection after it.</summary>
    public bool IsFatal => Severity.SequenceEqual("FATAL"u8) || Severity.SequenceEqual("PANIC"u8);

    public static ErrorFields Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        while (reader.ReadByte() != 0)
        {
            reader.ReadCString();
        }

        reader.ExpectEnd("ErrorResponse or NoticeResponse");
        return new ErrorFields(payload);
    }

    /// <summary>The first field of a code.</summary>
    public bool TryGet(byte field, out ReadOnlySpan<byte> value)
    {
        var reader = new WireReader(_fields);
        while (reader.Remaining > 1)
        {
            var code = reader.ReadByte();
            value = reader.ReadCString();
            if (code == field)
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Begins an ErrorResponse or NoticeResponse; then <see cref="WriteField(WireBuffer, char, ReadOnlySpan{byte})"/> and <see cref="End"/>.</summary>
    public static int Begin(WireBuffer buffer, ServerMessageKind kind) => buffer.Begin((byte)kind);

    public static void WriteField(WireBuffer buffer, char field, ReadOnlySpan<byte> value)
    {
        buffer.WriteByte((byte)field);
        FrameWriter.WriteField(buffer, value);
    }

    public static void End(WireBuffer buffer, int mark)
    {
        buffer.WriteByte(0);
        buffer.End(mark);
    }

    private ReadOnlySpan<byte> Get(byte field) => TryGet(field, out var value) ? value : default;
}
