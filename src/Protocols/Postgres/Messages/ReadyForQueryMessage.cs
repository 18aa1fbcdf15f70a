using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Where a session stands between statements.</summary>
public enum TransactionStatus : byte
{
    Idle = (byte)'I',
    InTransaction = (byte)'T',

    /// <summary>In a failed transaction: only ROLLBACK and its kin are taken.</summary>
    Failed = (byte)'E',
}

/// <summary>ReadyForQuery ('Z'): Byte1 transaction status.</summary>
public readonly record struct ReadyForQueryMessage(TransactionStatus Status)
{
    public static ReadyForQueryMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var status = (TransactionStatus)reader.ReadByte();
        reader.ExpectEnd("ReadyForQuery");
        if (status is not (TransactionStatus.Idle or TransactionStatus.InTransaction or TransactionStatus.Failed))
        {
            WireFault.Throw("ReadyForQuery with an unknown transaction status");
        }

        return new ReadyForQueryMessage(status);
    }

    public static void Write(WireBuffer buffer, TransactionStatus status)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.ReadyForQuery);
        buffer.WriteByte((byte)status);
        buffer.End(mark);
    }
}
