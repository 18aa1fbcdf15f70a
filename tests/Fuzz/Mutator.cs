using System.Buffers.Binary;

namespace ProxyDb.Fuzz;

/// <summary>Changes inputs the way that hurts length-prefixed formats: bytes, lengths, cut, repeated and joined pieces.</summary>
public sealed class Mutator(Random random)
{
    private const int MaxLength = 16 << 10;

    private static readonly int[] Lengths = [0, 1, 3, 4, 5, 8, -1, -2, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, 0x3fff_ffff];

    private static readonly byte[] Bytes = [0, 1, 2, 4, 0x7f, 0x80, 0xff, (byte)',', (byte)'=', (byte)' ', (byte)'-', (byte)'\\'];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            MutateOnce(bytes, other);
        }

        if (bytes.Count > MaxLength)
        {
            bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
        }

        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var count = Math.Min(random.Next(1, 16), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Bytes[random.Next(Bytes.Length)];
                break;
            case 2 when at + 4 <= bytes.Count:
                Overwrite(bytes, at, 4, Lengths[random.Next(Lengths.Length)]);
                break;
            case 3 when at + 2 <= bytes.Count:
                Overwrite(bytes, at, 2, Lengths[random.Next(Lengths.Length)] << 16);
                break;
            case 4:
                bytes.RemoveRange(at, count);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 6:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            default:
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 64), other.Length - from)).ToArray());
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, int count, int value)
    {
        Span<byte> wire = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(wire, value);
        for (var i = 0; i < count; i++)
        {
            bytes[at + i] = wire[i];
        }
    }
}
