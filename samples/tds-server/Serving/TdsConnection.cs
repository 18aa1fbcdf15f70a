using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>
/// One client. Requests run on a thread of the pool, which also writes the answer; the next message is read meanwhile, so that an Attention stops
/// the running statement at once.
/// </summary>
internal sealed partial class TdsConnection : IDisposable
{
    private readonly TdsServer _server;
    private readonly Socket _socket;
    private readonly NetworkStream _network;
    private readonly PacketReader _reader;
    private readonly PacketWriter _writer;
    private readonly ResponseWriter _response;
    private readonly ResultWriter _results;
    private Stream _stream;
    private CancellationTokenSource _running = new();
    private ISqlSession? _session;
    private RpcRunner? _rpc;
    private bool _sendsStates;
    private int _stateSequence;
    private string _stateOf = "";

    public TdsConnection(TdsServer server, Socket socket, int spid)
    {
        _server = server;
        _socket = socket;
        Spid = spid;
        _stream = _network = new NetworkStream(socket, ownsSocket: true);
        _reader = new PacketReader(() => _stream) { AttentionArrived = () => _running.Cancel() };
        _writer = new PacketWriter(() => _stream) { Spid = (ushort)spid };
        _response = new ResponseWriter(_writer) { ServerName = server.Options.ServerName };
        _results = new ResultWriter(_response);
    }

    public int Spid { get; }

    public bool IsLoggedIn => _session is not null;

