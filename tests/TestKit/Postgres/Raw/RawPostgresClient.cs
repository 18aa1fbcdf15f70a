using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>
/// A PostgreSQL client at the level of bytes: it logs in, sends what it is told, well-formed or not, and reads message by message
/// with a timeout. Blocking; one thread.
/// </summary>
public sealed class RawPostgresClient : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;

    private RawPostgresClient(Socket socket, TimeSpan timeout)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Timeout = timeout;
    }

    /// <summary>How long one read may wait; a <see cref="TimeoutException"/> follows.</summary>
    public TimeSpan Timeout
    {
        get => TimeSpan.FromMilliseconds(_socket.ReceiveTimeout);
        set => _socket.ReceiveTimeout = _socket.SendTimeout = (int)value.TotalMilliseconds;
    }

    /// <summary>This side's port, as the audit names it.</summary>
    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public int ProcessId { get; private set; }

    public int Secret { get; private set; }

    /// <summary>Every ParameterStatus seen, with its latest value.</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    /// <summary>I, T or E of the last ReadyForQuery.</summary>
    public char Status { get; private set; }

    /// <summary>Connects without sending a byte.</summary>
    public static RawPostgresClient Connect(int port, TimeSpan? timeout = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return new RawPostgresClient(socket, timeout ?? TimeSpan.FromSeconds(20));
    }

    /// <summary>Connects and logs in up to the first ReadyForQuery; an error of the server is thrown as <see cref="RawPostgresException"/>.</summary>
    public static RawPostgresClient Login(RawLogin login)
    {
        var client = Connect(login.Port, login.Timeout);
        try
        {
            if (login.Tls)
                client.StartTls();
            client.Send(ClientMessage.Startup(
                login.ProtocolVersion, [("user", login.User), ("database", login.Database), .. login.Parameters]));
            client.Authenticate(login.Password);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static RawPostgresClient Login(int port) => Login(new RawLogin(port));

    /// <summary>Opens a second connection, sends a CancelRequest and waits until the server has closed it.</summary>
    public static void Cancel(int port, int processId, int secret)
    {
        using var client = Connect(port);
        client.Send(ClientMessage.CancelRequest(processId, secret));
        _ = client.ReadToEnd();
    }

    public void StartTls()
    {
        Send(ClientMessage.SslRequest);
        var answer = _stream.ReadByte();
        if (answer != 'S')
            throw new InvalidOperationException($"SSLRequest was answered with {answer}");
        UpgradeToTls();
    }

    /// <summary>The TLS handshake alone; the S has been read.</summary>
    public void UpgradeToTls()
    {
        // The certificate is a throw-away of the test itself.
#pragma warning disable CA5359
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        tls.AuthenticateAsClient("localhost");
        _stream = tls;
    }

    public void Send(params ReadOnlySpan<byte[]> messages) => SendBytes(ClientMessage.Join(messages));

    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _stream.Flush();
    }

    /// <summary>The next message; null when the server has closed the connection.</summary>
    public ServerMessage? TryRead()
    {
        Span<byte> header = stackalloc byte[5];
        if (!Fill(header, mayEnd: true))
            return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header[1..]) - 4];
        if (!Fill(body, mayEnd: false))
            return null;
        var message = new ServerMessage((char)header[0], body);
        Remember(message);
        return message;
    }

    public ServerMessage Read() => TryRead() ?? throw new EndOfStreamException("the server closed the connection");

    /// <summary>All messages up to and including the next ReadyForQuery.</summary>
    public List<ServerMessage> ReadUntilReady() => ReadUntil(m => m.IsReady);

    public List<ServerMessage> ReadUntil(Func<ServerMessage, bool> last)
    {
        var messages = new List<ServerMessage>();
        do
            messages.Add(Read());
        while (!last(messages[^1]));
        return messages;
    }

    /// <summary>All messages until the server closes the connection (a reset counts as a close).</summary>
    public List<ServerMessage> ReadToEnd()
    {
        var messages = new List<ServerMessage>();
        try
        {
            while (TryRead() is { } message)
                messages.Add(message);
        }
        catch (EndOfStreamException)
        {
            // Closed within a message: what was complete counts.
        }

        return messages;
    }

    /// <summary>One byte outside of messages: the answer to SSLRequest or GSSENCRequest; -1 at the end.</summary>
    public int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Fill(one, mayEnd: true) ? one[0] : -1;
    }

    /// <summary>A simple query; returns everything up to ReadyForQuery.</summary>
    public List<ServerMessage> Query(string sql)
    {
        Send(ClientMessage.Query(sql));
        return ReadUntilReady();
    }

    /// <summary>An unnamed extended query with Sync; returns everything up to ReadyForQuery.</summary>
    public List<ServerMessage> Extended(string sql, params string?[] values)
    {
        Send(ClientMessage.Extended(sql, false, values), ClientMessage.Sync);
        return ReadUntilReady();
    }

    /// <summary>Runs a simple query that must succeed; the rows as text.</summary>
    public List<string?[]> Rows(string sql)
    {
        var messages = Query(sql);
        return messages.Find(m => m.IsError) is { } error
            ? throw new RawPostgresException(error)
            : [.. messages.Where(m => m.Kind == 'D').Select(m => m.TextValues)];
    }

    public string? Scalar(string sql) => Rows(sql) is [var first, ..] ? first[0] : null;

    /// <summary>Drops the connection without Terminate.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>Ends the sending direction; what the server still says can be read.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a TCP reset.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    private void Authenticate(string password)
    {
        var scram = new ScramExchange(password);
        while (true)
        {
            var message = Read();
            if (message.IsError)
                throw new RawPostgresException(message);
            if (message.IsReady)
                return;
            if (message.Kind == 'R')
                Answer(message.Body, scram, password);
        }
    }

    private void Answer(byte[] body, ScramExchange scram, string password)
    {
        switch (BinaryPrimitives.ReadInt32BigEndian(body))
        {
            case 0:
                break;
            case 3:
                Send(ClientMessage.Password(ClientMessage.Text(password)));
                break;
            case 10:
                Send(ClientMessage.Password(scram.First()));
                break;
            case 11:
                Send(ClientMessage.Password(scram.Final(Encoding.UTF8.GetString(body.AsSpan(4)))));
                break;
            case 12 when scram.Verifies(Encoding.UTF8.GetString(body.AsSpan(4))):
                break;
            case 12:
                throw new CryptographicException("the server's signature is wrong");
            case var other:
                throw new NotSupportedException($"authentication request {other}");
        }
    }

    private void Remember(ServerMessage message)
    {
        switch (message.Kind)
        {
            case 'Z':
                Status = (char)message.Body[0];
                break;
            case 'K':
                ProcessId = BinaryPrimitives.ReadInt32BigEndian(message.Body);
                Secret = BinaryPrimitives.ReadInt32BigEndian(message.Body.AsSpan(4));
                break;
            case 'S':
                var at = 0;
                Parameters[ServerMessage.ReadText(message.Body, ref at)] = ServerMessage.ReadText(message.Body, ref at);
                break;
        }
    }

    private bool Fill(Span<byte> target, bool mayEnd)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            int read;
            try
            {
                read = _stream.Read(target[filled..]);
            }
            catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
            {
                throw new TimeoutException($"nothing came within {Timeout}");
            }
            catch (IOException) when (mayEnd)
            {
                return false;
            }

            if (read == 0)
                return mayEnd && filled == 0 ? false : throw new EndOfStreamException("the server closed within a message");
            filled += read;
        }

        return true;
    }
}
