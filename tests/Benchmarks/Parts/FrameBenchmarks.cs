using BenchmarkDotNet.Attributes;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Benchmarks.Parts;

/// <summary>Cutting a stream of the server's messages: the answer to a point select, a hundred times.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private const int Messages = 400;

    private readonly byte[] _stream = Stream();

    [Benchmark(OperationsPerInvoke = Messages)]
    public int ReadFrames()
    {
        ReadOnlySpan<byte> rest = _stream;
        var count = 0;
        while (FrameReader.TryRead(rest, WireLimits.Default, fromClient: false, out _))
        {
            FrameReader.TryReadHeader(rest, WireLimits.Default, fromClient: false, out _, out var length);
            rest = rest[length..];
            count++;
        }

        return count;
    }

    private static byte[] Stream()
    {
        byte[] description = [(byte)'T', 0, 0, 0, 33, 0, 1, .. "abalance\0"u8, 0, 0, 64, 7, 0, 3, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0];
        byte[] row = [(byte)'D', 0, 0, 0, 11, 0, 1, 0, 0, 0, 1, (byte)'0'];
        byte[] complete = [(byte)'C', 0, 0, 0, 13, .. "SELECT 1\0"u8];
        byte[] ready = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];
        return [.. Enumerable.Repeat<byte[]>([.. description, .. row, .. complete, .. ready], Messages / 4).SelectMany(static m => m)];
    }
}
