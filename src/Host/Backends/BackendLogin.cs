using System.Net;
using System.Net.Security;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>Connects to one server and logs in, on one loop; the expensive key derivation runs on a worker.</summary>
internal sealed class BackendLogin : ITransportHandler
{
    private readonly EventLoop _loop;
    private readonly IWireProtocol _protocol;
    private readonly IServerLogin _login;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly bool _isStrict;
    private readonly string _server;
    private readonly WireBuffer _output = new();
    private readonly TaskCompletionSource<Transport> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILoopTimer _deadline;
    private Transport? _transport;
    private bool _isWorking;

    private BackendLogin(
        EventLoop loop, IWireProtocol protocol, IServerLogin login, SslClientAuthenticationOptions? tls, bool isStrict, string server)
    {
        (_loop, _protocol, _login, _tls, _isStrict, _server) = (loop, protocol, login, tls, isStrict, server);
        _deadline = loop.CreateTimer(() => Fail("the login did not end in time"));
    }

    /// <summary>
    /// Ends with a logged-in transport whose handler is not set, with a <see cref="BackendFault"/>, or with a <see cref="BackendRoute"/>.
    /// </summary>
    /// <param name="isStrict">TLS comes before the login.</param>
    public static Task<Transport> RunAsync(
        EventLoop loop, EndPoint address, string server, IWireProtocol protocol, IServerLogin login, SslClientAuthenticationOptions? tls,
        bool isStrict, TimeSpan timeout)
    {
        var run = new BackendLogin(loop, protocol, login, tls, isStrict, server);
        loop.Post(() =>
        {
            run._deadline.Start(timeout);
            loop.Connect(address, timeout, run.OnConnected);
        });
        return run._done.Task;
    }

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        if (_isWorking)
        {
            return 0;
        }

        var consumed = 0;
        try
        {
            while (true)
            {
                _output.Clear();
                var step = _login.Advance(bytes[consumed..], out var used, _output);
                consumed += used;
                transport.Write(_output.Written);
                switch (step)
                {
                    case LoginStep.NeedMore:
                        return consumed;
                    case LoginStep.StartTls:
                        if (consumed < bytes.Length)
                        {
                            Fail("the server sent bytes in clear after it had agreed to TLS");
                            return bytes.Length;
                        }

                        StartTls(transport);
                        return consumed;
                    case LoginStep.NeedWork:
                        Work(transport);
                        return consumed;
                    case LoginStep.Done:
                        Succeed(transport);
                        return consumed;
                    case LoginStep.Routed:
                        Leave(new BackendRoute(_login.Route));
                        return bytes.Length;
                    default:
                        Fail(_login.Failure ?? "the server refused the login", _login.FailureCode);
                        return bytes.Length;
                }
            }
        }
        catch (WireFault fault)
        {
            Fail(fault.Message);
            return bytes.Length;
        }
    }

    public void OnDrained(Transport transport)
    {
    }

    public void OnClosed(Transport transport, TransportEnd end)
    {
        _transport = null;
        Fail(end == TransportEnd.TlsFailed ? "TLS could not be established" : "the server closed the connection during the login");
    }

    private void OnConnected(Transport? transport, Exception? failure)
    {
        if (transport is null)
        {
            Fail(failure is TimeoutException ? "no answer in time" : failure?.Message ?? "no connection");
            return;
        }

        if (_done.Task.IsCompleted)
        {
            transport.Close();
            return;
        }

        _transport = transport;
        transport.Handler = this;
        if (_isStrict)
        {
            StartTls(transport);
        }
        else
        {
            Start(transport);
        }
    }

    private void StartTls(Transport transport)
    {
        if (_tls is null)
        {
            Fail("the server asks for TLS, which the cluster does not allow");
            return;
        }

        transport.StartTlsClient(ProtocolFraming.Narrow(_tls, _login.Tls), OnTls, ProtocolFraming.Of(_login.Tls));
    }

    private void Start(Transport transport)
    {
        _output.Clear();
        _login.Start(_output);
        transport.Write(_output.Written);
    }

    private void OnTls(Exception? failure)
    {
        if (failure is not null || _transport is null)
        {
            Fail("TLS could not be established: " + (failure?.Message ?? "the connection ended"));
            return;
        }

        if (_isStrict)
        {
            Start(_transport);
            return;
        }

        _output.Clear();
        _login.TlsStarted(_output);
        _transport.Write(_output.Written);
    }

    private void Work(Transport transport)
    {
        _isWorking = true;
        transport.PauseReading();
        var work = _login.Work!;
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                work.Run();
                _loop.Post(() =>
                {
                    _isWorking = false;
                    if (_transport is { } live)
                    {
                        // The answer is written by the next Advance, which needs no more bytes of the server.
                        live.ResumeReading();
                        OnReceived(live, default);
                    }
                });
            },
            null);
    }

    private void Succeed(Transport transport)
    {
        _deadline.Stop();
        transport.Handler = null;
        _transport = null;
        _done.TrySetResult(_login.Codec is { } codec ? new CodedTransport(transport, codec) : transport);
    }

    private void Fail(string reason, string? code = null)
    {
        var isFinal = code is not null && _protocol.IsFinalRefusal(code);
        Leave(new BackendFault($"{_server}: {reason}", isTransient: !isFinal) { Code = code });
    }

    private void Leave(Exception outcome)
    {
        _deadline.Stop();
        if (_transport is { } transport)
        {
            _transport = null;
            transport.Handler = null;
            transport.Close();
        }

        _done.TrySetException(outcome);
    }
}
