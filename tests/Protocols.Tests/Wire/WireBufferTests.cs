using System.Buffers;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Wire;

[TestFixture]
public sealed class WireBufferTests
{
    [Test]
    public void Length_of_a_message_is_patched_at_its_end()
    {
        var buffer = new WireBuffer(1);
        var mark = buffer.Begin((byte)'Q');
        buffer.WriteCString("a");
        buffer.End(mark);
        Assert.That(buffer.Written.ToArray(), Is.EqualTo(new byte[] { (byte)'Q', 0, 0, 0, 6, (byte)'a', 0 }));
    }

    [Test]
    public void Buffer_grows_as_needed_and_shrinks_when_cleared()
    {
        var buffer = new WireBuffer(1);
        var bytes = new byte[1 << 20];
        bytes[^1] = 7;
        buffer.WriteByte(1);
        buffer.WriteBytes(bytes);
        Assert.That(buffer.Length, Is.EqualTo(bytes.Length + 1));
        Assert.That(buffer.Written[^1], Is.EqualTo(7));
        buffer.Clear();
        Assert.That(buffer.Length, Is.Zero);
        Assert.That(buffer.GetMemory().Length, Is.LessThan(64 << 10));
    }

    [Test]
    public void Buffer_is_a_buffer_writer()
    {
        var buffer = new WireBuffer(1);
        buffer.Write("hello"u8);
        Assert.That(buffer.Written.SequenceEqual("hello"u8), Is.True);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1 << 20));
    }
}
