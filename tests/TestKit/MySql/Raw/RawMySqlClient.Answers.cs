using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Reading answers of the command phase.</summary>
public sealed partial class RawMySqlClient
{
    /// <summary>All results of one command, up to the one that announces no more; stops at a request for a local file.</summary>
    public IReadOnlyList<MySqlResult> ReadAnswer(bool isBinary = false)
    {
        var results = new List<MySqlResult>();
        do
        {
            results.Add(ReadResult(isBinary));
        }
        while (results[^1] is { IsError: false, HasMore: true, LocalFile: null });
        return results;
    }

    public MySqlResult ReadResult(bool isBinary = false)
    {
        var packet = Need();
        switch (packet[0])
        {
            case 0:
                return ReadOk(packet);
            case 0xff:
                return ReadError(packet);
            case 0xfb:
                return new MySqlResult { LocalFile = Encoding.UTF8.GetString(packet.AsSpan(1)) };
            case 0xfe when packet.Length < 9:
                return ReadEof(packet);
            default:
                var at = 0;
                var columns = ReadColumns((int)PacketBytes.ReadLenenc(packet, ref at)!.Value, out var status);
                return (status & 0x40) != 0 ? new MySqlResult { Columns = columns, Status = status, IsBinary = isBinary } : ReadRows(columns, isBinary);
        }
    }

    /// <summary>Rows up to their end, for COM_STMT_FETCH.</summary>
    public MySqlResult ReadRows(IReadOnlyList<MySqlColumn> columns, bool isBinary)
    {
        var rows = new List<byte[]>();
        while (true)
        {
            var packet = Need();
            if (packet[0] == 0xff)
                return ReadError(packet);
            if (packet[0] == 0xfe && packet.Length < (DeprecatesEof ? PacketStream.MaxPayload : 9))
            {
                var end = DeprecatesEof ? ReadOk(packet) : ReadEof(packet);
                return new MySqlResult
                {
                    Columns = columns, Rows = rows, IsBinary = isBinary, Status = end.Status, Warnings = end.Warnings, Changes = end.Changes, AffectedRows = -1,
                };
            }

            rows.Add(packet);
        }
    }

    /// <summary>Column definitions and, without CLIENT_DEPRECATE_EOF, the EOF behind them.</summary>
    /// <param name="status">Status flags of that EOF; with a cursor and CLIENT_DEPRECATE_EOF those of the OK that follows.</param>
    private List<MySqlColumn> ReadColumns(int count, out int status)
    {
        var columns = new List<MySqlColumn>();
        for (var i = 0; i < count; i++)
            columns.Add(MySqlColumn.Read(Need()));
        status = DeprecatesEof || count == 0 ? 0 : ReadEof(Need()).Status;
        return columns;
    }

    private byte[] Need() => ReadPacket() ?? throw new EndOfStreamException("the server closed the connection");

    private MySqlResult ReadOk(byte[] packet)
    {
        var at = 1;
        var affected = PacketBytes.ReadLenenc(packet, ref at) ?? 0;
        var id = PacketBytes.ReadLenenc(packet, ref at) ?? 0;
        var status = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(at));
        var warnings = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(at + 2));
        at += 4;
        var info = "";
        var changes = new List<(byte, byte[])>();
        if (Capabilities.HasFlag(MySqlCapability.SessionTrack))
        {
            info = at < packet.Length ? Encoding.UTF8.GetString(PacketBytes.ReadLenencBytes(packet, ref at)!) : "";
            if ((status & 0x4000) != 0)
            {
                var end = at + (int)PacketBytes.ReadLenenc(packet, ref at)!.Value;
                for (end = Math.Min(packet.Length, end + 9); at < end;)
                {
                    var type = packet[at++];
                    changes.Add((type, PacketBytes.ReadLenencBytes(packet, ref at)!));
                }
            }
        }
        else if (at < packet.Length)
        {
            info = Encoding.UTF8.GetString(packet.AsSpan(at));
        }

        return new MySqlResult { AffectedRows = (long)affected, InsertId = id, Status = status, Warnings = warnings, Info = info, Changes = changes };
    }

    private static MySqlResult ReadEof(byte[] packet) => new()
    {
        Warnings = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(1)), Status = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(3)), AffectedRows = -1,
    };

    private static MySqlResult ReadError(byte[] packet)
    {
        var hasState = packet.Length > 8 && packet[3] == '#';
        return new MySqlResult
        {
            ErrorCode = BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(1)),
            SqlState = hasState ? Encoding.ASCII.GetString(packet.AsSpan(4, 5)) : "",
            Message = Encoding.UTF8.GetString(packet.AsSpan(hasState ? 9 : 3)),
        };
    }
}
