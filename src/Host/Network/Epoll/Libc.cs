using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>
/// The system calls of the loop, for Linux on x64 and arm64 (the constants are those of asm-generic). Arguments are blittable, so a
/// call is a call; errors are read with <see cref="Marshal.GetLastSystemError"/> right after it, when the result is negative.
/// </summary>
internal static unsafe partial class Libc
{
    public const int EpollIn = 0x001;
    public const int EpollOut = 0x004;
    public const int EpollErr = 0x008;
    public const int EpollHup = 0x010;
    public const int EpollRdHup = 0x2000;
    public const uint EpollEdge = 1u << 31;
    public const int EpollCtlAdd = 1;
    public const int EpollCtlDel = 2;
    public const int EpollCtlMod = 3;
    public const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC, SOCK_CLOEXEC
    public const int NonBlock = 0x800; // EFD_NONBLOCK, SOCK_NONBLOCK
    public const int SockStream = 1;
    public const int MsgPeek = 0x2;
    public const int MsgNoSignal = 0x4000;
    public const int ShutWr = 1;
    public const int SolSocket = 1;
    public const int SoReuseAddr = 2;
    public const int SoError = 4;
    public const int SoKeepAlive = 9;
    public const int SoReusePort = 15;
    public const int IpProtoTcp = 6;
    public const int TcpNoDelay = 1;
    public const int TcpKeepIdle = 4;
    public const int TcpKeepInterval = 5;
    public const int TcpKeepCount = 6;
    public const int IpProtoIpv6 = 41;
    public const int Ipv6Only = 26;

    public const int EIntr = 4;
    public const int EAgain = 11;
    public const int ENoMem = 12;
    public const int ENFile = 23;
    public const int EMFile = 24;
    public const int ENoBufs = 105;
    public const int EInProgress = 115;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* description);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, byte* events, int countMax, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "socket")]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind")]
    public static partial int Bind(int descriptor, byte* address, int length);

    [LibraryImport(Library, EntryPoint = "listen")]
    public static partial int Listen(int descriptor, int backlog);

    [LibraryImport(Library, EntryPoint = "accept4")]
    public static partial int Accept(int descriptor, byte* address, int* length, int flags);

    [LibraryImport(Library, EntryPoint = "connect")]
    public static partial int Connect(int descriptor, byte* address, int length);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    public static partial int GetSocketName(int descriptor, byte* address, int* length);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    public static partial int GetSocketOption(int descriptor, int level, int name, int* value, int* length);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    public static partial int SetSocketOption(int descriptor, int level, int name, int* value, int length);

    [LibraryImport(Library, EntryPoint = "recv")]
    public static partial nint Receive(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "send")]
    public static partial nint Send(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendmsg")]
    public static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int descriptor, ulong* value, nint length);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    public static void SetOption(int descriptor, int level, int name, int value) =>
        _ = SetSocketOption(descriptor, level, name, &value, sizeof(int));

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Segment
    {
        public byte* Start;
        public nint Length;
    }

    /// <summary><c>struct msghdr</c> of a 64-bit system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Segment* Segments;
        public nint SegmentCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }
}
