using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Accepts clients and hands each to a <see cref="TdsConnection"/>.</summary>
public sealed class TdsServer : IDisposable
{
    private const int MaxKept = 100_000;
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<int, TdsConnection> _connections = new();
    private readonly CancellationTokenSource _stopped = new();
    private int _lastSpid = 50;
    private int _accepted, _logins;
    private long _requests;

    public TdsServer(TdsServerOptions options, ISqlEngine engine)
    {
        Options = options;
        Engine = engine;
        Certificate = NewCertificate();
        _listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(options.Address, options.Port));
        _listener.Listen(512);
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 128), Math.Max(ports, 16));
        _ = AcceptAsync();
    }

    public TdsServerOptions Options { get; }

    public ISqlEngine Engine { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Made when the server starts; nobody else has signed it.</summary>
    public X509Certificate2 Certificate { get; }

    public Faults Faults { get; } = new();

    /// <summary>Requests in the order they came, over all connections; kept on option.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    /// <summary>Connections so far, those that never logged in included.</summary>
    public int Accepted => _accepted;

    public int Logins => _logins;

    /// <summary>Batches, calls, transaction requests and bulk loads so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public IReadOnlyList<int> Spids => [.. _connections.Values.Where(c => c.IsLoggedIn).Select(c => c.Spid).Order()];

    /// <summary>Ends a session as KILL does; false when there is none of this number.</summary>
    public bool Kill(int spid)
    {
        if (!_connections.TryGetValue(spid, out var connection))
            return false;
        connection.Close();
        return true;
    }

    /// <summary>Ends all sessions, as a restart would.</summary>
    public void KillAll()
    {
        foreach (var connection in _connections.Values)
            connection.Close();
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _listener.Dispose();
        KillAll();

        // Their sessions end on their own threads, and the engine they stand on may end next.
        SpinWait.SpinUntil(() => _connections.IsEmpty, TimeSpan.FromSeconds(5));
        Certificate.Dispose();
        _stopped.Dispose();
    }

    internal void Note(ReceivedRequest request)
    {
        if (request.Kind == RequestKind.Login)
            Interlocked.Increment(ref _logins);
        else if (request.Kind != RequestKind.Attention)
            Interlocked.Increment(ref _requests);
        if (!Options.KeepsRequests)
            return;
        Received.Enqueue(request);
        if (Received.Count > MaxKept)
            Received.TryDequeue(out _);
    }

    internal void Ended(int spid) => _connections.TryRemove(spid, out _);

    private async Task AcceptAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stopped.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            socket.NoDelay = true;
            var spid = Interlocked.Increment(ref _lastSpid);
            spid = 51 + ((spid - 51) % 32000);
            var connection = new TdsConnection(this, socket, spid);
            _connections[spid] = connection;
            _ = Task.Run(connection.RunAsync);
        }
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
