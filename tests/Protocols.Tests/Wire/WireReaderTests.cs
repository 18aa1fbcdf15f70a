using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Wire;

[TestFixture]
public sealed class WireReaderTests
{
    [Test]
    public void Numbers_are_big_endian_and_in_order()
    {
        var reader = new WireReader([1, 0, 2, 0xff, 0xff, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0, 4]);
        Assert.That(reader.ReadByte(), Is.EqualTo(1));
        Assert.That(reader.ReadInt16(), Is.EqualTo(2));
        Assert.That(reader.ReadUInt16(), Is.EqualTo(ushort.MaxValue));
        Assert.That(reader.ReadInt32(), Is.EqualTo(3));
        Assert.That(reader.ReadUInt32(), Is.EqualTo(0xffff_fffe));
        Assert.That(reader.ReadInt64(), Is.EqualTo(4));
        reader.ExpectEnd("test");
    }

    [Test]
    public void Every_read_past_the_end_is_a_fault()
    {
        Assert.Throws<WireFault>(() => new WireReader([]).ReadByte());
        Assert.Throws<WireFault>(() => new WireReader([0]).ReadInt16());
        Assert.Throws<WireFault>(() => new WireReader([0, 0, 0]).ReadInt32());
        Assert.Throws<WireFault>(() => new WireReader([0, 0, 0, 0, 0, 0, 0]).ReadInt64());
        Assert.Throws<WireFault>(() => new WireReader([0]).ReadBytes(2));
        Assert.Throws<WireFault>(() => new WireReader([0]).ReadBytes(-1));
        Assert.Throws<WireFault>(() => new WireReader("abc"u8).ReadCString());
    }

    [Test]
    public void Text_that_is_not_utf8_is_a_fault() =>
        Assert.Throws<WireFault>(() => new WireReader([0xc3, 0x28, 0]).ReadCStringText());

    [Test]
    public void Bytes_left_over_are_a_fault() =>
        Assert.Throws<WireFault>(() => new WireReader([1]).ExpectEnd("test"));
}
