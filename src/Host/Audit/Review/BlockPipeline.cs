using System.Buffers;

namespace ProxyDb.Host.Audit.Review;

/// <summary>Reads a file in blocks of whole lines and checks several of them at once; they come out in order.</summary>
internal sealed class BlockPipeline(string path, string writer, IReadOnlyDictionary<long, string> anchors) : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly Stream _stream = LogSource.Open(path);
    private readonly byte[] _writer = Prefix(writer);
    private readonly Queue<(Task<LogBlock> Check, byte[] Buffer, int Bytes)> _running = new();
    private byte[] _rest = [];
    private bool _isAtEnd;

    public IEnumerable<(LogBlock Block, int Bytes)> Read()
    {
        var line = 1L;
        while (true)
        {
            while (!_isAtEnd && _running.Count <= Environment.ProcessorCount)
            {
                var (buffer, length) = Fill();
                if (length == 0)
                {
                    break;
                }

                var first = line;
                line += buffer.AsSpan(0, length).Count((byte)'\n');
                _running.Enqueue((Task.Run(() => LogBlock.Check(buffer.AsSpan(0, length), first, _writer, anchors)), buffer, length));
            }

            if (!_running.TryDequeue(out var next))
            {
                yield break;
            }

            var block = next.Check.GetAwaiter().GetResult();
            ArrayPool<byte>.Shared.Return(next.Buffer);
            yield return (block, next.Bytes);
        }
    }

    public void Dispose()
    {
        foreach (var (check, _, _) in _running)
        {
            check.Wait();
        }

        _stream.Dispose();
    }

    /// <summary>The next whole lines, at least one unless the file has ended.</summary>
    private (byte[] Buffer, int Length) Fill()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, _rest.Length * 2));
        _rest.CopyTo(buffer, 0);
        var length = _rest.Length;
        while (true)
        {
            var read = _stream.Read(buffer, length, buffer.Length - length);
            var newline = read == 0 ? -1 : buffer.AsSpan(length, read).LastIndexOf((byte)'\n');
            newline = newline < 0 ? newline : newline + length;
            length += read;
            _isAtEnd = read == 0;
            if (_isAtEnd || (newline >= 0 && length > buffer.Length / 2))
            {
                var whole = _isAtEnd ? length : newline + 1;
                _rest = buffer.AsSpan(whole, length - whole).ToArray();
                return (buffer, whole);
            }

            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    private static byte[] Prefix(string writer)
    {
        var line = new Sealing.LineBuffer(64);
        return line.Raw(",\"writer\":"u8).Text(writer).Raw(",\"event\":\""u8).Written.ToArray();
    }
}
