using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>
/// A client of TDS that hides nothing: sends bytes as told and shows each token. It shares its codec with the sample server, which real clients
/// check, and nothing with the product.
/// </summary>
public sealed partial class RawTdsClient : IDisposable
{
    private readonly Socket _socket;
    private TdsTokenReader _tokens = new(TdsVersion.Rank(TdsVersion.V74));
    private Stream _stream;
    private byte _packetId;

    private RawTdsClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Of the requests sent from now on; what the server agreed to at login.</summary>
    public int PacketSize { get; set; } = 4096;

    /// <summary>Of the open transaction, as ENVCHANGE told; written into ALL_HEADERS.</summary>
    public ulong Descriptor { get; set; }

    public string Database { get; private set; } = "";

    /// <summary>The answer to LOGIN7.</summary>
    public TdsAnswer LoginAnswer { get; private set; } = new([], []);

    /// <summary>The payload of the answer to PRELOGIN.</summary>
    public byte[] PreloginAnswer { get; private set; } = [];

    /// <summary>ENCRYPTION of the answer to PRELOGIN: 0 of the login only, 1 and 3 of everything, 2 of nothing.</summary>
    public byte Agreed { get; private set; } = PreloginMessage.NotSupported;

    /// <summary>Called with the payload of each packet that is read.</summary>
    public Action<byte[]>? PayloadRead { get; set; }

    /// <summary>SPID of the last packet read.</summary>
    public int Spid { get; private set; }

    private int Rank { get; set; } = TdsVersion.Rank(TdsVersion.V74);

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>A connection on which nothing has been read or sent.</summary>
    public static RawTdsClient Connect(int port, TimeSpan? timeout = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.ReceiveTimeout = (int)(timeout ?? TimeSpan.FromSeconds(20)).TotalMilliseconds;
        socket.Connect(IPAddress.Loopback, port);
        return new RawTdsClient(socket);
    }

    /// <summary>Bytes as they are, through TLS where there is TLS.</summary>
    public void SendRaw(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>A message of one or more packets.</summary>
    /// <param name="status">Added to the status of its first packet: 0x08 and 0x10 ask for a reset.</param>
    public void Send(byte type, ReadOnlySpan<byte> payload, byte status = 0) => SendRaw(Packets(type, payload, PacketSize, status));

    /// <summary>The packets of a message, to be sent in any pieces.</summary>
    public static byte[] Packets(byte type, ReadOnlySpan<byte> payload, int packetSize, byte status = 0, byte lastStatus = 1)
    {
        using var all = new MemoryStream();
        var room = packetSize - 8;
        byte id = 0;
        Span<byte> header = stackalloc byte[8];
        do
        {
            var count = Math.Min(room, payload.Length);
            header.Clear();
            header[0] = type;
            header[1] = (byte)(status | (count == payload.Length ? lastStatus : 0));
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(count + 8));
            header[6] = ++id;
            all.Write(header);
            all.Write(payload[..count]);
            payload = payload[count..];
        }
        while (payload.Length > 0);
        return all.ToArray();
    }

    /// <summary>ALL_HEADERS with the current descriptor; nothing before 7.2.</summary>
    public byte[] Headers() => Rank < TdsVersion.Rank72
        ? []
        : [0x16, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, .. BitConverter.GetBytes(Descriptor), 1, 0, 0, 0];

    public void SendBatch(string sql, byte status = 0) => Send(1, [.. Headers(), .. Encoding.Unicode.GetBytes(sql)], status);

    /// <summary>One message with all calls.</summary>
    public void SendRpc(byte status, params RawTdsRpc[] calls)
    {
        var bytes = new List<byte>(Headers());
        for (var i = 0; i < calls.Length; i++)
        {
            if (i > 0)
                bytes.Add(Rank < TdsVersion.Rank72 ? (byte)0x80 : (byte)0xFF);
            bytes.AddRange(calls[i].ToBytes(Rank));
        }

        Send(3, bytes.ToArray(), status);
    }

    public void SendAttention() => SendRaw([6, 1, 0, 8, 0, 0, ++_packetId, 0]);

    /// <summary>SQLBatch and its whole answer.</summary>
    public TdsAnswer Batch(string sql, byte status = 0)
    {
        SendBatch(sql, status);
        return Read();
    }

    /// <summary>A batch that must not fail.</summary>
    public TdsAnswer Run(string sql) => Batch(sql).OrThrow();

    public string? Scalar(string sql) => Run(sql).Scalar;

    /// <summary>The first error of a batch that must fail.</summary>
    public TdsMessage Error(string sql) =>
        Batch(sql).Errors is [var first, ..] ? first : throw new InvalidOperationException($"`{sql}` did not fail");

    public TdsAnswer Rpc(params RawTdsRpc[] calls)
    {
        SendRpc(0, calls);
        return Read();
    }

    /// <summary>Transaction manager request: 5 begin (isolation first), 7 commit, 8 roll back, 9 save.</summary>
    public TdsAnswer Transaction(int type, byte isolation = 0, string name = "", byte status = 0)
    {
        SendTransaction(type, name, isolation, status);
        return Read();
    }

    /// <summary>The request of <see cref="Transaction"/> without its answer.</summary>
    public void SendTransaction(int type, string name = "", byte isolation = 0, byte status = 0)
    {
        var bytes = Encoding.Unicode.GetBytes(name);
        byte[] named = [(byte)bytes.Length, .. bytes];
        byte[] payload = type switch { 5 => [isolation, .. named], 7 or 8 => [.. named, 0], _ => named };
        Send(0x0E, [.. Headers(), (byte)type, 0, .. payload], status);
    }

    /// <summary>The next message; it must come.</summary>
    public TdsAnswer Read() => TryRead() ?? throw new EndOfStreamException("the server closed the connection");

    /// <summary>The next message; null when the connection has ended.</summary>
    public TdsAnswer? TryRead()
    {
        using var message = new MemoryStream();
        var packets = new List<(int, byte, int)>();
        byte status;
        do
        {
            if (ReadPacket() is not { } packet)
                return null;
            status = packet[1];
            Spid = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(4));
            packets.Add((packet.Length, status, Spid));
            message.Write(packet.AsSpan(8));
        }
        while ((status & 1) == 0);
        var answer = new TdsAnswer(_tokens.Read(message.ToArray()), packets);
        foreach (var change in answer.Changes)
            Follow(change);
        return answer;
    }

    /// <summary>A packet with its header; null when the connection has ended.</summary>
    public byte[]? ReadPacket()
    {
        var header = new byte[8];
        try
        {
            if (_stream.ReadAtLeast(header, 8, throwOnEndOfStream: false) < 8)
                return null;
            var packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
            header.CopyTo(packet, 0);
            _stream.ReadExactly(packet.AsSpan(8));
            PayloadRead?.Invoke(packet[8..]);
            return packet;
        }
        catch (IOException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    /// <summary>Reads to the end of the connection; false when neither bytes nor an end come in time.</summary>
    public bool IsClosedByServer()
    {
        var bytes = new byte[4096];
        try
        {
            while (_socket.Receive(bytes) > 0)
            {
                // What is still said does not matter.
            }

            return true;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted;
        }
    }

    private void Follow(TdsEnvironment change)
    {
        switch (change.Type)
        {
            case 1:
                Database = change.New;
                break;
            case 4:
                PacketSize = int.Parse(change.New, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case 8 or 11:
                Descriptor = BitConverter.ToUInt64(Convert.FromHexString(change.New));
                break;
            case 9 or 10 or 12 or 17:
                Descriptor = 0;
                break;
        }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
