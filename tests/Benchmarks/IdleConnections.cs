using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Host.Network;

namespace ProxyDb.Benchmarks;

/// <summary>
/// Resident memory of an idle transport. <c>idle COUNT [tls]</c> opens that many connections of the process with itself, sends one
/// message over each, and divides what the process grew by the two transports a connection has.
/// </summary>
internal static class IdleConnections
{
    private static int _open;

    public static int Run(string[] arguments)
    {
        var count = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var server = arguments is [_, "tls"] ? Server() : null;
        using var loop = EventLoops.Create("epoll", 1)[0];
        loop.Faulted += static (_, e) => Console.Error.WriteLine(e);
        var address = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 512, t =>
        {
            t.Handler = new Sink();
            if (server is not null)
            {
                t.StartTlsServer(server, static _ => { });
            }
        });
        loop.Start();
        Open(loop, address, 50, server is not null);
        var before = Resident();
        Open(loop, address, count, server is not null);
        var grown = Resident() - before;
        Console.WriteLine($"{grown / 1024.0 / (2 * count):F1} KiB a transport, {grown >> 20} MiB in all");
        return 0;
    }

    private static void Open(EventLoop loop, IPEndPoint address, int count, bool tls)
    {
        for (var i = 0; i < count; i++)
        {
            var target = Volatile.Read(ref _open) + 1;
            loop.Connect(address, TimeSpan.FromSeconds(10), (t, e) =>
            {
                t!.Handler = new Sink();
                if (tls)
                {
                    t.StartTlsClient(Client(), static _ => { });
                }

                t.Write("hello"u8);
            });
            SpinWait.SpinUntil(() => Volatile.Read(ref _open) >= target, TimeSpan.FromSeconds(10));
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static SslClientAuthenticationOptions Client() => new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost", // its own
    };

    private static SslServerAuthenticationOptions Server()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
    }

    /// <summary>Counts the first message of each connection.</summary>
    private sealed class Sink : ITransportHandler
    {
        public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
        {
            Interlocked.Increment(ref _open);
            return bytes.Length;
        }

        public void OnDrained(Transport transport)
        {
            // Nothing is produced here.
        }

        public void OnClosed(Transport transport, TransportEnd end) => Interlocked.Decrement(ref _open);
    }
}
