using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ProxyDb.TestKit.Tds;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>
/// One client that repeats a point select: TDS 7.4 in clear, LOGIN7 first. Requests are bytes made once, in which only the value of the
/// parameter changes; of answers only packet headers are read.
/// </summary>
internal sealed class TdsConnection : IDisposable
{
    private const byte Rpc = 3;
    private const byte Login7 = 16;
    private const int Header = 8;
    private const ushort ExecuteSql = 10;
    private const ushort Execute = 12;
    private const ushort PrepareAndExecute = 13;
    private const string Text = "SELECT name FROM dbo.customers WHERE customer_id = @id";
    private const string Parameters = "@id int";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[64 << 10];
    private readonly byte[] _request;

    public TdsConnection(int port, bool isPrepared)
    {
        _socket.Connect("127.0.0.1", port);
        Exchange(Packet(Login7, Login()));
        if (isPrepared)
        {
            var answer = Exchange(Packet(Rpc, [.. Call(PrepareAndExecute), .. OutputInteger(), .. String(Parameters), .. String(Text), .. Integer(1)]));
            _request = Packet(Rpc, [.. Call(Execute), .. Integer(Handle(answer)), .. Integer(1)]);
        }
        else
        {
            _request = Packet(Rpc, [.. Call(ExecuteSql), .. String(Text), .. String(Parameters), .. Integer(1)]);
        }
    }

    public void Select(int id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(_request.Length - sizeof(int)), id);
        if (!HasRow(Exchange(_request)))
            throw new InvalidOperationException("a point select was not answered with a row");
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends one message and reads one; the answer without its packet headers.</summary>
    private ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> message)
    {
        _socket.Send(message);
        var (length, payload) = (0, 0);
        while (true)
        {
            Fill(ref length, payload + Header);
            var packet = BinaryPrimitives.ReadUInt16BigEndian(_received.AsSpan(payload + 2));
            var isLast = (_received[payload + 1] & 1) != 0;
            Fill(ref length, payload + packet);
            _received.AsSpan(payload + Header, length - payload - Header).CopyTo(_received.AsSpan(payload));
            length -= Header;
            payload += packet - Header;
            if (isLast)
                return _received.AsSpan(0, payload);
        }
    }

    private void Fill(ref int length, int wanted)
    {
        while (length < wanted)
        {
            var got = _socket.Receive(_received.AsSpan(length));
            if (got == 0)
                throw new InvalidOperationException("the server closed the connection");
            length += got;
        }
    }

    /// <summary>ROW (D1) or NBCROW (D2) follows the one column's metadata; an ERROR would come first.</summary>
    private static bool HasRow(ReadOnlySpan<byte> answer) => answer.Length > 0 && answer[0] == 0x81 && answer.IndexOfAny((byte)0xD1, (byte)0xD2) > 0;

    /// <summary>The value of the one RETURNVALUE, an INTN(4).</summary>
    private static int Handle(ReadOnlySpan<byte> answer)
    {
        var at = answer.LastIndexOf((ReadOnlySpan<byte>)[0x26, 4, 4]);
        return at >= 0 ? BinaryPrimitives.ReadInt32LittleEndian(answer[(at + 3)..]) : throw new InvalidOperationException("no handle was returned");
    }

    private static byte[] Packet(byte kind, byte[] payload)
    {
        var packet = new byte[Header + payload.Length];
        (packet[0], packet[1], packet[6]) = (kind, 1, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        payload.CopyTo(packet, Header);
        return packet;
    }

    private static byte[] Call(ushort id) =>
        [22, 0, 0, 0, 18, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, (byte)id, 0, 0, 0];

    private static byte[] String(string text)
    {
        var bytes = Encoding.Unicode.GetBytes(text);
        return [0, 0, 0xE7, 0x40, 0x1F, 9, 4, 0xD0, 0, 0x34, (byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes];
    }

    private static byte[] Integer(int value) => [0, 0, 0x26, 4, 4, .. BitConverter.GetBytes(value)];

    private static byte[] OutputInteger() => [0, 1, 0x26, 4, 0];

    private static byte[] Login()
    {
        const int Fixed = 94;
        var login = new List<byte>(new byte[Fixed]);
        void Field(int at, byte[] bytes, int characters)
        {
            login[at] = (byte)login.Count;
            login[at + 1] = (byte)(login.Count >> 8);
            login[at + 2] = (byte)characters;
            login.AddRange(bytes);
        }

        var password = Encoding.Unicode.GetBytes(TdsSample.Password).Select(b => (byte)((byte)((b << 4) | (b >> 4)) ^ 0xA5)).ToArray();
        Field(36, Encoding.Unicode.GetBytes("load"), 4);
        Field(40, Encoding.Unicode.GetBytes(TdsSample.User), TdsSample.User.Length);
        Field(44, password, TdsSample.Password.Length);
        Field(48, Encoding.Unicode.GetBytes("load"), 4);
        Field(68, Encoding.Unicode.GetBytes(TdsSample.DatabaseName), TdsSample.DatabaseName.Length);
        var bytes = login.ToArray();
        BitConverter.GetBytes(bytes.Length).CopyTo(bytes, 0);
        BitConverter.GetBytes(0x74000004).CopyTo(bytes, 4);
        BitConverter.GetBytes(4096).CopyTo(bytes, 8);
        (bytes[24], bytes[25]) = (0xE0, 3);
        return bytes;
    }
}
