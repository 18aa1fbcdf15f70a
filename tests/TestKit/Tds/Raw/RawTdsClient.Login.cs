using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>PRELOGIN, TLS and LOGIN7.</summary>
public sealed partial class RawTdsClient
{
    public static RawTdsClient Login(int port) => Login(new RawTdsLogin(port));

    /// <exception cref="RawTdsException">The server refused the login.</exception>
    public static RawTdsClient Login(RawTdsLogin login)
    {
        var client = Connect(login.Port, login.Timeout);
        try
        {
            client.Authenticate(login).OrThrow();
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>All of a login on a fresh connection; the answer may be an error.</summary>
    public TdsAnswer Authenticate(RawTdsLogin login)
    {
        Rank = TdsVersion.Rank(login.Version);
        _tokens = new TdsTokenReader(Rank);
        if (login.IsStrict)
            StartTls(_stream, strict: true);
        byte agreed = PreloginMessage.NotSupported;
        if (login.Encryption is { } asked)
            agreed = Prelogin(login, asked);
        Agreed = agreed;
        PreloginTlsStream? below = null;
        if (!login.IsStrict && agreed != PreloginMessage.NotSupported)
        {
            below = new PreloginTlsStream(_stream);
            var plain = _stream;
            StartTls(below, strict: false);
            below.IsBare = true;
            if (agreed == PreloginMessage.Off)
                return LoginOnly(login, plain);
        }

        Send(PacketType.Login, Login7(login));
        return LoginAnswer = Read();
    }

    private byte Prelogin(RawTdsLogin login, byte asked)
    {
        byte[] payload = login.PreloginBytes ??
        [
            0, 0, 21, 0, 6, 1, 0, 27, 0, 1, 2, 0, 28, 0, 1, 4, 0, 29, 0, 1, 0xFF,
            15, 0, 0, 0, 0, 0, asked, 0, (byte)(login.AsksMars ? 1 : 0),
        ];
        Send(PacketType.Prelogin, payload);
        PreloginAnswer = ReadPacket()?[8..] ?? throw new EndOfStreamException("the server closed the connection at PRELOGIN");
        return PreloginMessage.Read(PreloginAnswer).Encryption;
    }

    // The first packet of LOGIN7 in TLS, everything else in clear.
    private TdsAnswer LoginOnly(RawTdsLogin login, Stream plain)
    {
        var packets = Packets(PacketType.Login, Login7(login), PacketSize);
        var first = BinaryPrimitives.ReadUInt16BigEndian(packets.AsSpan(2));
        _stream.Write(packets, 0, first);
        _stream = plain;
        _stream.Write(packets.AsSpan(first));
        return LoginAnswer = Read();
    }

    private void StartTls(Stream below, bool strict)
    {
        var tls = new SslStream(below, leaveInnerStreamOpen: false);
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = strict ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls12,
            ApplicationProtocols = strict ? [new SslApplicationProtocol("tds/8.0")] : null,
#pragma warning disable CA5359 // the certificate is made for the run, and who has made it is not what these tests are about
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        _stream = tls;
    }

    /// <summary>The payload of LOGIN7.</summary>
    public static byte[] Login7(RawTdsLogin login)
    {
        var start = TdsVersion.Rank(login.Version) >= TdsVersion.Rank72 ? 94 : 86;
        var head = new byte[start];
        var data = new List<byte>();
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), login.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), login.PacketSize);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), Environment.ProcessId);
        head[24] = login.Flags1;
        head[25] = login.Flags2;
        head[26] = login.TypeFlags;
        head[27] = (byte)(login.Flags3 | (login.Features.Count > 0 ? 0x10 : 0));
        var texts = new (int At, byte[] Bytes)[]
        {
            (36, Encoding.Unicode.GetBytes(login.HostName)), (40, Encoding.Unicode.GetBytes(login.User)), (44, Hidden(login.Password)),
            (48, Encoding.Unicode.GetBytes(login.ProgramName)), (52, Encoding.Unicode.GetBytes("localhost")), (60, Encoding.Unicode.GetBytes("raw-tds")),
            (64, Encoding.Unicode.GetBytes(login.Language)), (68, Encoding.Unicode.GetBytes(login.Database)),
        };
        foreach (var (at, bytes) in texts)
            Place(head, data, at, bytes, bytes.Length / 2);
        if (login.Features.Count > 0)
        {
            Place(head, data, 56, BitConverter.GetBytes(start + data.Count + 4), 4);
            foreach (var (id, bytes) in login.Features)
                data.AddRange([id, .. BitConverter.GetBytes(bytes.Length), .. bytes]);
            data.Add(0xFF);
        }

        BinaryPrimitives.WriteInt32LittleEndian(head, start + data.Count);
        return [.. head, .. data];
    }

    private static void Place(byte[] head, List<byte> data, int at, byte[] bytes, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(at), (ushort)(head.Length + data.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(at + 2), (ushort)length);
        data.AddRange(bytes);
    }

    private static byte[] Hidden(string password)
    {
        var bytes = Encoding.Unicode.GetBytes(password);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(((bytes[i] << 4) | (bytes[i] >> 4)) ^ 0xA5);
        return bytes;
    }
}
