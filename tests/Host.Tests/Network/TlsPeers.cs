using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

/// <summary>A certificate of the test and SslStream over plain sockets as the other side.</summary>
internal static class TlsPeers
{
    public static X509Certificate2 Certificate { get; } = Make();

    public static SslServerAuthenticationOptions ServerOptions(SslProtocols version = SslProtocols.None) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(Certificate, null, offline: true),
        EnabledSslProtocols = version,
    };

    public static SslClientAuthenticationOptions ClientOptions(SslProtocols version = SslProtocols.None) => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = version,
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.GetCertHashString() == Certificate.GetCertHashString(),
    };

    public static SslStream Over(Socket peer) => new(new NetworkStream(peer, ownsSocket: true));

    /// <summary>The transport becomes the server, the peer the client.</summary>
    public static SslStream StartServer(LoopContract test, Transport transport, Socket peer, SslProtocols version = SslProtocols.None)
    {
        var done = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        transport.Loop.Post(() => transport.StartTlsServer(ServerOptions(version), done.SetResult));
        var client = Over(peer);
        client.AuthenticateAsClient(ClientOptions(version));
        Assert.That(done.Task.Wait(test.Limit) ? done.Task.Result : new TimeoutException(), Is.Null);
        return client;
    }

    /// <summary>The transport becomes the client, the peer the server.</summary>
    public static SslStream StartClient(LoopContract test, Transport transport, Socket peer, SslProtocols version = SslProtocols.None)
    {
        var done = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        transport.Loop.Post(() => transport.StartTlsClient(ClientOptions(version), done.SetResult));
        var server = Over(peer);
        server.AuthenticateAsServer(ServerOptions(version));
        Assert.That(done.Task.Wait(test.Limit) ? done.Task.Result : new TimeoutException(), Is.Null);
        return server;
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
