using System.Globalization;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>ERROR or INFO (MS-TDS §2.2.7.10, §2.2.7.13). Texts are UTF-16LE.</summary>
/// <param name="number">Of the message, as in sys.messages.</param>
/// <param name="class">Severity: up to 10 INFO, 14 rights, from 20 on the connection ends.</param>
/// <param name="line">In the batch or procedure, from 1 on.</param>
public readonly ref struct MessageToken(
    TokenKind kind, int number, byte state, byte @class, ReadOnlySpan<byte> text, ReadOnlySpan<byte> server, ReadOnlySpan<byte> procedure,
    uint line)
{
    /// <summary>Longest text that is written, in UTF-16 units: the token's length has two bytes.</summary>
    private const int LongestText = 16 << 10;

    public TokenKind Kind { get; } = kind;

    public int Number { get; } = number;

    public byte State { get; } = state;

    public byte Class { get; } = @class;

    public ReadOnlySpan<byte> Text { get; } = text;

    public ReadOnlySpan<byte> Server { get; } = server;

    public ReadOnlySpan<byte> Procedure { get; } = procedure;

    public uint Line { get; } = line;

    /// <exception cref="WireFault">Lengths that do not fit.</exception>
    public static MessageToken Read(ReadOnlySpan<byte> token, TdsVersion version)
    {
        var reader = new FieldReader(token);
        var kind = (TokenKind)reader.ReadByte();
        reader.ReadUInt16();
        var number = reader.ReadInt32();
        var state = reader.ReadByte();
        var severity = reader.ReadByte();
        var text = reader.ReadText();
        var server = reader.ReadShortText();
        var procedure = reader.ReadShortText();
        var line = version.IsAtLeast72() ? reader.ReadUInt32() : reader.ReadUInt16();
        reader.ExpectEnd("an error or information");
        return new MessageToken(kind, number, state, severity, text, server, procedure, line);
    }

    public static void Write(
        WireBuffer buffer, TdsVersion version, TokenKind kind, int number, byte state, byte @class, ReadOnlySpan<char> text,
        ReadOnlySpan<char> server, ReadOnlySpan<char> procedure = default, uint line = 1)
    {
        buffer.WriteByte((byte)kind);
        var mark = buffer.BeginCounted();
        buffer.WriteUInt32((uint)number);
        buffer.WriteByte(state);
        buffer.WriteByte(@class);
        buffer.WriteText(text[..Math.Min(text.Length, LongestText)]);
        buffer.WriteShortText(server);
        buffer.WriteShortText(procedure);
        if (version.IsAtLeast72())
        {
            buffer.WriteUInt32(line);
        }
        else
        {
            buffer.WriteUInt16((int)Math.Min(line, ushort.MaxValue));
        }

        buffer.EndCounted(mark);
    }

    /// <summary>The number as the audit has it.</summary>
    public string Code => Number.ToString(CultureInfo.InvariantCulture);
}
