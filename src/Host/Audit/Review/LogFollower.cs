using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>Reads what is appended to the newest file, and goes on in the next one when the writer does.</summary>
internal sealed class LogFollower : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private LogFileName? _file;
    private FileStream? _stream;
    private readonly MemoryStream _rest = new();

    /// <param name="paths">As given to the command; directories are looked at again for new files.</param>
    /// <param name="from">The newest file, which has been shown to its end.</param>
    public LogFollower(IReadOnlyList<string> paths, LogFileName? from)
    {
        _paths = paths;
        if (from is { IsCompressed: false })
        {
            Open(from);
            _stream!.Seek(0, SeekOrigin.End);
        }

        _file = from;
    }

    /// <summary>The whole lines appended since the last call.</summary>
    public IReadOnlyList<byte[]> Read()
    {
        var lines = new List<byte[]>();
        while (true)
        {
            ReadCurrent(lines);
            var next = LogSource.Files(_paths).Where(f => _file is null || LogFileName.Compare(f with { Writer = _file.Writer }, _file) > 0)
                .FirstOrDefault(f => !f.IsCompressed && f.Name != _file?.Name);
            if (next is null)
            {
                return lines;
            }

            ReadCurrent(lines); // what came between the last look and the change of files
            Open(next);
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _rest.Dispose();
    }

    private void ReadCurrent(List<byte[]> lines)
    {
        if (_stream is null)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[8192];
        for (int read; (read = _stream.Read(buffer)) > 0;)
        {
            foreach (var b in buffer[..read])
            {
                if (b == (byte)'\n')
                {
                    lines.Add(_rest.ToArray());
                    _rest.SetLength(0);
                }
                else
                {
                    _rest.WriteByte(b);
                }
            }
        }
    }

    private void Open(LogFileName file)
    {
        _stream?.Dispose();
        _stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _file = file;
        _rest.SetLength(0);
    }
}
