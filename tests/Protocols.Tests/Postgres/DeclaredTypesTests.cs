using System.Buffers.Binary;
using NUnit.Framework;
using ProxyDb.Protocols.Postgres;

namespace ProxyDb.Protocols.Tests.Postgres;

public sealed class DeclaredTypesTests
{
    [TestCase(0UL)]
    [TestCase(0UL, 20, 23, 0, 1043, 2950, 1184)]
    [TestCase(1UL, 26, TestName = "oid")]
    [TestCase(2UL, 20, 701, TestName = "double precision")]
    [TestCase(5UL, 2205, 25, 2206, TestName = "names of objects")]
    public void Types_that_a_column_may_be_converted_to_are_foreign(ulong foreign, params int[] types)
    {
        var bytes = new byte[types.Length * sizeof(int)];
        for (var i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * sizeof(int)), types[i]);
        Assert.That(new WireProtocol().ForeignParameters(bytes), Is.EqualTo(foreign));
    }

    [Test]
    public void Everything_from_the_64th_parameter_on_shares_a_bit()
    {
        var bytes = new byte[100 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(99 * sizeof(int)), 26);
        Assert.That(new WireProtocol().ForeignParameters(bytes), Is.EqualTo(1UL << 63));
    }
}
