using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>A statement the client prepared by Parse. Immutable but for the verdict, which is renewed when policy or catalog change.</summary>
internal sealed class ClientStatement(byte[] name, byte[] text, byte[] parameterTypes, JudgedText judged)
{
    private StatementKey? _key;
    private byte[]? _sent;
    private SentText? _rendered;
    private object? _renderedFor;

    public byte[] Name { get; } = name;

    public byte[] Text => text;

    public byte[] ParameterTypes { get; } = parameterTypes;

    public JudgedText Judged = judged;

    /// <summary>What the server is given to parse, as of the last <see cref="Render"/>: another array whenever it is another text.</summary>
    public byte[] Sent => _sent ?? Own;

    /// <summary>It gives up a statement prepared by Parse: see <see cref="StatementWriter.WriteGone"/>.</summary>
    public bool GivesUp { get; init; }

    /// <summary>The client's parameters: those of its text, and what it declares beyond. Hidden ones follow.</summary>
    public int ParameterCount => Math.Max(Judged.Sent?.ParameterCount ?? 0, ParameterTypes.Length / sizeof(int));

    /// <summary>What was announced of the result, for the unnamed statement; named ones have it with the server's.</summary>
    public AnnouncedResult Announced { get; } = new();

    /// <summary>Brings <see cref="Sent"/> to the verdict in force: what masks and filters make of the text for this session.</summary>
    public void Render(IGatewaySession gateway)
    {
        var sent = Judged.Sent;
        var version = sent is null || sent.BindsSlots || sent.SlotCount == 0 ? null : gateway.SlotVersion;
        if (ReferenceEquals(sent, _rendered) && ReferenceEquals(version, _renderedFor))
        {
            return;
        }

        (_rendered, _renderedFor) = (sent, version);
        var rendered = sent is null ? Own : sent.BindsSlots ? sent.WithParameters(ParameterCount) : SecuredText.WithLiterals(gateway, Judged, sent);
        if (!rendered.AsSpan().SequenceEqual(Sent))
        {
            _sent = rendered;
            _key = null;
        }
    }

    private byte[] Own => GivesUp ? StatementWriter.GiveUp : text;

    /// <summary>
    /// The key of the namespace it was prepared in, for good as long as its text is the same: what the client was told of its result holds
    /// for that statement only, and the server itself plans it anew when path or catalog have changed, or says that its result would
    /// differ (0A000). A secured text is part of it: other masks and filters are another statement.
    /// </summary>
    public StatementKey KeyIn(object scope) => _key ??= new StatementKey([.. Sent, 0, .. ParameterTypes], scope);
}