    /// <summary>Ends it from any thread.</summary>
    public void Close()
    {
        try
        {
            _running.Cancel();
            _socket.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    public async Task RunAsync()
    {
        try
        {
            if (await LoginAsync().ConfigureAwait(false))
                await ServeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or AuthenticationException or ProtocolError)
        {
            // The client is gone, or sent what nobody can read: the connection ends.
        }
        catch (Exception error)
        {
            // A mistake of this server: whoever tests with it must see it.
            await Console.Error.WriteLineAsync($"session {Spid}: {error}").ConfigureAwait(false);
        }
        finally
        {
            _session?.Dispose();
            _session = null;
            _server.Ended(Spid);
            await _stream.DisposeAsync().ConfigureAwait(false);
            Dispose();
        }
    }

    public void Dispose()
    {
        _network.Dispose();
        _socket.Dispose();
        _running.Dispose();
    }

    private async Task ServeAsync()
    {
        var next = _reader.ReadAsync();
        while (await next.ConfigureAwait(false) is { } message)
        {
            if (message.Type == PacketType.Attention)
            {
                _server.Note(new ReceivedRequest(Spid, RequestKind.Attention, ""));
                _running.Dispose();
                _running = new CancellationTokenSource();
                AcknowledgeAttention();
                next = _reader.ReadAsync();
                continue;
            }

            next = _reader.ReadAsync();
            if (!Answer(message))
                return;
        }
    }

    private void AcknowledgeAttention()
    {
        _response.Done(0xFD, DoneCommand.Attention, null, isAttention: true);
        _response.End();
    }

    /// <summary>False: the connection ends.</summary>
    private bool Answer(ClientMessage message)
    {
        if (message.IsIgnored)
        {
            _server.Note(new ReceivedRequest(Spid, RequestKind.Ignored, ""));
            _response.Done(0xFD, DoneCommand.None, null, isError: true);
            _response.End();
            return true;
        }

        if (_server.Options.Delay > TimeSpan.Zero)
            Thread.Sleep(_server.Options.Delay);
        try
        {
            return Carry(message);
        }
        catch (ProtocolError error)
        {
            _results.Message(new SqlMessage(error.Number, 16, error.Message));
            _response.Done(message.Type == PacketType.Rpc ? (byte)0xFE : (byte)0xFD, DoneCommand.None, null, isError: true);
            _response.End();
            return error.Number != 4002;
        }
    }

    private bool Carry(ClientMessage message)
    {
        var reader = new ByteReader(message.Bytes, 0, message.Bytes.Length);
        var descriptor = message.Type != PacketType.Bulk && _response.Rank >= TdsVersion.Rank72 ? TransactionHeader.Read(reader) : 0;
        List<RpcCall> calls = [];
        List<ReceivedRequest> requests = [];
        switch (message.Type)
        {
            case PacketType.Batch:
                if (reader.Remaining % 2 != 0)
                    throw ProtocolError.EndedEarly();
                requests.Add(new ReceivedRequest(Spid, RequestKind.Batch, reader.Unicode(reader.Remaining / 2)));
                break;
            case PacketType.Rpc:
                calls = RpcCall.Read(reader, _response.Rank >= TdsVersion.Rank72);
                requests.AddRange(calls.Select(c => new ReceivedRequest(Spid, RequestKind.Rpc, c.Name) { ProcedureId = c.Id, Flags = c.Flags, Arguments = c.Arguments }));
                break;
            case PacketType.TransactionManager:
                requests.Add(new ReceivedRequest(Spid, RequestKind.TransactionManager, TransactionRequest.Describe(message.Bytes, reader.Position)));
                break;
            case PacketType.Bulk:
                requests.Add(new ReceivedRequest(Spid, RequestKind.Bulk, ""));
                break;
            default:
                return false;
        }

        var resets = (message.Status & (PacketType.Reset | PacketType.ResetKeepTransaction)) != 0 && message.Type != PacketType.Bulk;
        for (var i = 0; i < requests.Count; i++)
        {
            requests[i] = requests[i] with { Status = message.Status, Descriptor = descriptor };
            _server.Note(requests[i]);
            if (Misbehaves(requests[i], out var isOver))
                return !isOver;
        }

        if (resets)
            Reset((message.Status & PacketType.ResetKeepTransaction) != 0);
        Execute(message, reader, calls, requests.Count > 0 ? requests[0].Text : "", resets ? _results.Descriptor : descriptor);
        WriteStates();
        _response.End();
        return !_results.IsFatal;
    }

    private void Reset(bool keepsTransaction)
    {
        _results.Begin(isInProcedure: false);
        _session!.Reset(keepsTransaction, new ResetSink(_results));
        _rpc!.Clear();
        if (_response.Rank >= TdsVersion.Rank72)
            _response.EnvironmentBytes(18, [], []);
    }

    private void Execute(ClientMessage message, ByteReader reader, List<RpcCall> calls, string text, ulong descriptor)
    {
        var isRpc = message.Type == PacketType.Rpc;
        _results.Begin(isRpc);
        var cancel = _running.Token;
        _results.Cancel = cancel;
        try
        {
            cancel.ThrowIfCancellationRequested();
            CheckDescriptor(message.Type, descriptor);
            switch (message.Type)
            {
                case PacketType.Batch:
                    _session!.Execute(text, "", [], _results, cancel);
                    break;
                case PacketType.Rpc:
                    RunCalls(calls, cancel);
                    break;
                case PacketType.TransactionManager:
                    TransactionRequest.Run(reader, _session!, _results);
                    break;
                default:
                    var (columns, rows) = TableReader.ReadBulk(reader, _response.Rank);
                    _session!.BulkInsert(columns, rows, _results, cancel);
                    break;
            }
        }
        catch (SqlError error)
        {
            _results.Message(error.Details);
            EndFailed(isRpc);
        }
        catch (OperationCanceledException)
        {
            // The answer ends here; the acknowledgement is a message of its own.
            _response.Done(isRpc ? (byte)0xFE : (byte)0xFD, DoneCommand.None, null, isError: true);
        }
        catch (Exception error) when (error is not (ProtocolError or IOException or ObjectDisposedException))
        {
            // A mistake of this server: whoever tests with it must see it.
            Console.Error.WriteLine($"{text}: {error}");
            _results.Message(new SqlMessage(50999, 20, $"The sample server failed: {error.Message}"));
            EndFailed(isRpc);
        }
    }

    private void EndFailed(bool isRpc)
    {
        if (isRpc)
            _response.Done(0xFE, DoneCommand.Execute, null, isError: true);
        else
            _results.EndFailed(isRpc: false);
    }

    private void CheckDescriptor(byte type, ulong descriptor)
    {
        if (_server.Options.ChecksDescriptors && type != PacketType.Bulk && _response.Rank >= TdsVersion.Rank72 && descriptor != _results.Descriptor)
            throw new SqlError(3989, 16, "New request is not allowed to start because it should come with valid transaction descriptor.");
    }

    private void RunCalls(List<RpcCall> calls, CancellationToken cancel)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            if (i > 0)
                _response.MarkBatchedRpc();
            _rpc!.Run(calls[i], cancel);
        }
    }

    private void WriteStates()
    {
        if (!_sendsStates || _session!.Database == _stateOf)
            return;
        _stateOf = _session.Database;
        _response.InsertBeforeDone(() => LoginSequence.WriteState(_response, ++_stateSequence, _stateOf));
    }

    /// <summary>True: a fault took the place of the answer.</summary>
    private bool Misbehaves(ReceivedRequest request, out bool isOver)
    {
        isOver = false;
        if (_server.Faults.OnRequest?.Invoke(request) is not { } fault)
            return false;
        Thread.Sleep(fault.Delay);
        if (fault.Before is { } before)
            _response.TokenBytes(before);
        if (fault.Tokens is { } tokens)
        {
            _writer.Bytes(tokens);
            _writer.End();
        }

        if (fault.Raw is { } raw)
            _stream.Write(raw);
        isOver = fault.Close;
        return fault.Tokens is not null || fault.Raw is not null || fault.Close || fault.Silent;
    }
}
