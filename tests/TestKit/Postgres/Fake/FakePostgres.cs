using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ProxyDb.TestKit.Postgres.Fake;

/// <summary>
/// A server that speaks PostgreSQL's protocol as a script says: a delegate per connection, on a thread of its own. It exists for what
/// a real server never does: hostile lengths, silence, a close in the middle of a message. What a script throws is kept.
/// </summary>
public sealed class FakePostgres : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Action<FakeSession> _script;
    private readonly ConcurrentBag<FakeSession> _sessions = [];
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly ConcurrentQueue<(int ProcessId, int Secret)> _cancels = new();
    private int _lastProcessId;
    private volatile bool _isStopped;

    private FakePostgres(Action<FakeSession> script, string? password)
    {
        _script = script;
        Password = password;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = "fake postgres" }.Start();
    }

    public int Port { get; }

    /// <summary>Sessions that came past the login, cancel requests not counted.</summary>
    public int SessionCount => _lastProcessId;

    /// <summary>What scripts threw, other than at the end of the connection.</summary>
    public IReadOnlyCollection<Exception> Failures => _failures;

    public IReadOnlyCollection<(int ProcessId, int Secret)> Cancels => _cancels;

    internal string? Password { get; }

    /// <summary>Starts the server; the script runs after each login.</summary>
    /// <param name="password">Demanded by SCRAM-SHA-256; null: everybody is trusted.</param>
    public static FakePostgres Start(Action<FakeSession> script, string? password = null) => new(script, password);

    /// <summary>Answers every statement as an empty one, simple and extended, until the client leaves.</summary>
    public static FakePostgres StartEmpty(string? password = null) => Start(session => session.ServeEmpty(), password);

    public void Dispose()
    {
        _isStopped = true;
        _listener.Dispose();
        foreach (var session in _sessions)
            session.Dispose();
    }

    internal int NextProcessId() => Interlocked.Increment(ref _lastProcessId);

    internal void AddCancel(int processId, int secret) => _cancels.Enqueue((processId, secret));

    private void Accept()
    {
        while (!_isStopped)
        {
            Socket socket;
            try
            {
                socket = _listener.AcceptSocket();
            }
            catch (SocketException) when (_isStopped)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            var session = new FakeSession(this, socket);
            _sessions.Add(session);
            new Thread(() => Serve(session)) { IsBackground = true, Name = "fake session" }.Start();
        }
    }

    private void Serve(FakeSession session)
    {
        try
        {
            if (session.AcceptLogin())
                _script(session);
        }
        catch (EndOfStreamException)
        {
            // The client left: how most scripts end.
        }
        catch (Exception e) when (_isStopped || e is IOException { InnerException: SocketException } or ObjectDisposedException)
        {
            // The connection was torn down by the other side, by the script, or with the server.
        }
        catch (Exception e)
        {
            _failures.Enqueue(e);
        }
        finally
        {
            session.Dispose();
        }
    }
}
