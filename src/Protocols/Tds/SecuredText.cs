using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>A secured text in UTF-8 with its slots filled in as literals: where it stands, there is no place for hidden parameters.</summary>
internal static class SecuredText
{
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
