using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>A secured text with its slots filled in as literals, where its message has no parameters.</summary>
internal static class SecuredText
{
    public static byte[] WithLiterals(IGatewaySession gateway, JudgedText judged, SentText sent)
    {
        var buffer = new WireBuffer();
        Write(buffer, gateway, judged, sent);
        return buffer.Written.ToArray();
    }

    /// <summary>A Query message.</summary>
    public static void WriteQuery(WireBuffer buffer, IGatewaySession gateway, JudgedText judged, SentText sent)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Query);
        Write(buffer, gateway, judged, sent);
        buffer.WriteByte(0);
        buffer.End(mark);
    }

    private static void Write(WireBuffer buffer, IGatewaySession gateway, JudgedText judged, SentText sent)
    {
        foreach (var part in sent.Parts)
        {
            if (part.Slot < 0)
            {
                RefuseZero(part.Text);
                buffer.WriteBytes(part.Text);
                continue;
            }

            // A literal must not grow together with a word before it.
            var literal = gateway.SlotValue(judged, part.Slot, isLiteral: true);
            RefuseZero(literal);
            buffer.WriteByte((byte)' ');
            buffer.WriteBytes(literal);
            buffer.WriteByte((byte)' ');
        }
    }

    /// <summary>A zero byte would end the text early.</summary>
    private static void RefuseZero(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
        {
            WireFault.Throw("a zero byte inside a secured text");
        }
    }
}
