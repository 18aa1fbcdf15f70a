using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>The few file calls the runtime does not offer.</summary>
internal static partial class NativeFile
{
    private const int OpenDirectory = 0x10000; // O_RDONLY | O_DIRECTORY

    private const int Interrupted = 4;

    /// <summary>Writes all bytes with <c>pwritev(2)</c>; more than one call only after a short write or a signal.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            var done = 0;
            while (done < bytes.Length)
            {
                var part = new IoVector { Base = start + done, Length = (nuint)(bytes.Length - done) };
                var written = PWriteV(file, &part, 1, offset + done);
                if (written > 0)
                {
                    done += (int)written;
                }
                else if (written == 0 || Marshal.GetLastPInvokeError() != Interrupted)
                {
                    throw Failed(written == 0 ? 28 : Marshal.GetLastPInvokeError());
                }
            }
        }
    }

    /// <summary>Forces a file's data to disk.</summary>
    public static void Sync(SafeFileHandle file)
    {
        while (FDataSync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw Failed(Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>Forces names made, renamed or deleted in a directory to disk.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = Open(path, OpenDirectory, 0);
        if (!directory.IsInvalid)
        {
            _ = FSync(directory); // a file system without it (EINVAL) has nothing to offer instead
        }
    }

    /// <summary>Makes a directory and its parents, mode 0700, when it is not there.</summary>
    public static void MakeDirectory(string path) =>
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static IOException Failed(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    private static unsafe partial nint PWriteV(SafeFileHandle file, IoVector* parts, int count, long offset);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
