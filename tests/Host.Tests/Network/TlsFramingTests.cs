using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

/// <summary>TLS whose handshake travels within a protocol's frames, and TLS that ends behind a record.</summary>
internal sealed class TlsFramingTests(string transport) : LoopContract(transport)
{
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(int.MaxValue)]
    public void A_server_takes_its_handshake_from_frames_and_bare_records_behind_it(int split)
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        var done = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsServer(TlsPeers.ServerOptions(SslProtocols.Tls12), done.SetResult, framing: new Frames()));
        using var framed = new FramedStream(peer, split);
        using var client = new SslStream(framed);
        client.AuthenticateAsClient(TlsPeers.ClientOptions(SslProtocols.Tls12));
        framed.IsOver = true;
        Assert.That(Wait(done.Task), Is.Null);
        TlsTests.AssertEchoes(client, 50_000);
    }

    [Test]
    public void A_client_frames_its_handshake_and_nothing_else()
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        var done = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsClient(TlsPeers.ClientOptions(SslProtocols.Tls12), done.SetResult, new Frames()));
        using var framed = new FramedStream(peer, int.MaxValue);
        using var server = new SslStream(framed);
        server.AuthenticateAsServer(TlsPeers.ServerOptions(SslProtocols.Tls12));
        framed.IsOver = true;
        Assert.That(Wait(done.Task), Is.Null);
        TlsTests.AssertEchoes(server, 50_000);
    }

    [Test]
    public void What_is_no_frame_ends_the_handshake()
    {
        var (connected, peer) = Pair(ScriptedHandler.Echo());
        var done = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsServer(TlsPeers.ServerOptions(SslProtocols.Tls12), done.SetResult, framing: new Frames()));
        peer.Send("GET / HTTP/1.1\r\n\r\n"u8);
        Assert.That(Wait(done.Task), Is.InstanceOf<AuthenticationException>());
        AssertEnds(peer);
    }

    [Test]
    public void Tls_ends_behind_a_record_and_what_came_with_it_is_clear()
    {
        var shown = new List<byte[]>();
        var handler = new ScriptedHandler();
        handler.Received = (t, bytes) =>
        {
            shown.Add(bytes.ToArray());
            if (t.TlsVersion is not null)
            {
                t.EndTls();
            }

            t.Write(bytes);
            return bytes.Length;
        };
        var (connected, peer) = Pair(handler);
        var done = new TaskCompletionSource<Exception?>();
        On(Loop, () => connected.StartTlsServer(
            TlsPeers.ServerOptions(SslProtocols.Tls12), done.SetResult, framing: new Frames(), byRecord: true));
        using var framed = new FramedStream(peer, int.MaxValue);
        using var client = new SslStream(framed);
        client.AuthenticateAsClient(TlsPeers.ClientOptions(SslProtocols.Tls12));
        framed.IsOver = true;
        Assert.That(Wait(done.Task), Is.Null);

        // The last record and clear bytes in one segment.
        framed.Holds = true;
        client.Write("the login"u8);
        framed.Write("clear"u8);
        framed.Release();
        Assert.That(ReadExactly(peer, "the loginclear".Length), Is.EqualTo("the loginclear"u8.ToArray()));
        peer.Send("more"u8);
        Assert.That(ReadExactly(peer, 4), Is.EqualTo("more"u8.ToArray()));
        Assert.That(On(Loop, () => shown.Count), Is.EqualTo(3));
        Assert.That(On(Loop, () => connected.TlsVersion), Is.Null);
    }

    /// <summary>A frame is 0x12, the length of its payload in two bytes, the payload.</summary>
    private sealed class Frames : ITlsFraming
    {
        public int Unwrap(ReadOnlySpan<byte> received, IBufferWriter<byte> records)
        {
            if (received.Length > 0 && received[0] != 0x12)
            {
                return ITlsFraming.Malformed;
            }

            var length = received.Length < 3 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(received[1..]);
            if (received.Length - 3 < length)
            {
                return 0;
            }

            records.Write(received.Slice(3, length));
            return 3 + length;
        }

        public void Wrap(ReadOnlySpan<byte> records, IBufferWriter<byte> travelling)
        {
            travelling.Write<byte>([0x12, (byte)(records.Length >> 8), (byte)records.Length]);
            travelling.Write(records);
        }
    }

    /// <summary>The peer's side of the frames, over a socket that blocks.</summary>
    private sealed class FramedStream(Socket peer, int split) : Stream
    {
        private readonly NetworkStream _stream = new(peer);
        private readonly Frames _frames = new();
        private readonly List<byte> _received = [];
        private readonly List<byte> _held = [];
        private readonly ArrayBufferWriter<byte> _records = new();
        private int _read;

        public bool IsOver { get; set; }

        public bool Holds { get; set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (IsOver && _read == _records.WrittenCount)
            {
                return _stream.Read(buffer, offset, count);
            }

            var one = new byte[1];
            while (count > 0 && _read == _records.WrittenCount)
            {
                if (_stream.Read(one) == 0)
                {
                    return 0;
                }

                _received.Add(one[0]);
                var taken = _frames.Unwrap([.. _received], _records);
                _received.RemoveRange(0, Math.Max(0, taken));
            }

            var got = Math.Min(count, _records.WrittenCount - _read);
            _records.WrittenSpan.Slice(_read, got).CopyTo(buffer.AsSpan(offset));
            _read += got;
            return got;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsOver)
            {
                Put(buffer);
                return;
            }

            var framed = new ArrayBufferWriter<byte>();
            _frames.Wrap(buffer, framed);
            for (var i = 0; i < framed.WrittenCount; i += split)
            {
                Put(framed.WrittenSpan.Slice(i, Math.Min(split, framed.WrittenCount - i)));
                if (split > framed.WrittenCount)
                {
                    break;
                }
            }
        }

        public void Release()
        {
            Holds = false;
            Put([.. _held]);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Put(ReadOnlySpan<byte> bytes)
        {
            if (Holds)
            {
                _held.AddRange(bytes);
                return;
            }

            _stream.Write(bytes);
        }
    }
}
