using System.Buffers.Binary;
using System.Globalization;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// The Bind of a secured statement: hidden values are put behind the client's own, as text, and its format codes are spelled out where
/// they would otherwise speak of the hidden values too. Counts are checked here, since the server would word its error with ours.
/// </summary>
internal sealed class SecuredBind(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>What stands before the values of a Bind.</summary>
    /// <param name="ValuesAt">Offset behind the two names.</param>
    private readonly record struct Head(int Formats, short FirstFormat, int Count, int ValuesAt);

    /// <summary>Whether more of the message has to be there before it can be looked at.</summary>
    /// <param name="rest">What is there of the payload behind the two names.</param>
    public bool MustWait(ReadOnlySpan<byte> rest, bool isWhole, SentText sent, int totalLength) =>
        !isWhole && (!TryReadHead(rest, out _) || (NeedsWhole(sent) && totalLength <= state.Limits.StatementLength));

    /// <summary>Null: the message may be sent.</summary>
    public Denial? Refuse(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest, bool isWhole, ClientStatement statement, SentText sent)
    {
        TryReadHead(rest, out var head);
        if (head.Formats > 1 && head.Formats != head.Count)
        {
            return Native($"bind message has {head.Formats} parameter formats but {head.Count} parameters");
        }

        if (sent.HiddenCount > 0 && head.Count != statement.ParameterCount)
        {
            var name = System.Text.Encoding.UTF8.GetString(statement.Name);
            return Native(
                $"bind message supplies {head.Count} parameters, but prepared statement \"{name}\" requires {statement.ParameterCount}");
        }

        if (head.Count + sent.HiddenCount > state.Limits.Parameters)
        {
            return new Denial(DenialCase.FeatureNotSupported, "too many parameters for a statement under row filters; bind fewer");
        }

        if (!NeedsWhole(sent))
        {
            return null;
        }

        return isWhole
            ? WriteCheckReader.Refuse(_gateway, BindMessage.Read(payload, state.Limits), statement, sent)
            : new Denial(DenialCase.FeatureNotSupported, "the values of this statement are too long to be looked at as it has to be; bind less at a time");
    }

    /// <summary>Appends the Bind to the payload; of a message that is not whole the rest follows by <see cref="HiddenTail"/>.</summary>
    public void Write(
        ReadOnlySpan<byte> rest, int totalLength, ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statementName, ReadOnlySpan<byte> serverName,
        JudgedText judged)
    {
        var sent = judged.Sent!;
        TryReadHead(rest, out var head);
        var tail = state.Tail;
        tail.Bytes.Clear();
        for (var i = 0; i < sent.HiddenCount; i++)
        {
            tail.Add(_gateway.SlotValue(judged, i, isLiteral: false));
        }

        tail.Begin(head.Count);
        var buffer = state.Payload;
        var formats = FormatsToWrite(head, sent.HiddenCount);
        buffer.WriteByte((byte)ClientMessageKind.Bind);
        buffer.WriteInt32(totalLength - 1 - statementName.Length + serverName.Length + tail.Bytes.Length + ((formats - head.Formats) * sizeof(short)));
        buffer.WriteCString(portal);
        buffer.WriteCString(serverName);
        WriteFormats(buffer, rest, head, formats);
        buffer.WriteInt16(unchecked((short)(head.Count + sent.HiddenCount)));
        var values = rest[head.ValuesAt..];
        var end = tail.FindEnd(values);
        buffer.WriteBytes(end < 0 ? values : values[..end]);
        if (end >= 0)
        {
            buffer.WriteBytes(tail.Bytes.Written);
            buffer.WriteBytes(values[end..]);
        }
    }

    /// <summary>Keeps the result formats where rows are to be rewritten.</summary>
    public void KeepFormats(Portal portal, ReadOnlySpan<byte> payload, SentText sent)
    {
        if (sent.Masks.IsEmpty)
        {
            return;
        }

        var formats = BindMessage.Read(payload, state.Limits).ResultFormats;
        if (!formats.SequenceEqual(portal.Formats))
        {
            portal.Formats = formats.ToArray();
        }
    }

    private static bool NeedsWhole(SentText sent) => !sent.CheckedParameters.IsEmpty || !sent.Masks.IsEmpty;

    /// <summary>No code and one code for text hold for the hidden values too.</summary>
    private static int FormatsToWrite(in Head head, int hidden) =>
        hidden == 0 || head.Formats == 0 || (head.Formats == 1 && head.FirstFormat == 0) ? head.Formats : head.Count + hidden;

    private static void WriteFormats(WireBuffer buffer, ReadOnlySpan<byte> rest, in Head head, int formats)
    {
        buffer.WriteInt16(unchecked((short)formats));
        var own = rest.Slice(sizeof(short), head.Formats * sizeof(short));
        if (formats == head.Formats)
        {
            buffer.WriteBytes(own);
            return;
        }

        for (var i = 0; i < head.Count; i++)
        {
            buffer.WriteBytes(own.Slice(head.Formats == 1 ? 0 : i * sizeof(short), sizeof(short)));
        }

        for (var i = head.Count; i < formats; i++)
        {
            buffer.WriteInt16(0);
        }
    }

    private static bool TryReadHead(ReadOnlySpan<byte> rest, out Head head)
    {
        head = default;
        if (rest.Length < 2 * sizeof(short))
        {
            return false;
        }

        var formats = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var countAt = sizeof(short) + (formats * sizeof(short));
        if (rest.Length < countAt + sizeof(short))
        {
            return false;
        }

        var first = formats == 0 ? (short)0 : BinaryPrimitives.ReadInt16BigEndian(rest[sizeof(short)..]);
        head = new Head(formats, first, BinaryPrimitives.ReadUInt16BigEndian(rest[countAt..]), countAt + sizeof(short));
        return true;
    }

    private static Denial Native(FormattableString message) => Refusals.Native("08P01", message.ToString(CultureInfo.InvariantCulture));
}
