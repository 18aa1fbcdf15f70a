using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// A statement the client prepared by COM_STMT_PREPARE, under an id of the gateway's. What it holds at a server (cursor, long data) is
/// noted here; the verdict is renewed when policy or catalog change.
/// </summary>
internal sealed class ClientStatement(uint id, byte[] text, JudgedText judged, string database)
{
    private StatementKey? _key;
    private byte[]? _sent;
    private SentText? _rendered;
    private object? _renderedFor;

    public uint Id { get; } = id;

    public byte[] Text { get; } = text;

    public JudgedText Judged = judged;

    /// <summary>The current database when it was prepared: its names are of that one for good.</summary>
    public string Database { get; } = database;

    /// <summary>Placeholders of the text, as the client was told; -1: not answered yet.</summary>
    public int ParameterCount { get; set; } = -1;

    /// <summary>Types of the parameters as the client sent them last, two bytes each; null: never.</summary>
    public byte[]? Types { get; set; }

    /// <summary>Which parameters have long data at the server; null: none.</summary>
    public bool[]? LongData { get; set; }

    /// <summary>Long data were refused or lost: the next execution fails with this.</summary>
    public Denial? LongDataRefusal { get; set; }

    public StatementCursor? Cursor { get; set; }

    /// <summary>The statement at the server that long data or the cursor hang on.</summary>
    public ServerStatement? Held { get; set; }

    /// <summary>What the server is given to prepare, as of the last <see cref="Render"/>: another array whenever it is another text.</summary>
    public byte[] Sent => _sent ?? Text;

    /// <summary>Brings <see cref="Sent"/> to the verdict in force: what masks and filters make of the text for this session.</summary>
    public void Render(IGatewaySession gateway)
    {
        var sent = Judged.Sent;
        var version = sent is null || sent.SlotCount == 0 ? null : gateway.SlotVersion;
        if (ReferenceEquals(sent, _rendered) && ReferenceEquals(version, _renderedFor))
        {
            return;
        }

        (_rendered, _renderedFor) = (sent, version);
        var rendered = sent is null ? Text : SecuredText.WithLiterals(gateway, Judged, sent);
        if (!rendered.AsSpan().SequenceEqual(Sent))
        {
            _sent = rendered;
            _key = null;
        }
    }

    /// <summary>It has a statement of its own at the server, for what hangs on that.</summary>
    public bool IsPrivate { get; private set; }

    public void MakePrivate()
    {
        _key = IsPrivate ? _key : null;
        IsPrivate = true;
    }

    /// <summary>The key in a namespace. A secured text is part of it: other masks and filters are another statement.</summary>
    public StatementKey KeyIn(object scope)
    {
        if (_key is null || !ReferenceEquals(_key.Scope, scope))
        {
            _key = new StatementKey(Sent, scope, IsPrivate ? this : null);
        }

        return _key;
    }
}
