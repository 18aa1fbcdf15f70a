using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>Kinds of TRANSACTION_MANAGER_REQUEST (MS-TDS §2.2.6.9).</summary>
public enum TransactionRequestKind : ushort
{
    GetDtcAddress = 0,
    Propagate = 1,
    Begin = 5,
    Promote = 6,
    Commit = 7,
    Rollback = 8,
    Save = 9,
}

/// <summary>One transaction request behind its headers.</summary>
/// <param name="isolation">Of the transaction that begins: 0 keep, 1 read uncommitted … 5 snapshot.</param>
/// <param name="name">UTF-16LE, of what begins, ends or is saved.</param>
/// <param name="beginsAnother">COMMIT or ROLLBACK begins a transaction at once.</param>
/// <param name="nextName">Of the transaction that begins then.</param>
public readonly ref struct TransactionRequest(
    TransactionRequestKind kind, byte isolation, ReadOnlySpan<byte> name, bool beginsAnother, ReadOnlySpan<byte> nextName)
{
    public TransactionRequestKind Kind { get; } = kind;

    public byte Isolation { get; } = isolation;

    public ReadOnlySpan<byte> Name { get; } = name;

    public bool BeginsAnother { get; } = beginsAnother;

    public ReadOnlySpan<byte> NextName { get; } = nextName;

    /// <param name="body">Behind ALL_HEADERS.</param>
    /// <exception cref="WireFault">An unknown kind, or lengths that do not fit.</exception>
    public static TransactionRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        var kind = (TransactionRequestKind)reader.ReadUInt16();
        var request = kind switch
        {
            TransactionRequestKind.GetDtcAddress or TransactionRequestKind.Propagate =>
                new TransactionRequest(kind, 0, reader.ReadCountedBytes(), false, default),
            TransactionRequestKind.Promote => new TransactionRequest(kind, 0, default, false, default),
            TransactionRequestKind.Begin => new TransactionRequest(kind, reader.ReadByte(), reader.ReadShortBytes(), false, default),
            TransactionRequestKind.Commit or TransactionRequestKind.Rollback => ReadEnd(ref reader, kind),
            TransactionRequestKind.Save => new TransactionRequest(kind, 0, reader.ReadShortBytes(), false, default),
            _ => Unknown(),
        };
        reader.ExpectEnd("a transaction request");
        return request;
    }

    private static TransactionRequest ReadEnd(scoped ref FieldReader reader, TransactionRequestKind kind)
    {
        var name = reader.ReadShortBytes();
        var begins = (reader.ReadByte() & 1) != 0;
        return begins
            ? new TransactionRequest(kind, reader.ReadByte(), name, true, reader.ReadShortBytes())
            : new TransactionRequest(kind, 0, name, false, default);
    }

    private static TransactionRequest Unknown()
    {
        WireFault.Throw("a transaction request that the protocol does not know");
        return default;
    }
}
