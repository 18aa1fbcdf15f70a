using System.Buffers.Binary;
using System.Net.Sockets;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>Stands between a gateway and a real PostgreSQL, message by message.</summary>
public abstract class PostgresRelay(int backendPort) : SocketRelay(backendPort)
{
    /// <summary>The next message with its header; null at the end.</summary>
    /// <param name="untyped">A start-up packet: no kind byte before the length.</param>
    protected static byte[]? Read(NetworkStream stream, bool untyped)
    {
        var header = new byte[untyped ? 4 : 5];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(untyped ? 0 : 1));
        var message = new byte[header.Length + length - 4];
        header.CopyTo(message, 0);
        stream.ReadExactly(message.AsSpan(header.Length));
        return message;
    }
}
