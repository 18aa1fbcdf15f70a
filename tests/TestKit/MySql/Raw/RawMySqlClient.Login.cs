using System.Net.Security;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>The connection phase.</summary>
public sealed partial class RawMySqlClient
{
    private byte[] _challenge = [];
    private string _method = "";

    /// <summary>Reads the greeting: HandshakeV10, or throws the server's error.</summary>
    public MySqlCapability ReadGreeting()
    {
        var packet = Packets.Read() ?? throw new EndOfStreamException("the server closed the connection before its greeting");
        ThrowIfError(packet);
        var at = 1;
        ServerVersion = PacketBytes.ReadNulText(packet, ref at);
        ConnectionId = BitConverter.ToUInt32(packet, at);
        at += 4;
        var first = packet.AsSpan(at, 8).ToArray();
        at += 9;
        var offered = (MySqlCapability)BitConverter.ToUInt16(packet, at);
        at += 5;
        offered |= (MySqlCapability)((ulong)BitConverter.ToUInt16(packet, at) << 16);
        at += 3;
        offered |= (MySqlCapability)((ulong)BitConverter.ToUInt32(packet, at + 6) << 32);
        at += 10;
        _challenge = [.. first, .. packet.AsSpan(at, 12)];
        at += 13;
        _method = PacketBytes.ReadNulText(packet, ref at);
        return offered;
    }

    private void Authenticate(RawMySqlLogin login)
    {
        var offered = ReadGreeting();
        _method = login.Method ?? _method;
        var wanted = login.Capabilities | (login.Database is null ? 0 : MySqlCapability.ConnectWithDatabase)
            | (login.Compress ? MySqlCapability.Compress : 0) | (login.Tls ? MySqlCapability.Ssl : 0);
        Capabilities = (wanted & (offered | MySqlCapability.LongPassword | MySqlCapability.ConnectWithDatabase)) | login.Forced;
        if (login.Tls)
        {
            Packets.Write(ResponseHead(login).ToArray());
            StartTls();
        }

        var response = ResponseHead(login).NulText(login.User).LenencBytes(Proof(login.Password));
        if (login.Database is not null)
            response.NulText(login.Database);
        response.NulText(_method);
        if (Capabilities.HasFlag(MySqlCapability.ConnectAttributes))
            response.LenencBytes(login.Attributes.Aggregate(new PacketBytes(), (b, a) => b.LenencText(a.Name).LenencText(a.Value)).ToArray());
        Packets.Write(response.ToArray());
        FinishLogin(login.Password);
        Packets.IsCompressed = Capabilities.HasFlag(MySqlCapability.Compress);
    }

    /// <summary>COM_CHANGE_USER and the exchange after it.</summary>
    public void ChangeUser(string user, string password, string database)
    {
        Send(PacketBytes.Of(0x11).NulText(user).LenencBytes(Proof(password)).NulText(database).Int2(45).NulText(_method).LenencBytes([]).ToArray());
        FinishLogin(password);
    }

    private PacketBytes ResponseHead(RawMySqlLogin login) =>
        new PacketBytes().Int4((long)((ulong)Capabilities & 0xffffffff)).Int4(64 << 20).Int1(login.Collation).Bytes(new byte[19]).Int4((long)((ulong)Capabilities >> 32));

    private void StartTls()
    {
#pragma warning disable CA5359 // A test server makes its certificate itself.
        var tls = new SslStream(Packets.Stream, false, (_, _, _, _) => true);
#pragma warning restore CA5359
        tls.AuthenticateAsClient("localhost");
        Packets.Stream = tls;
    }

    private byte[] Proof(string password) => _method switch
    {
        "mysql_native_password" => MySqlScramble.Native(password, _challenge),
        "caching_sha2_password" => MySqlScramble.CachingSha2(password, _challenge),
        "mysql_clear_password" => [.. Encoding.UTF8.GetBytes(password), 0],
        _ => throw new NotSupportedException($"the method {_method}"),
    };

    private void FinishLogin(string password)
    {
        while (true)
        {
            var packet = Packets.Read() ?? throw new EndOfStreamException("the server closed the connection during the login");
            ThrowIfError(packet);
            switch (packet[0])
            {
                case 0:
                    LoginResult = ReadOk(packet);
                    return;
                case 0xfe:
                    var at = 1;
                    _method = PacketBytes.ReadNulText(packet, ref at);
                    _challenge = packet[at..][..Math.Min(20, packet.Length - at)];
                    Packets.Write(Proof(password));
                    break;
                case 1 when packet.Length == 2 && packet[1] == 3:
                    break;
                case 1 when packet.Length == 2 && packet[1] == 4:
                    SendFull(password);
                    break;
                default:
                    throw new InvalidOperationException($"unexpected packet in the login: {Convert.ToHexString(packet)}");
            }
        }
    }

    private void SendFull(string password)
    {
        if (Packets.Stream is SslStream)
        {
            Packets.Write([.. Encoding.UTF8.GetBytes(password), 0]);
            return;
        }

        Packets.Write([2]);
        var key = Packets.Read() ?? throw new EndOfStreamException("no public key");
        Packets.Write(MySqlScramble.Encrypted(password, _challenge, Encoding.ASCII.GetString(key.AsSpan(1))));
    }

    private static void ThrowIfError(byte[] packet)
    {
        if (packet.Length > 0 && packet[0] == 0xff)
        {
            var error = ReadError(packet);
            throw new RawMySqlException(error.ErrorCode, error.SqlState, error.Message);
        }
    }
}
