using System.Globalization;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Messages in short words, to be compared: tokens with blanks between them, messages with a bar.</summary>
internal static class AnswerText
{
    public static string Of(byte[] bytes, TdsVersion version)
    {
        var messages = new List<string>();
        var tokens = new List<string>();
        var reader = new TokenReader(version, WireLimits.Default) { WholeRows = true };
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            Assert.That(FrameReader.TryReadPacket(rest, PacketHeader.LargestPacketSize, out var header, out var payload), Is.True, "a packet cut short");
            Assert.That((int)header.Status, Is.LessThanOrEqualTo(1));
            rest = rest[header.Length..];
            while (reader.Read(payload, out var token, out var consumed) == TokenStep.Token)
            {
                payload = payload[consumed..];
                tokens.Add(Of(reader, token));
            }

            if (header.IsLast)
            {
                reader.ExpectEndOfMessage();
                messages.Add(string.Join(' ', tokens));
                tokens.Clear();
                reader.Reset();
                reader.WholeRows = true;
            }
        }

        Assert.That(tokens, Is.Empty, "a message without an end");
        return string.Join(" | ", messages);
    }

    private static string Of(TokenReader reader, ReadOnlySpan<byte> token) => reader.Kind switch
    {
        TokenKind.Done or TokenKind.DoneProc or TokenKind.DoneInProc => Of(DoneToken.Read(token, reader.Version)),
        TokenKind.Error or TokenKind.Info => Of(MessageToken.Read(token, reader.Version)),
        TokenKind.ReturnValue => Of(ReturnValueToken.Read(token, reader.Version)),
        TokenKind.ReturnStatus => "status",
        TokenKind.EnvChange => $"change{(int)EnvChangeToken.Read(token).Kind}",
        TokenKind.ColMetadata => reader.IsWithoutMetadata ? "columns()" : $"columns({Names(reader.Columns)})",
        TokenKind.Row => $"row({Values(token, reader.Columns)})",
        _ => reader.Kind.ToString(),
    };

    private static string Of(DoneToken done) => string.Create(
        CultureInfo.InvariantCulture,
        $"{done.Kind.ToString().ToLowerInvariant()}[{(int)done.Status:x}{(done.HasCount ? $",{done.Rows}" : "")}]");

    private static string Of(MessageToken message) =>
        $"{message.Kind.ToString().ToLowerInvariant()}{message.Number}/{message.Class}";

    private static string Of(ReturnValueToken value) => $"value{value.Ordinal}={(value.TryGetInt32(out var number) ? number : "null")}";

    private static string Names(ColumnMetadata columns) =>
        string.Join(',', Enumerable.Range(0, columns.Count).Select(i => FieldReader.TextOf(columns.NameOf(i))));

    private static string Values(ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        var values = new List<string>();
        var walker = new RowWalker(token, columns);
        while (walker.MoveNext())
        {
            values.Add(walker.IsNull ? "NULL" : FieldReader.TextOf(walker.Raw[2..]));
        }

        return string.Join(',', values);
    }
}
