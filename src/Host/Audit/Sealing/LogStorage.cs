using Microsoft.Win32.SafeHandles;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>How log files reach the disk. Tests put a disk that is full in its place.</summary>
internal class LogStorage
{
    public virtual SafeFileHandle Create(string path)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => NativeFile.Write(file, bytes, offset);

    public virtual void Sync(SafeFileHandle file) => NativeFile.Sync(file);
}
