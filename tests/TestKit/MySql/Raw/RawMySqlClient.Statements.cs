using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>COM_STMT_*.</summary>
public sealed partial class RawMySqlClient
{
    private const byte VarString = 253;

    /// <exception cref="RawMySqlException">The server refused the statement.</exception>
    public RawStatement Prepare(string sql)
    {
        Send(PacketBytes.Of(0x16).Text(sql).ToArray());
        return ReadPrepared();
    }

    public RawStatement ReadPrepared()
    {
        var packet = Need();
        ThrowIfError(packet);
        var columns = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(5));
        var parameters = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(7));
        return new RawStatement(
            BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(1)), ReadColumns(parameters, out _), ReadColumns(columns, out _),
            BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(10)));
    }

    /// <summary>COM_STMT_EXECUTE with string parameters.</summary>
    /// <param name="cursor">Open a read-only cursor: rows come by <see cref="Fetch"/>.</param>
    /// <param name="sendTypes">False: the types of an earlier execution hold.</param>
    public void SendExecute(RawStatement statement, IReadOnlyList<string?> parameters, bool cursor = false, bool sendTypes = true)
    {
        var packet = PacketBytes.Of(0x17).Int4(statement.Id).Int1(cursor ? 1 : 0).Int4(1);
        if (parameters.Count > 0 || Capabilities.HasFlag(MySqlCapability.QueryAttributes))
        {
            if (Capabilities.HasFlag(MySqlCapability.QueryAttributes) && parameters.Count > 0)
                packet.Lenenc((ulong)parameters.Count);
            var nulls = new byte[(parameters.Count + 7) / 8];
            for (var i = 0; i < parameters.Count; i++)
                nulls[i / 8] |= (byte)(parameters[i] is null ? 1 << (i % 8) : 0);
            packet.Bytes(nulls).Int1(sendTypes ? 1 : 0);
            if (sendTypes)
            {
                foreach (var _ in parameters)
                    packet.Int2(VarString);
            }

            foreach (var value in parameters)
            {
                if (value is not null)
                    packet.LenencText(value);
            }
        }

        Send(packet.ToArray());
    }

    public IReadOnlyList<MySqlResult> Execute(RawStatement statement, params string?[] parameters)
    {
        SendExecute(statement, parameters);
        return ReadAnswer(isBinary: true);
    }

    /// <summary>Opens a cursor; the columns, and the server's status flags.</summary>
    public MySqlResult OpenCursor(RawStatement statement, params string?[] parameters)
    {
        SendExecute(statement, parameters, cursor: true);
        var packet = Need();
        ThrowIfError(packet);
        if (packet[0] == 0)
            return ReadOk(packet);
        var at = 0;
        var columns = ReadColumns((int)PacketBytes.ReadLenenc(packet, ref at)!.Value, out var status);
        if (!DeprecatesEof)
            return new MySqlResult { Columns = columns, Status = status, IsBinary = true };
        return ReadRows(columns, isBinary: true);
    }

    public MySqlResult Fetch(RawStatement statement, IReadOnlyList<MySqlColumn> columns, int rows)
    {
        Send(PacketBytes.Of(0x1c).Int4(statement.Id).Int4(rows).ToArray());
        return ReadRows(columns, isBinary: true);
    }

    /// <summary>COM_STMT_SEND_LONG_DATA; has no answer.</summary>
    public void SendLongData(RawStatement statement, int parameter, string part) =>
        Send(PacketBytes.Of(0x18).Int4(statement.Id).Int2(parameter).Bytes(Encoding.UTF8.GetBytes(part)).ToArray());

    /// <summary>COM_STMT_CLOSE; has no answer.</summary>
    public void Close(RawStatement statement) => Send(PacketBytes.Of(0x19).Int4(statement.Id).ToArray());

    public MySqlResult Reset(RawStatement statement) => Command(0x1a, BitConverter.GetBytes(statement.Id));
}
