using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// COM_STMT_EXECUTE (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html"/>): the head says
/// which statement; its parameters can be read only by who knows how many that has.
/// </summary>
public readonly ref struct ComStmtExecute
{
    /// <summary>Command, statement id, flags, iteration count.</summary>
    public const int HeadLength = 10;

    public uint StatementId { get; init; }

    /// <summary>0 no cursor, 1 read only, 2 for update, 4 scrollable; 8 the number of parameters is sent.</summary>
    public byte Flags { get; init; }

    /// <summary>From the number of parameters or the null bitmap on.</summary>
    public ReadOnlySpan<byte> Rest { get; init; }

    public const byte CursorMask = 0x07;

    public const byte ParameterCountAvailable = 0x08;

    /// <param name="payload">With the command byte; at least the head.</param>
    public static ComStmtExecute Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var id = reader.ReadUInt32();
        var flags = reader.ReadByte();
        if (reader.ReadUInt32() != 1)
        {
            WireFault.Throw("an execution with an iteration count other than 1");
        }

        return new ComStmtExecute { StatementId = id, Flags = flags, Rest = reader.Rest };
    }

    /// <summary>Reads the parameters up to their values.</summary>
    /// <param name="parameters">How many the prepared statement has.</param>
    public ParameterBlock ReadParameters(int parameters, Capabilities capabilities, WireLimits limits)
    {
        var reader = new PacketReader(Rest);
        var hasNames = (capabilities & Capabilities.QueryAttributes) != 0;
        var count = parameters;
        if (hasNames && (Flags & ParameterCountAvailable) != 0)
        {
            count = reader.ReadCount(limits.Parameters, "parameters");
            if (count < parameters)
            {
                WireFault.Throw("an execution with fewer parameters than its statement has");
            }
        }

        return ParameterBlock.Read(ref reader, count, hasNames);
    }

    public static void WriteHead(WireBuffer buffer, uint statementId, byte flags)
    {
        buffer.WriteByte((byte)ClientMessageKind.StmtExecute);
        buffer.WriteUInt32(statementId);
        buffer.WriteByte(flags);
        buffer.WriteUInt32(1);
    }
}
