using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

internal sealed class TlsTests(string transport) : LoopContract(transport)
{
    [TestCase(SslProtocols.Tls12, "1.2")]
    [TestCase(SslProtocols.Tls13, "1.3")]
    public void A_server_speaks_both_versions(SslProtocols version, string name)
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        using var client = TlsPeers.StartServer(this, connected, peer, version);
        Assert.That(On(Loop, () => connected.TlsVersion), Is.EqualTo(name));
        AssertEchoes(client, 300_000);
    }

    [TestCase(SslProtocols.Tls12, "1.2")]
    [TestCase(SslProtocols.Tls13, "1.3")]
    public void A_client_speaks_both_versions(SslProtocols version, string name)
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        using var server = TlsPeers.StartClient(this, connected, peer, version);
        Assert.That(On(Loop, () => connected.TlsVersion), Is.EqualTo(name));
        AssertEchoes(server, 300_000);
    }

    [Test]
    public void Records_of_one_byte_and_rows_of_twenty_kilobytes_are_echoed()
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        using var client = TlsPeers.StartServer(this, connected, peer);
        for (var i = 0; i < 300; i++)
        {
            client.Write([(byte)i]);
        }

        var back = new byte[300];
        client.ReadExactly(back);
        Assert.That(back, Is.EqualTo(Enumerable.Range(0, 300).Select(i => (byte)i)));
        AssertEchoes(client, 20_000);
        AssertEchoes(client, 20_001);
    }

    [Test]
    public void Ciphertext_split_at_any_byte_is_understood()
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        using var splitting = new SplittingStream(peer);
        using var client = new SslStream(splitting);
        var done = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsServer(TlsPeers.ServerOptions(), done.SetResult));
        client.AuthenticateAsClient(TlsPeers.ClientOptions());
        Assert.That(Wait(done.Task), Is.Null);
        AssertEchoes(client, 200);
    }

    [Test]
    public void Kept_and_paused_bytes_work_as_in_clear()
    {
        var handler = new ScriptedHandler { Received = static (_, bytes) => bytes.Length < 200_000 ? 0 : bytes.Length };
        var (connected, peer) = Pair(handler);
        using var client = TlsPeers.StartServer(this, connected, peer);
        client.Write(Pattern(200_000));
        Eventually(() => handler.Shown.LastOrDefault()?.Length == 200_000, "the whole message is shown");
        Assert.That(handler.Shown.Last(), Is.EqualTo(Pattern(200_000)));

        handler.Shown.Clear();
        handler.Received = static (t, _) =>
        {
            t.PauseReading();
            return 1;
        };
        client.Write(Pattern(50_000));
        Eventually(() => handler.Shown.Count == 1, "first bytes are shown");
        On(Loop, () => { });
        Assert.That(handler.Shown, Has.Count.EqualTo(1));
        var rest = new List<byte>();
        handler.Received = (_, bytes) =>
        {
            rest.AddRange(bytes);
            return bytes.Length;
        };
        On(Loop, connected.ResumeReading);
        Eventually(() => On(Loop, () => rest.Count) == 49_999, "the rest is shown");
        Assert.That(rest, Is.EqualTo(Pattern(50_000)[1..]));
        Assert.That(On(Loop, () => ((TurnLoop)Loop).Slab.RentedCount), Is.Zero);
    }

    [Test]
    public void Bytes_in_clear_behind_the_request_for_tls_are_refused()
    {
        var outcome = new TaskCompletionSource<Exception?>();
        var handler = new ScriptedHandler();
        handler.Received = (t, _) =>
        {
            t.Write("S"u8);
            t.StartTlsServer(TlsPeers.ServerOptions(), outcome.SetResult);
            return 8;
        };
        var (_, peer) = Pair(handler);
        peer.Send("8 bytes!injected"u8);
        Assert.That(Wait(outcome.Task), Is.InstanceOf<AuthenticationException>());
        Assert.That(ReadExactly(peer, 1), Is.EqualTo("S"u8.ToArray()));
        AssertEnds(peer);
        Assert.That(handler.Shown, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_hello_that_came_with_the_request_for_tls_begins_the_handshake_where_nothing_is_answered()
    {
        var outcome = new TaskCompletionSource<Exception?>();
        var handler = new ScriptedHandler();
        handler.Received = (t, bytes) =>
        {
            if (t.TlsVersion is not null)
            {
                t.Write(bytes);
                return bytes.Length;
            }

            t.StartTlsServer(TlsPeers.ServerOptions(), outcome.SetResult, takesKept: true);
            return 8;
        };
        var (_, peer) = Pair(handler);
        await using var together = new BufferedStream(new NetworkStream(peer), 64 << 10);
        together.Write("8 bytes!"u8);
        await using var tls = new SslStream(together);
        await tls.AuthenticateAsClientAsync(TlsPeers.ClientOptions()).WaitAsync(Patience);
        Assert.That(Wait(outcome.Task), Is.Null);
        Assert.That(handler.Shown.First(), Has.Length.GreaterThan(8), "both came together");
        tls.Write("echo"u8);
        tls.Flush();
        var answer = new byte[4];
        await tls.ReadExactlyAsync(answer).AsTask().WaitAsync(Patience);
        Assert.That(answer, Is.EqualTo("echo"u8.ToArray()));
    }

    [Test]
    public void Bytes_in_clear_instead_of_a_handshake_are_refused()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var outcome = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsServer(TlsPeers.ServerOptions(), outcome.SetResult));
        peer.Send("select 1; -- not a handshake"u8);
        Assert.That(Wait(outcome.Task), Is.Not.Null);
    }

    [Test]
    public void A_certificate_that_is_not_trusted_is_refused()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var outcome = new TaskCompletionSource<Exception?>();
        var options = TlsPeers.ClientOptions();
        options.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors == SslPolicyErrors.None;
        On(Loop, () => connected.StartTlsClient(options, outcome.SetResult));
        using var server = TlsPeers.Over(peer);
        var handshake = server.AuthenticateAsServerAsync(TlsPeers.ServerOptions());
        Assert.That(Wait(outcome.Task), Is.InstanceOf<AuthenticationException>());
        Assert.That(Task.WaitAny([handshake], Patience), Is.Zero);
    }

    [Test]
    public void What_was_queued_before_goes_in_clear_and_what_is_written_after_under_tls()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var outcome = new TaskCompletionSource<Exception?>();
        On(Loop, () =>
        {
            connected.Write("S"u8);
            connected.StartTlsServer(TlsPeers.ServerOptions(), outcome.SetResult);
            connected.Write("welcome"u8);
        });
        Assert.That(ReadExactly(peer, 1), Is.EqualTo("S"u8.ToArray()));
        using var client = TlsPeers.Over(peer);
        client.AuthenticateAsClient(TlsPeers.ClientOptions());
        var read = new byte[7];
        client.ReadExactly(read);
        Assert.That(read, Is.EqualTo("welcome"u8.ToArray()));
    }

    [Test]
    public void The_peers_farewell_is_an_orderly_end_and_ours_reaches_the_peer()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        using (var client = TlsPeers.StartServer(this, connected, peer))
        {
            client.Write("bye"u8);
            client.ShutdownAsync().Wait();
            Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));
            Assert.That(client.Read(new byte[1]), Is.Zero);
        }

        Assert.That(handler.Shown.Single(), Is.EqualTo("bye"u8.ToArray()));
    }

    [Test]
    public void Closing_after_the_flush_sends_everything_and_the_farewell()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        using var client = TlsPeers.StartServer(this, connected, peer);
        On(Loop, () =>
        {
            connected.Write(Pattern(1_000_000));
            connected.CloseAfterFlush();
        });
        var read = new byte[1_000_000];
        client.ReadExactly(read);
        Assert.That(read, Is.EqualTo(Pattern(1_000_000)));
        Assert.That(client.Read(new byte[1]), Is.Zero);
    }

    [Test]
    public void Ends_without_a_farewell_and_in_the_middle_of_a_handshake_are_told()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        _ = TlsPeers.StartServer(this, connected, peer);
        peer.Dispose();
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.PeerClosed));

        var (second, secondPeer) = Pair(new ScriptedHandler());
        var outcome = new TaskCompletionSource<Exception?>();
        On(Loop, () => second.StartTlsServer(TlsPeers.ServerOptions(), outcome.SetResult));
        secondPeer.Send([22, 3, 1, 0, 100, 1]);
        secondPeer.Dispose();
        Assert.That(Wait(outcome.Task), Is.Not.Null);
    }

    [Test]
    public void A_broken_record_ends_the_connection()
    {
        var handler = new ScriptedHandler();
        var (connected, peer) = Pair(handler);
        _ = TlsPeers.StartServer(this, connected, peer);
        peer.Send([23, 3, 3, 0, 20, .. new byte[20]]);
        Assert.That(Wait(handler.Closed), Is.EqualTo(TransportEnd.TlsFailed));
        Assert.That(handler.Shown, Is.Empty);
    }

    [Test]
    public void Closing_in_the_middle_of_a_handshake_tells_nobody()
    {
        var (connected, peer) = Pair(new ScriptedHandler());
        var told = false;
        On(Loop, () => connected.StartTlsServer(TlsPeers.ServerOptions(), _ => told = true));
        On(Loop, connected.Close);
        AssertEnds(peer);
        Assert.That(On(Loop, () => told), Is.False);
    }

    [Test]
    public void A_transport_under_tls_moves()
    {
        var (connected, peer) = Pair(null);
        using var client = TlsPeers.StartServer(this, connected, peer);
        for (var i = 0; i < 4; i++)
        {
            var (from, to) = i % 2 == 0 ? (Loop, OtherLoop) : (OtherLoop, Loop);
            var moved = new TaskCompletionSource();
            On(from, () =>
            {
                connected.Handler = null;
                connected.MoveTo(to, t =>
                {
                    t.Handler = ScriptedHandler.Echo();
                    moved.SetResult();
                });
            });
            Assert.That(moved.Task.Wait(Patience));
            AssertEchoes(client, 40_000);
            Eventually(() => On(to, () => connected.Queued) == 0, "all is sent");
        }
    }

    [Test]
    public void Two_transports_of_one_loop_speak_tls_with_each_other()
    {
        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 4, static t =>
        {
            t.Handler = ScriptedHandler.Echo();
            t.StartTlsServer(TlsPeers.ServerOptions(), static _ => { });
        });
        var handler = new ScriptedHandler();
        var failure = new TaskCompletionSource<Exception?>();
        Loop.Connect(address, Patience, (t, _) =>
        {
            t!.Handler = handler;
            t.StartTlsClient(TlsPeers.ClientOptions(), failure.SetResult);
            t.Write("early"u8);
        });
        Assert.That(Wait(failure.Task), Is.Null);
        Eventually(() => handler.Shown.Sum(b => b.Length) == 5, "the echo comes back");
    }

    [Test]
    public void Openssl_is_understood()
    {
        if (!File.Exists("/usr/bin/openssl"))
        {
            Assert.Ignore("there is no openssl on this machine");
        }

        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 4, static t =>
        {
            t.Handler = new ScriptedHandler
            {
                Received = static (t, bytes) =>
                {
                    t.Write(bytes);
                    t.CloseAfterFlush();
                    return bytes.Length;
                },
            };
            t.StartTlsServer(TlsPeers.ServerOptions(), static _ => { });
        });
        using var openssl = Process.Start(new ProcessStartInfo("/usr/bin/openssl", ["s_client", "-quiet", "-connect", address.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        openssl.StandardInput.Write("hello\n");
        openssl.StandardInput.Flush();
        Assert.That(Wait(openssl.StandardOutput.ReadLineAsync()), Is.EqualTo("hello"));
        Assert.That(openssl.WaitForExit(Patience));
    }

    internal static void AssertEchoes(SslStream stream, int length)
    {
        var sent = Pattern(length);
        var write = Task.Run(() => stream.Write(sent));
        var back = new byte[length];
        stream.ReadExactly(back);
        write.Wait();
        Assert.That(back, Is.EqualTo(sent));
    }

    /// <summary>Sends every byte alone.</summary>
    private sealed class SplittingStream(Socket peer) : NetworkStream(peer)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            foreach (var b in buffer)
            {
                Socket.Send([b]);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
