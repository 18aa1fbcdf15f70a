using System.Net.Security;
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
internal sealed class TdsConnection
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
        finally
        {
            _server.Ended(Spid);
            _session?.Dispose();
            _session = null;
            await _stream.DisposeAsync().ConfigureAwait(false);
            _socket.Dispose();
        }
    }

    // ---- login

    private async Task<bool> LoginAsync()
    {
        var first = new byte[1];
        if (await _socket.ReceiveAsync(first, SocketFlags.Peek).ConfigureAwait(false) == 0)
            return false;
        var mode = _server.Options.Encryption;
        switch (first[0])
        {
            case 0x16 when mode == EncryptionMode.Strict || _server.Options.AcceptsStrict:
                await StartTlsAsync(_network, "tds/8.0").ConfigureAwait(false);
                return await PreloginAsync(isStrict: true).ConfigureAwait(false);
            case PacketType.Prelogin when mode != EncryptionMode.Strict:
                return await PreloginAsync(isStrict: false).ConfigureAwait(false);
            case PacketType.Login when mode is EncryptionMode.Optional or EncryptionMode.NotSupported:
                return await Login7Async(endsTls: false).ConfigureAwait(false);
            default:
                return false;
        }
    }

    private async Task StartTlsAsync(Stream below, string? application)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = _server.Certificate,
            EnabledSslProtocols = application is null ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            ApplicationProtocols = application is null ? null : [new SslApplicationProtocol(application)],
        };
        var tls = new SslStream(below, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(options).ConfigureAwait(false);
        _stream = tls;
    }

    private async Task<bool> PreloginAsync(bool isStrict)
    {
        if (await _reader.ReadAsync().ConfigureAwait(false) is not { Type: PacketType.Prelogin } message)
            return false;
        var asked = PreloginMessage.Read(message.Bytes);
        var answer = isStrict ? PreloginMessage.NotSupported : Encryption(asked.Encryption);
        if (_server.Faults.Prelogin is { } raw)
        {
            _stream.Write(raw);
        }
        else
        {
            _writer.Bytes(PreloginMessage.Answer(_server.Options.Version, answer));
            _writer.End();
        }

        if (isStrict)
            return await Login7Async(endsTls: false).ConfigureAwait(false);
        var wanted = asked.Encryption & 0x7F;
        if (answer == PreloginMessage.NotSupported)
            return wanted is PreloginMessage.Off or PreloginMessage.NotSupported && await Login7Async(endsTls: false).ConfigureAwait(false);
        if (wanted == PreloginMessage.NotSupported)
            return false;
        var below = new PreloginTlsStream(_network);
        await StartTlsAsync(below, application: null).ConfigureAwait(false);
        below.IsBare = true;
        return await Login7Async(endsTls: answer == PreloginMessage.Off).ConfigureAwait(false);
    }

    private byte Encryption(byte asked) => (_server.Options.Encryption, asked & 0x7F) switch
    {
        (EncryptionMode.NotSupported, _) => PreloginMessage.NotSupported,
        (EncryptionMode.Required, PreloginMessage.Off) => PreloginMessage.Required,
        (EncryptionMode.Required, PreloginMessage.NotSupported) => PreloginMessage.Required,
        (_, PreloginMessage.Off) => PreloginMessage.Off,
        (_, PreloginMessage.NotSupported) => PreloginMessage.NotSupported,
        _ => PreloginMessage.On,
    };

    private async Task<bool> Login7Async(bool endsTls)
    {
        if (endsTls)
            _reader.FirstPacketRead = () => _stream = _network;
        var message = await _reader.ReadAsync().ConfigureAwait(false);
        _reader.FirstPacketRead = null;
        if (message is not { Type: PacketType.Login })
            return false;
        var login = Login7Message.Read(message.Bytes);
        var asked = TdsVersion.Rank(_server.Options.HighestVersion) < TdsVersion.Rank(login.Version) ? _server.Options.HighestVersion : login.Version;
        if (TdsVersion.Negotiate(asked) is not { } version)
            return false;
        _response.Rank = TdsVersion.Rank(version);
        var request = new ReceivedRequest(Spid, RequestKind.Login, login.User) { Status = message.Status };
        _server.Note(request);
        if (Misbehaves(request, out var isOver))
            return !isOver;
        var sequence = new LoginSequence(_server, _response, login);
        if (sequence.Check() is not { } database)
        {
            _response.End();
            return false;
        }

        Open(login, database, version, sequence);
        return true;
    }

    private void Open(Login7Message login, string database, uint version, LoginSequence sequence)
    {
        var size = login.PacketSize is 0 ? _server.Options.DefaultPacketSize : Math.Clamp(login.PacketSize, 512, 32767);
        var prepared = new PreparedStatements();
        var session = _server.Engine.Open(new SessionInfo(Spid, login.User, database)
        {
            HostName = login.HostName,
            ProgramName = login.ProgramName,
            Language = login.Language.Length > 0 ? login.Language : "us_english",
            AnsiDefaults = login.HasAnsiDefaults,
            TdsVersion = version,
            PacketSize = size,
            Prepared = prepared,
            Kill = _server.Kill,
        });
        _response.HasUtf8 = _server.Options.AcksUtf8 && login.Features.Any(f => f.Id == 0x0A);
        _sendsStates = _server.Options.AcksSessionRecovery && login.Features.Any(f => f.Id == 1);
        _stateOf = session.Database;
        _rpc = new RpcRunner(session, prepared, _results, _server.Options.OmitsMetadata);
        _session = session;
        sequence.Accept(database, version, size);
        _response.End();
        _writer.PacketSize = size;
        _reader.PacketSize = size;
    }

    // ---- requests

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
        return true;
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
