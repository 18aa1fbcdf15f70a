using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NUnit.Framework;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Network;

[NonParallelizable]
[Platform("Linux")]
internal sealed partial class DescriptorTests(string transport) : LoopContract(transport)
{
    private const int NoFile = 7; // RLIMIT_NOFILE

    [Test]
    public void Without_descriptors_clients_wait_in_the_backlog_and_the_loop_does_not_spin()
    {
        var address = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), 64, static t => t.Handler = ScriptedHandler.Echo());
        AssertEcho(Peer(address));
        var peers = Enumerable.Range(0, 5)
            .Select(_ => Disposed(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)))
            .ToArray();
        var turns = 0;
        On(Loop, () => Loop.AddTurnHook(new TurnCounter(() => turns++)));
        Assert.That(GetLimit(NoFile, out var limit), Is.Zero);
        var none = limit with { Soft = 3 };
        try
        {
            Assert.That(SetLimit(NoFile, in none), Is.Zero);
            foreach (var peer in peers)
            {
                peer.Connect(address);
            }

            Thread.Sleep(400);
        }
        finally
        {
            Assert.That(SetLimit(NoFile, in limit), Is.Zero);
        }

        Assert.That(On(Loop, () => turns), Is.LessThan(200));
        foreach (var peer in peers)
        {
            peer.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            AssertEcho(peer);
        }
    }

    private static void AssertEcho(Socket peer)
    {
        peer.Send("x"u8);
        Assert.That(ReadExactly(peer, 1), Is.EqualTo("x"u8.ToArray()));
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct ResourceLimit(ulong Soft, ulong Hard);

    private sealed class TurnCounter(Action action) : ITurnHook
    {
        public void BeforeSends() => action();
    }
}
