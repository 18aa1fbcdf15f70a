using Microsoft.Win32.SafeHandles;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>
/// One preallocated file of the spool. A lane fills it, the sealer reads what is committed and gives it back. The two meet only
/// in <see cref="Committed"/> and <see cref="Ended"/>.
/// </summary>
internal sealed class SpoolSegment(string path, SafeFileHandle file, int size) : IDisposable
{
    private int _committed;
    private bool _ended;

    public string Path { get; } = path;

    public SafeFileHandle File { get; } = file;

    public int Size { get; } = size;

    /// <summary>Set when a lane takes the segment.</summary>
    public long Sequence { get; private set; }

    public int Lane { get; private set; }

    /// <summary>Position of the segment's first byte in its lane's stream.</summary>
    public long StreamBase { get; private set; }

    /// <summary>Statements the sealer has seen opened or carried here and not yet closed or carried on. Sealer only.</summary>
    public int OpenHere { get; set; }

    /// <summary>Bytes that are in the file; grows with each write of the lane.</summary>
    public int Committed => Volatile.Read(ref _committed);

    /// <summary>The lane writes no more here: <see cref="Committed"/> is final.</summary>
    public bool Ended => Volatile.Read(ref _ended);

    public void Begin(long sequence, int lane, long streamBase)
    {
        (Sequence, Lane, StreamBase, OpenHere) = (sequence, lane, streamBase, 0);
        Volatile.Write(ref _ended, false);
        Volatile.Write(ref _committed, 0);
    }

    public void Commit(int length) => Volatile.Write(ref _committed, length);

    public void End() => Volatile.Write(ref _ended, true);

    public void Dispose() => File.Dispose();
}
