namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_STMT_SEND_LONG_DATA: a piece of one parameter's value. It has no answer.</summary>
public readonly ref struct ComStmtSendLongData
{
    /// <summary>Command, statement id, parameter.</summary>
    public const int HeadLength = 7;

    public uint StatementId { get; init; }

    /// <summary>From 0.</summary>
    public ushort Parameter { get; init; }

    public ReadOnlySpan<byte> Data { get; init; }

    public static ComStmtSendLongData Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        return new ComStmtSendLongData { StatementId = reader.ReadUInt32(), Parameter = reader.ReadUInt16(), Data = reader.ReadRest() };
    }
}
