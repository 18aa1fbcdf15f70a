using System.Net;
using System.Net.Security;

namespace ProxyDb.Host.Network;

/// <summary>Why a transport ended.</summary>
public enum TransportEnd
{
    /// <summary>The peer closed its side in order.</summary>
    PeerClosed,

    /// <summary>Reset, time-out or another failure of the socket.</summary>
    Failed,

    /// <summary>TLS could not be established or broke.</summary>
    TlsFailed,
}

/// <summary>Receives what happens on one transport. Called on the transport's loop only, never concurrently.</summary>
public interface ITransportHandler
{
    /// <summary>
    /// Bytes arrived. Returns how many were consumed; the rest is kept and shown again, in front of what arrives next. The span
    /// is valid during the call only. A handler that cannot go on calls <see cref="Transport.PauseReading"/>; after
    /// <see cref="Transport.ResumeReading"/> kept bytes are shown again even when nothing new arrived.
    /// </summary>
    int OnReceived(Transport transport, ReadOnlySpan<byte> bytes);

    /// <summary>The queue of <see cref="Transport.Write"/> fell below the low-water mark after it had been above the high-water mark.</summary>
    void OnDrained(Transport transport);

    /// <summary>The connection is gone; called once, never after the owner itself called <see cref="Transport.Close"/>.</summary>
    void OnClosed(Transport transport, TransportEnd end);
}

/// <summary>
/// One connected byte stream, in clear or under TLS, that lives on one <see cref="EventLoop"/>. Every member may be used on that
/// loop's thread only. Idle transports hold no buffers.
/// </summary>
public abstract class Transport
{
    /// <summary>Above this many queued bytes <see cref="IsCongested"/> holds: stop producing until OnDrained.</summary>
    public const int HighWater = 256 << 10;

    public const int LowWater = 64 << 10;

    public abstract EventLoop Loop { get; }

    public abstract ITransportHandler? Handler { get; set; }

    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>Null in clear, else the negotiated version as the audit names it: <c>1.3</c>.</summary>
    public abstract string? TlsVersion { get; }

    /// <summary>Bytes accepted by <see cref="Write"/> and not yet taken by the kernel.</summary>
    public abstract int Queued { get; }

    public bool IsCongested => Queued > HighWater;

    /// <summary>Whether bytes were received that no handler consumed yet.</summary>
    public abstract bool HasUnconsumed { get; }

    /// <summary>
    /// Copies the bytes into the send queue. The loop sends what is queued at the end of its turn, after the turn hooks ran
    /// (the audit is written first); a large queue may be sent earlier only by <see cref="EventLoop.FlushEarly"/>.
    /// </summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    public abstract void PauseReading();

    public abstract void ResumeReading();

    /// <summary>Closes at once; what is queued is lost.</summary>
    public abstract void Close();

    /// <summary>Closes when the queue has been sent, or after a grace period of five seconds.</summary>
    public abstract void CloseAfterFlush();

    /// <summary>
    /// Turns to TLS after the queue was sent. Reading is paused until <paramref name="done"/> ran on the loop (null = success).
    /// Fails when unconsumed bytes in clear are there: somebody injected them.
    /// </summary>
    /// <param name="takesKept">
    /// The peer begins its handshake without waiting for an answer: what it has sent and nobody consumed is the first part of it, and
    /// only TLS itself makes anything of it.
    /// </param>
    /// <param name="framing">Around the handshake; null: none.</param>
    /// <param name="byRecord">What is shown comes from one record at a time, so that <see cref="EndTls"/> can follow any of them.</param>
    public abstract void StartTlsServer(
        SslServerAuthenticationOptions options, Action<Exception?> done, bool takesKept = false, ITlsFraming? framing = null, bool byRecord = false);

    public abstract void StartTlsClient(SslClientAuthenticationOptions options, Action<Exception?> done, ITlsFraming? framing = null);

    /// <summary>
    /// TLS ends behind the records shown so far: all other bytes, in both directions, are in clear. Only within OnReceived of a
    /// transport whose TLS was started by record, and before anything was written under it.
    /// </summary>
    public abstract void EndTls();

    /// <summary>
    /// Moves the connection to another loop; <paramref name="moved"/> runs there. Until then no member may be used.
    /// Nothing may be queued and the handler must be null.
    /// </summary>
    public abstract void MoveTo(EventLoop target, Action<Transport> moved);
}
