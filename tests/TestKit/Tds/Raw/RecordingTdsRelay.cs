using System.Buffers.Binary;
using System.Net.Sockets;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>Writes down every message of connections past their login, in both directions. Connections in clear only.</summary>
public sealed class RecordingTdsRelay(int backendPort) : SocketRelay(backendPort)
{
    private readonly Lock _gate = new();
    private readonly List<TdsMessageSeen> _messages = [];
    private int _unanswered;
    private int _connections;

    /// <summary>What was said since the last call.</summary>
    public IReadOnlyList<TdsMessageSeen> Take()
    {
        lock (_gate)
        {
            var taken = _messages.ToArray();
            _messages.Clear();
            return taken;
        }
    }

    /// <summary>Every request has its answer.</summary>
    public bool IsIdle => Volatile.Read(ref _unanswered) == 0;

    /// <summary>A request is being answered.</summary>
    public bool IsBusy => !IsIdle;

    protected override void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        using var backend = Connect();
        using var far = new NetworkStream(backend, ownsSocket: false);
        var login = new LoginProgress(Interlocked.Increment(ref _connections));
        try
        {
            Relay(gateway, near, far, login);
        }
        finally
        {
            // What is not answered now never will be.
            Interlocked.Add(ref _unanswered, -login.Unanswered);
        }
    }

    private void Relay(Socket gateway, NetworkStream near, NetworkStream far, LoginProgress login)
    {
        Start(() =>
        {
            Pump(far, near, (type, status, payload) =>
            {
                if (login.Note(toBackend: false, type, payload))
                    Note(login, new TdsMessageSeen(login.Number, false, type, status, payload, login.Rank));
            });
            gateway.Shutdown(SocketShutdown.Send);
        });
        Pump(near, far, (type, status, payload) =>
        {
            if (login.Note(toBackend: true, type, payload))
                Note(login, new TdsMessageSeen(login.Number, true, type, status, payload, login.Rank));
        });
    }

    // A message is noted before its last packet goes on: who has seen the answer finds it here.
    private static void Pump(NetworkStream from, NetworkStream to, Action<byte, byte, byte[]> whole)
    {
        var header = new byte[8];
        var message = new MemoryStream();
        byte status = 0;
        while (from.ReadAtLeast(header, 8, throwOnEndOfStream: false) == 8)
        {
            var packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
            header.CopyTo(packet, 0);
            from.ReadExactly(packet.AsSpan(8));
            message.Write(packet.AsSpan(8));
            status |= header[1];
            if ((header[1] & PacketType.EndOfMessage) != 0)
            {
                whole(header[0], status, message.ToArray());
                (message, status) = (new MemoryStream(), 0);
            }

            to.Write(packet);
        }
    }

    private void Note(LoginProgress connection, TdsMessageSeen message)
    {
        var more = message.ToBackend ? 1 : -1;
        lock (_gate)
            _messages.Add(message);
        connection.Unanswered += more;
        Interlocked.Add(ref _unanswered, more);
    }

    private sealed class LoginProgress(int number)
    {
        private bool _isSent;
        private bool _isDone;

        public int Number { get; } = number;

        public int Rank { get; private set; }

        public int Unanswered { get; set; }

        /// <summary>True: the message is behind the login.</summary>
        public bool Note(bool toBackend, byte type, byte[] payload)
        {
            lock (this)
            {
                if (_isDone)
                    return true;
                if (toBackend && type == PacketType.Login)
                    (_isSent, Rank) = (true, TdsVersion.Rank(BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(4))));
                _isDone = !toBackend && _isSent;
                return false;
            }
        }
    }
}
