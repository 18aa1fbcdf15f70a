namespace ProxyDb.Protocols.Tds;

/// <summary>One whole request of a client.</summary>
/// <param name="status">Of its first packet.</param>
/// <param name="payload">Of all its packets, put together.</param>
/// <param name="start">Behind ALL_HEADERS.</param>
internal readonly ref struct ClientRequest(MessageKind kind, PacketStatus status, ReadOnlySpan<byte> payload, int start)
{
    public MessageKind Kind { get; } = kind;

    public PacketStatus Status { get; } = status;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public int Start { get; } = start;

    /// <summary>The client asks to be told when the result changes.</summary>
    public bool HasNotification { get; init; }

    public ReadOnlySpan<byte> Body => Payload[Start..];

    /// <summary>How an answer to it ends.</summary>
    public TokenKind DoneKind => Kind == MessageKind.Rpc ? TokenKind.DoneProc : TokenKind.Done;
}
