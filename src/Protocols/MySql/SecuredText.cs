using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>A secured text with its slots filled in as literals: MySQL's messages have no place for hidden parameters.</summary>
internal static class SecuredText
{
    public static byte[] WithLiterals(IGatewaySession gateway, JudgedText judged, SentText sent)
    {
        var buffer = new WireBuffer();
        Write(buffer, gateway, judged, sent);
        return buffer.Written.ToArray();
    }

    public static void Write(WireBuffer buffer, IGatewaySession gateway, JudgedText judged, SentText sent)
    {
        foreach (var part in sent.Parts)
        {
            if (part.Slot < 0)
            {
                buffer.WriteBytes(part.Text);
                continue;
            }

            // A literal must not grow together with a word before it.
            buffer.WriteByte((byte)' ');
            buffer.WriteBytes(gateway.SlotValue(judged, part.Slot, isLiteral: true));
            buffer.WriteByte((byte)' ');
        }
    }
}
