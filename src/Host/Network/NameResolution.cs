using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ProxyDb.Host.Network;

/// <summary>Names are resolved on the thread pool: the system's resolver blocks.</summary>
internal static class NameResolution
{
    /// <summary>
    /// Runs <paramref name="connect"/> on the loop with the addresses of an end point and the time that is left, or
    /// <paramref name="done"/> with the failure.
    /// </summary>
    public static void Resolve(
        TurnLoop loop, EndPoint address, TimeSpan timeout, Action<Transport?, Exception?> done, Action<EndPoint[], TimeSpan> connect)
    {
        if (address is DnsEndPoint name && !IPAddress.TryParse(name.Host, out _))
        {
            _ = ResolveAsync(loop, name, timeout, done, connect);
            return;
        }

        EndPoint[] addresses = [address is DnsEndPoint literal ? new IPEndPoint(IPAddress.Parse(literal.Host), literal.Port) : address];
        loop.Post(() => connect(addresses, timeout));
    }

    private static TimeSpan Left(TimeSpan timeout, long begun) =>
        timeout == Timeout.InfiniteTimeSpan ? timeout : TimeSpan.FromTicks(Math.Max(0, (timeout - Stopwatch.GetElapsedTime(begun)).Ticks));

    private static async Task ResolveAsync(
        TurnLoop loop, DnsEndPoint name, TimeSpan timeout, Action<Transport?, Exception?> done, Action<EndPoint[], TimeSpan> connect)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var found = await Task.Run(() => Dns.GetHostAddressesAsync(name.Host, name.AddressFamily)).WaitAsync(timeout).ConfigureAwait(false);
            var addresses = Array.ConvertAll<IPAddress, EndPoint>(found, ip => new IPEndPoint(ip, name.Port));
            loop.Post(() => connect(addresses, Left(timeout, begun)));
        }
        catch (Exception e) when (e is SocketException or ArgumentException or TimeoutException)
        {
            var failure = e is TimeoutException ? new SocketException((int)SocketError.TimedOut) : e;
            loop.Post(() => loop.EndConnect(done, null, failure));
        }
    }
}
