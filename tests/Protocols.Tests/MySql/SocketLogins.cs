using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Drives the logins over real sockets, as simply as can be: one connection, blocking.</summary>
internal static class SocketLogins
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Logs in at a server; the session is the caller's to end.</summary>
    public static LoginStep AtServer(IServerLogin login, int port, out Stream stream)
    {
        var client = new TcpClient { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        client.Connect(IPAddress.Loopback, port);
        stream = client.GetStream();
        var output = new WireBuffer();
        login.Start(output);
        var input = new List<byte>();
        while (true)
        {
            var step = login.Advance(input.ToArray(), out var consumed, output);
            input.RemoveRange(0, consumed);
            Send(stream, output);
            switch (step)
            {
                case LoginStep.NeedMore:
                    if (!Receive(stream, input))
                    {
                        return step;
                    }

                    break;
                case LoginStep.StartTls:
                    stream = ClientTlsOver(stream);
                    login.TlsStarted(output);
                    Send(stream, output);
                    break;
                default:
                    return step;
            }
        }
    }

    /// <summary>Sends commands of the gateway's own and reads their answers.</summary>
    public static bool Exchange(Stream stream, IServerLogin login, IBackendState state, WireBuffer commands, Action<string, string> reported)
    {
        var travelled = commands;
        if (login.Codec is { } codec)
        {
            travelled = new WireBuffer();
            codec.Encode(commands.Written, travelled);
        }

        Send(stream, travelled);
        var protocol = new WireProtocol();
        var input = new List<byte>();
        var plain = new List<byte>();
        var failed = false;
        while (Receive(stream, input))
        {
            Unwrap(login.Codec, input, plain);
            if (protocol.TryReadOwnEnd(plain.ToArray(), WireLimits.Default, state, reported, ref failed, out var consumed, out var isClean))
            {
                return isClean;
            }

            plain.RemoveRange(0, consumed);
        }

        throw new InvalidOperationException("the server has gone");
    }

    /// <summary>Takes one connection and logs it in; then answers every command as a server of two variables.</summary>
    public static IClientLogin FromClient(TcpListener listener, IClientLogin login, X509Certificate2? certificate, PasswordVerifiers verifiers)
    {
        using var client = listener.AcceptTcpClient();
        client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Stream stream = client.GetStream();
        var output = new WireBuffer();
        var input = new List<byte>();
        while (true)
        {
            var step = login.Advance(input.ToArray(), out var consumed, output);
            input.RemoveRange(0, consumed);
            Send(stream, output);
            switch (step)
            {
                case LoginStep.NeedMore:
                    if (!ReceivePacket(stream, input))
                    {
                        return login;
                    }

                    break;
                case LoginStep.NeedVerifier:
                    login.UseVerifier(verifiers, isMock: login.User != "kim");
                    break;
                case LoginStep.NeedWork:
                    login.Work!.Run();
                    break;
                case LoginStep.StartTls:
                    var tls = new SslStream(stream);
                    tls.AuthenticateAsServer(certificate!);
                    stream = tls;
                    login.TlsStarted();
                    break;
                case LoginStep.Done:
                    login.Complete([new("autocommit", "ON")], new CancelKey(1, 2), output);
                    Send(stream, output);
                    Serve(stream, login, input);
                    return login;
                default:
                    return login;
            }
        }
    }

    private static void Serve(Stream stream, IClientLogin login, List<byte> input)
    {
        var answers = new SetUpAnswers(((SessionState)login.Negotiated!).Capabilities);
        var plain = new List<byte>();
        do
        {
            Unwrap(login.Codec, input, plain);
            var output = new WireBuffer();
            answers.Answer(plain, output);
            var travelled = output;
            if (login.Codec is { } codec)
            {
                travelled = new WireBuffer();
                codec.Encode(output.Written, travelled);
            }

            Send(stream, travelled);
        }
        while (!answers.HasQuit && Receive(stream, input));
    }

    private static void Unwrap(IByteCodec? codec, List<byte> input, List<byte> plain)
    {
        if (codec is null)
        {
            plain.AddRange(input);
            input.Clear();
            return;
        }

        var buffer = new WireBuffer();
        input.RemoveRange(0, codec.Decode(input.ToArray(), buffer));
        plain.AddRange(buffer.Written);
    }

    private static bool Receive(Stream stream, List<byte> input)
    {
        var buffer = new byte[4096];
        var count = stream.Read(buffer);
        input.AddRange(buffer.AsSpan(0, count));
        return count > 0;
    }

    /// <summary>Not a byte more than one packet: behind a request for TLS the client begins it at once.</summary>
    private static bool ReceivePacket(Stream stream, List<byte> input)
    {
        var header = new byte[FrameReader.HeaderLength];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return false;
        }

        FrameReader.TryReadHeader(header, out var length, out _);
        var payload = new byte[length];
        stream.ReadExactly(payload);
        input.AddRange(header);
        input.AddRange(payload);
        return true;
    }

    private static SslStream ClientTlsOver(Stream stream)
    {
        // The certificate is a throw-away of the test itself.
#pragma warning disable CA5359
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        tls.AuthenticateAsClient("localhost");
        return tls;
    }

    private static void Send(Stream stream, WireBuffer output)
    {
        stream.Write(output.Written);
        output.Clear();
    }
}
