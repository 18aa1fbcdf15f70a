using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>What a client has prepared, under a handle of the gateway's own: the server's differ from backend to backend.</summary>
internal sealed class ClientStatement
{
    private StatementKey? _key;
    private SentText? _renderedFrom;
    private object? _slots;

    public JudgedText Judged = null!;

    public ClientStatement(int handle, byte[] text, byte[] definition, string database)
    {
        (Handle, Text, Definition, Database) = (handle, text, definition, database);
        Sent = text;
    }

    public int Handle { get; }

    /// <summary>The client's text in UTF-8.</summary>
    public byte[] Text { get; }

    /// <summary>Definition of its parameters in UTF-8; empty: it has none.</summary>
    public byte[] Definition { get; }

    /// <summary>It is the call of a procedure that sp_prepexecrpc has brought: only that can prepare it again.</summary>
    public bool IsCall { get; init; }

    /// <summary>The database that was current when it was prepared: its names are of that one.</summary>
    public string Database { get; }

    /// <summary>What is sent for the text: itself, or its secured form with the values of its slots.</summary>
    public byte[] Sent { get; private set; }

    public StatementKey KeyIn(object scope)
    {
        if (_key is null || !ReferenceEquals(_key.Text, Sent) || !ReferenceEquals(_key.Scope, scope))
        {
            _key = new StatementKey(Sent, Definition, scope, IsCall);
        }

        return _key;
    }

    /// <summary>Brings <see cref="Sent"/> to what the verdict wants sent.</summary>
    public void Render(IGatewaySession gateway)
    {
        if (Judged.Sent is not { } sent)
        {
            (Sent, _renderedFrom) = (Text, null);
            return;
        }

        if (!ReferenceEquals(_renderedFrom, sent) || !ReferenceEquals(_slots, gateway.SlotVersion))
        {
            var buffer = new WireBuffer();
            SecuredText.Write(buffer, gateway, Judged, sent);
            var text = buffer.Written.ToArray();
            Sent = text.AsSpan().SequenceEqual(Sent) ? Sent : text;
            (_renderedFrom, _slots) = (sent, gateway.SlotVersion);
        }
    }
}
