using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.TestKit.Postgres.Fake;

/// <summary>One message of a client: kind byte and body without the length.</summary>
public sealed record FakeRequest(char Kind, byte[] Body)
{
    /// <summary>The first text of the body: of a Query the statement, of an Execute the portal.</summary>
    public string Text
    {
        get
        {
            var at = 0;
            return ServerMessage.ReadText(Body, ref at);
        }
    }

    public override string ToString() => $"{Kind}[{Body.Length}]";
}

/// <summary>One connection of <see cref="FakePostgres"/>, as its script sees it. Blocking; one thread.</summary>
public sealed class FakeSession : IDisposable
{
    private readonly FakePostgres _server;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    internal FakeSession(FakePostgres server, Socket socket)
    {
        _server = server;
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket);
    }

    /// <summary>What the start-up message said.</summary>
    public Dictionary<string, string> Startup { get; } = [];

    /// <summary>1 for the first session of the server.</summary>
    public int ProcessId { get; private set; }

    public int Secret { get; } = Random.Shared.Next();

    /// <summary>Every message since the login, in order.</summary>
    public List<FakeRequest> Received { get; } = [];

    /// <summary>The next message; <see cref="EndOfStreamException"/> when the client has left.</summary>
    public FakeRequest Read()
    {
        var request = ReadFrame();
        Received.Add(request);
        return request;
    }

    /// <summary>The next message, which must be of this kind.</summary>
    public FakeRequest Expect(char kind)
    {
        var request = Read();
        return request.Kind == kind ? request : throw new InvalidOperationException($"expected {kind}, got {request}");
    }

    /// <summary>Everything up to a message of this kind, which is the last one.</summary>
    public List<FakeRequest> ReadUntil(char kind)
    {
        var requests = new List<FakeRequest>();
        do
            requests.Add(Read());
        while (requests[^1].Kind != kind);
        return requests;
    }

    public void Send(params ReadOnlySpan<byte[]> messages) => _stream.Write(ClientMessage.Join(messages));

    public void SendBytes(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Answers every statement as an empty one until the client leaves.</summary>
    public void ServeEmpty()
    {
        while (true)
        {
            switch (Read().Kind)
            {
                case 'Q':
                    Send(FakeAnswer.EmptyQuery, FakeAnswer.Ready('I'));
                    break;
                case 'P':
                    Send(FakeAnswer.ParseComplete);
                    break;
                case 'B':
                    Send(FakeAnswer.BindComplete);
                    break;
                case 'D':
                    Send(FakeAnswer.NoData);
                    break;
                case 'E':
                    Send(FakeAnswer.EmptyQuery);
                    break;
                case 'C':
                    Send(FakeAnswer.CloseComplete);
                    break;
                case 'S':
                    Send(FakeAnswer.Ready('I'));
                    break;
                case 'X':
                    return;
            }
        }
    }

    /// <summary>Closes with a TCP reset.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>Everything up to ReadyForQuery; false when the connection was a cancel request.</summary>
    internal bool AcceptLogin()
    {
        var startup = ReadStartup();
        while (BinaryPrimitives.ReadInt32BigEndian(startup) is 80877103 or 80877104)
        {
            SendBytes("N"u8);
            startup = ReadStartup();
        }

        if (BinaryPrimitives.ReadInt32BigEndian(startup) == 80877102)
        {
            _server.AddCancel(BinaryPrimitives.ReadInt32BigEndian(startup.AsSpan(4)), BinaryPrimitives.ReadInt32BigEndian(startup.AsSpan(8)));
            return false;
        }

        for (var at = 4; startup[at] != 0;)
        {
            var name = ServerMessage.ReadText(startup, ref at);
            Startup[name] = ServerMessage.ReadText(startup, ref at);
        }

        if (_server.Password is { } password && !AcceptScram(password))
        {
            Send(FakeAnswer.Error("28P01", "password authentication failed", "FATAL"));
            return false;
        }

        ProcessId = _server.NextProcessId();
        Send(FakeAnswer.AuthenticationOk);
        foreach (var (name, value) in FakeAnswer.Parameters)
            Send(FakeAnswer.ParameterStatus(name, value));
        Send(FakeAnswer.BackendKey(ProcessId, Secret), FakeAnswer.Ready('I'));
        return true;
    }

    private bool AcceptScram(string password)
    {
        var scram = new FakeScram(password);
        Send(FakeAnswer.Authentication(10, [.. "SCRAM-SHA-256\0\0"u8]));
        var first = ReadFrame().Body;
        var at = 0;
        ServerMessage.ReadText(first, ref at);
        Send(FakeAnswer.Authentication(11, Encoding.UTF8.GetBytes(scram.First(Encoding.UTF8.GetString(first.AsSpan(at + 4))))));
        if (scram.Final(Encoding.UTF8.GetString(ReadFrame().Body)) is not { } final)
            return false;
        Send(FakeAnswer.Authentication(12, Encoding.UTF8.GetBytes(final)));
        return true;
    }

    private FakeRequest ReadFrame()
    {
        var header = new byte[5];
        _stream.ReadExactly(header);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        _stream.ReadExactly(body);
        return new FakeRequest((char)header[0], body);
    }

    private byte[] ReadStartup()
    {
        var length = new byte[4];
        _stream.ReadExactly(length);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        _stream.ReadExactly(body);
        return body;
    }
}
