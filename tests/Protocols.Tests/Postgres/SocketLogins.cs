using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>Drives the logins over real sockets, as simply as can be: one connection, blocking.</summary>
internal static class SocketLogins
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Logs in at a server and ends the session.</summary>
    public static LoginStep AtServer(IServerLogin login, int port)
    {
        using var client = new TcpClient { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        client.Connect(IPAddress.Loopback, port);
        Stream stream = client.GetStream();
        var output = new WireBuffer();
        login.Start(output);
        var input = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            Send(stream, output);
            var step = login.Advance(input.ToArray(), out var consumed, output);
            input.RemoveRange(0, consumed);
            Send(stream, output);
            switch (step)
            {
                case LoginStep.NeedMore:
                    var count = stream.Read(buffer);
                    if (count == 0)
                    {
                        return step;
                    }

                    input.AddRange(buffer.AsSpan(0, count));
                    break;
                case LoginStep.NeedWork:
                    login.Work!.Run();
                    break;
                case LoginStep.StartTls:
                    stream = ClientTlsOver(stream);
                    login.TlsStarted(output);
                    break;
                default:
                    stream.Write(FrameWriter.Terminate);
                    return step;
            }
        }
    }

    /// <summary>Takes connections until one is no cancel request and logs it in; then answers every Query as an empty one.</summary>
    public static IClientLogin FromClient(TcpListener listener, Func<IClientLogin> makeLogin, X509Certificate2? certificate, ScramVerifier verifier)
    {
        using var client = listener.AcceptTcpClient();
        client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Stream stream = client.GetStream();
        var login = makeLogin();
        var output = new WireBuffer();
        var input = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var step = login.Advance(input.ToArray(), out var consumed, output);
            input.RemoveRange(0, consumed);
            Send(stream, output);
            switch (step)
            {
                case LoginStep.NeedMore:
                    var count = stream.Read(buffer);
                    if (count == 0)
                    {
                        return login;
                    }

                    input.AddRange(buffer.AsSpan(0, count));
                    break;
                case LoginStep.NeedVerifier:
                    login.UseVerifier(new PasswordVerifiers(verifier), isMock: login.User != "kim");
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
                    login.Complete([new("server_version", "15.0"), new("client_encoding", "UTF8")], new CancelKey(1, 2), output);
                    Send(stream, output);
                    AnswerQueries(stream, input);
                    return login;
                default:
                    return login;
            }
        }
    }

    private static void AnswerQueries(Stream stream, List<byte> input)
    {
        var buffer = new byte[4096];
        while (true)
        {
            while (ClientMessageReader.TryRead(input.ToArray(), WireLimits.Default, out var kind, out var frame))
            {
                input.RemoveRange(0, frame.Raw.Length);
                if (kind == ClientMessageKind.Terminate)
                {
                    return;
                }

                stream.Write([.. FrameWriter.EmptyQueryResponse, .. "Z\0\0\0\u0005I"u8]);
            }

            var count = stream.Read(buffer);
            if (count == 0)
            {
                return;
            }

            input.AddRange(buffer.AsSpan(0, count));
        }
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
