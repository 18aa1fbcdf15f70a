using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>
/// A client of MySQL's protocol that hides nothing: sends bytes as told and shows each packet. Independent of the product's own
/// protocol code, so that a shared mistake does not cancel out.
/// </summary>
public sealed partial class RawMySqlClient : IDisposable
{
    private readonly Socket _socket;

    private RawMySqlClient(Socket socket) => (_socket, Packets) = (socket, new PacketStream(new NetworkStream(socket)));

    public PacketStream Packets { get; }

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>What both sides have agreed to.</summary>
    public MySqlCapability Capabilities { get; private set; }

    /// <summary>As the server greets with it.</summary>
    public string ServerVersion { get; private set; } = "";

    public long ConnectionId { get; private set; }

    /// <summary>The OK packet that ended the login.</summary>
    public MySqlResult LoginResult { get; private set; } = new();

    private bool DeprecatesEof => Capabilities.HasFlag(MySqlCapability.DeprecateEof);

    /// <exception cref="RawMySqlException">The server refused the login.</exception>
    public static RawMySqlClient Login(RawMySqlLogin login)
    {
        var client = Connect(login.Port, login.Timeout);
        try
        {
            client.Authenticate(login);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static RawMySqlClient Login(int port) => Login(new RawMySqlLogin(port));

    /// <summary>A connection on which nothing has been read or sent.</summary>
    public static RawMySqlClient Connect(int port, TimeSpan? timeout = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.ReceiveTimeout = (int)(timeout ?? TimeSpan.FromSeconds(20)).TotalMilliseconds;
        socket.Connect(IPAddress.Loopback, port);
        return new RawMySqlClient(socket);
    }

    /// <summary>Sends a command as one payload with sequence ids from 0.</summary>
    public void Send(ReadOnlySpan<byte> command)
    {
        Packets.BeginCommand();
        Packets.Write(command);
    }

    public void SendBytes(ReadOnlySpan<byte> bytes) => Packets.WriteRaw(bytes);

    /// <summary>The next packet's payload; null when the connection has ended.</summary>
    public byte[]? ReadPacket()
    {
        try
        {
            return Packets.Read();
        }
        catch (IOException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    public void SendQuery(string sql) =>
        Send(PacketBytes.Of(3).Bytes(Capabilities.HasFlag(MySqlCapability.QueryAttributes) ? [0, 1] : []).Text(sql).ToArray());

    /// <summary>COM_QUERY and its whole answer.</summary>
    public IReadOnlyList<MySqlResult> Query(string sql)
    {
        SendQuery(sql);
        return ReadAnswer();
    }

    /// <summary>The last result of a query that must not fail.</summary>
    public MySqlResult Run(string sql)
    {
        var answer = Query(sql);
        return answer.FirstOrDefault(r => r.IsError) is { } error
            ? throw new RawMySqlException(error.ErrorCode, error.SqlState, $"{error.Message} [{sql}]")
            : answer[^1];
    }

    /// <summary>All rows of the first result of a query that must not fail.</summary>
    public IReadOnlyList<string?[]> Rows(string sql)
    {
        var answer = Query(sql);
        return answer.FirstOrDefault(r => r.IsError) is { } error
            ? throw new RawMySqlException(error.ErrorCode, error.SqlState, $"{error.Message} [{sql}]")
            : answer[0].Texts;
    }

    public string? Scalar(string sql) => Rows(sql)[0][0];

    /// <summary>The error of a query that must fail.</summary>
    public MySqlResult Error(string sql) =>
        Query(sql).FirstOrDefault(r => r.IsError) ?? throw new InvalidOperationException($"`{sql}` did not fail");

    /// <summary>A command without arguments (COM_PING, COM_RESET_CONNECTION …), or with raw ones, and its answer.</summary>
    public MySqlResult Command(byte command, ReadOnlySpan<byte> arguments = default)
    {
        Send([command, .. arguments]);
        return ReadAnswer()[0];
    }

    /// <summary>Says good-bye and closes.</summary>
    public void Quit()
    {
        Send([1]);
        Dispose();
    }

    /// <summary>Closes with RST.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Nothing more will be sent.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The server has closed the connection.</summary>
    public bool IsClosedByServer()
    {
        try
        {
            while (Packets.Read() is not null)
            {
                // What was sent before the end is of no interest.
            }

            return true;
        }
        catch (IOException fault)
        {
            return fault is EndOfStreamException || fault.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut and not SocketError.WouldBlock };
        }
    }

    public void Dispose()
    {
        Packets.Stream.Dispose();
        _socket.Dispose();
    }
}
