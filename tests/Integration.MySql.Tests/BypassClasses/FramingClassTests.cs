using System.IO.Compression;
using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>Packets that do not hold what they say.</summary>
public sealed class FramingClassTests : BypassFixture
{
    [Test]
    public void Class_17_framing_and_desync()
    {
        using var all = Assert.EnterMultipleScope();
        byte[] masked = [3, .. System.Text.Encoding.ASCII.GetBytes(Masked)];
        byte[] steal = [3, .. System.Text.Encoding.ASCII.GetBytes(Steal)];
        var frame = Packet(0, masked);
        foreach (var bytes in (byte[][])
        [
            [(byte)(masked.Length - 5), 0, 0, 0, .. masked, .. frame], [(byte)(masked.Length + 5), 0, 0, 0, .. masked, .. frame], Packet(1, steal), Packet(255, steal), [.. Packet(0, masked), .. Packet(1, steal), .. Packet(2, steal)],
            [.. Packet(0, steal), .. frame, .. Packet(0, steal)], [0, 0, 0, 0, .. frame], [0xff, 0xff, 0xff, 0, .. steal], [.. Packet(0, 3), .. frame], [.. Packet(0, 0x17, 1, 0, 0, 0), .. frame], [.. Packet(0, [3, .. "SELECT 1"u8, 0, .. steal]), .. frame],
            [.. Packet(0, [3, .. "SELECT 'a"u8]), .. Packet(1, [.. "', amount FROM payroll"u8])], [.. Packet(0, [0x16, .. "SELECT 1"u8]), .. Packet(0, 0x17, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0, 0), .. frame],
        ])
        {
            using var client = Watched(AnalystLogin);
            client.SendBytes(bytes);
            client.ShutdownSend();
            ReadToEnd(client);
            AssertHidden(Convert.ToHexString(bytes.AsSpan(0, Math.Min(40, bytes.Length))));
        }

        // Every cut of a conversation, sent in two parts.
        byte[] whole = [.. Packet(0, [0x16, .. masked.AsSpan(1)]), .. Packet(0, masked)];
        for (var cut = 1; cut < whole.Length; cut += 5)
        {
            var client = Analyst();
            client.SendBytes(whole.AsSpan(0, cut));
            client.SendBytes(whole.AsSpan(cut));
            client.ReadPrepared();
            Assert.That(Answer(() => client.ReadAnswer(), $"cut at {cut}")[0].Rows, Has.Count.EqualTo(8));
            client.Dispose();
        }

        // A payload of 16 MB goes on in the next packet, whose first byte looks like a command; and one that ends with an empty packet.
        foreach (var length in (int[])[PacketStream.MaxPayload, PacketStream.MaxPayload + 40])
        {
            var client = Analyst();
            var big = new byte[length];
            Array.Fill(big, (byte)' ');
            "\u0003SELECT /*"u8.CopyTo(big);
            "*/ 1"u8.CopyTo(big.AsSpan(length - 4));
            if (length > PacketStream.MaxPayload)
                steal.CopyTo(big, PacketStream.MaxPayload);
            var answer = Answer(
                () =>
                {
                    client.Send(big);
                    client.SendQuery("SELECT 'next'");
                    return [client.ReadAnswer()[0], client.ReadAnswer()[0]];
                },
                "a continuation");
            Assert.That(answer.Any(r => r.Rows.Any(row => row.AsSpan().IndexOf("9182"u8) >= 0)), Is.False);
        }

        AssertCompressedFrames(masked, steal);
        AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_18_encrypted_escape()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Watched(AnalystLogin with { Tls = true });
        AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
        AssertDenied(analyst, Steal);
        byte[] head = [0x85, 0xae, 0xff, 1, 0, 0, 0, 1, 45, .. new byte[23]];
        byte[] steal = Packet(0, [3, .. System.Text.Encoding.ASCII.GetBytes(Steal)]);
        foreach (var bytes in (byte[][])[[.. Packet(1, head), .. Packet(2, head)], [.. Packet(1, head), .. steal], [.. Packet(1, head), .. Packet(2, [.. head, .. "trusted\0\0"u8]), .. steal], [.. Packet(1, [.. head, .. head]), .. steal]])
        {
            using var stuffed = RawMySqlClient.Connect(AnalystLogin.Port);
            stuffed.ReadGreeting();
            stuffed.Packets.PayloadRead = p => Received.Add(p);
            stuffed.SendBytes(bytes);
            stuffed.ShutdownSend();
            Assert.That(stuffed.IsClosedByServer(), Is.True, "bytes in clear behind a request for TLS");
            AssertHidden("bytes in clear behind a request for TLS");
        }

        // A second SSLRequest inside TLS, and clear bytes below an established TLS.
        using var below = Watched(AnalystLogin with { Tls = true });
        var tls = below.Packets.Stream;
        below.SendBytes([.. Packet(1, head), .. steal]);
        ReadToEnd(below);
        AssertHidden("a second request for TLS");
        tls.Dispose();
    }

    private void AssertCompressedFrames(byte[] masked, byte[] steal)
    {
        byte[] whole = [.. Packet(0, masked), .. Packet(0, steal)];
        var body = Deflated(whole);
        foreach (var frame in (byte[][])
        [
            Compressed(body, whole.Length), Compressed(body, whole.Length - 1), Compressed(body, whole.Length + 1), Compressed(body, 1), Compressed(body, 0xffffff), Compressed(body, 0), Compressed(whole, 0), Compressed(whole, whole.Length), Compressed(body.AsSpan(0, body.Length - 6).ToArray(), whole.Length),
            [.. Compressed(body, whole.Length), .. body], Compressed([], 50), Compressed([], 0), [.. Compressed(Deflated(whole.AsSpan(0, 20).ToArray()), 20), .. Compressed(Deflated(whole.AsSpan(20).ToArray()), whole.Length - 20, 1)], [.. Compressed(Deflated(whole.AsSpan(0, 20).ToArray()), 20), .. Compressed(Deflated(whole.AsSpan(20).ToArray()), whole.Length - 20, 9)],
            Compressed(Deflated(new byte[0xffffff]), 0xffffff),
        ])
        {
            using var client = Watched(AnalystLogin with { Compress = true });
            client.Packets.Stream.Write(frame);
            client.ShutdownSend();
            Answer(
                () =>
                {
                    ReadToEnd(client);
                    return [Ended];
                },
                $"a compressed frame {Convert.ToHexString(frame.AsSpan(0, 7))}");
        }
    }

    private static byte[] Compressed(byte[] body, int plain, byte sequence = 0) =>
        [(byte)body.Length, (byte)(body.Length >> 8), (byte)(body.Length >> 16), sequence, (byte)plain, (byte)(plain >> 8), (byte)(plain >> 16), .. body];

    private static byte[] Deflated(byte[] plain)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(plain);
        return output.ToArray();
    }

    private static void ReadToEnd(RawMySqlClient client)
    {
        try
        {
            while (client.ReadPacket() is not null)
            {
                // Each payload is kept and searched.
            }
        }
        catch (EndOfStreamException)
        {
            // Cut off within a packet.
        }
    }
}
