using System.Net.Security;
using System.Security.Authentication;

namespace ProxyDb.Host.Network;

/// <summary>
/// TLS of one transport: <see cref="SslStream"/> over <see cref="CiphertextStream"/>. Nothing here waits: a read that lacks bytes
/// stays pending and goes on, on the same thread, when ciphertext is fed in. While idle only a read of zero bytes is pending, for
/// which SslStream holds no buffer and which refers to no buffer of a loop (the transport may move).
/// </summary>
internal sealed class TlsChannel(CiphertextStream stream) : IDisposable
{
    /// <summary>Result of <see cref="Read"/>: more ciphertext is needed.</summary>
    public const int NeedsMore = -1;

    /// <summary>Result of <see cref="Read"/>: the session is broken.</summary>
    public const int Broken = -2;

    private readonly SslStream _ssl = new(stream, leaveInnerStreamOpen: true);
    private ValueTask<int> _wait;
    private bool _waiting;
    private bool _shutDown;

    /// <summary>As the audit names it; null until the handshake is done.</summary>
    public string? Version { get; private set; }

    public bool HasCiphertext => stream.HasBytes;

    public async Task AuthenticateAsync(AuthenticationOptions options)
    {
        if (options.Server is { } server)
        {
            await _ssl.AuthenticateAsServerAsync(server, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await _ssl.AuthenticateAsClientAsync(options.Client!, CancellationToken.None).ConfigureAwait(false);
        }

        Version = _ssl.SslProtocol switch
        {
            SslProtocols.Tls12 => "1.2",
            SslProtocols.Tls13 => "1.3",
            _ => throw new AuthenticationException($"`{_ssl.SslProtocol}` is not a version of TLS that is accepted"),
        };
    }

    /// <summary>Lends ciphertext until <see cref="KeepRest"/>; what was fed before must have been used up.</summary>
    public void Feed(byte[] buffer, int count) => stream.Feed(buffer, count);

    public void KeepRest(BlockSlab slab) => stream.KeepRest(slab);

    /// <summary>The socket came to its end.</summary>
    public void End() => stream.End();

    /// <summary>Lets a pending operation go on with what was fed.</summary>
    public void Continue() => stream.Continue();

    /// <summary>Decrypts. The count of clear bytes; 0 = the peer ended the session; <see cref="NeedsMore"/>; <see cref="Broken"/>.</summary>
    public int Read(Memory<byte> plain)
    {
        try
        {
            if (!_waiting)
            {
                _wait = _ssl.ReadAsync(Memory<byte>.Empty);
                _waiting = true;
            }

            stream.Continue();
            if (!_wait.IsCompleted)
            {
                return NeedsMore;
            }

            _waiting = false;
            _ = _wait.Result;
            var read = _ssl.ReadAsync(plain);
            return read.IsCompleted ? read.Result : Broken;
        }
        catch (Exception e) when (IsFailureOfPeer(e))
        {
            return Broken;
        }
    }

    /// <summary>Encrypts; the records are in the queue of the transport when this returns. False = the session is broken.</summary>
    public bool Write(ReadOnlyMemory<byte> plain)
    {
        try
        {
            // The stream below never waits, so neither does this, unless the peer renegotiates: that is refused.
            return _ssl.WriteAsync(plain).IsCompletedSuccessfully;
        }
        catch (Exception e) when (IsFailureOfPeer(e))
        {
            return false;
        }
    }

    /// <summary>Writes close_notify, once.</summary>
    public void ShutDown()
    {
        if (_shutDown)
        {
            return;
        }

        _shutDown = true;
        try
        {
            _ = _ssl.ShutdownAsync().IsCompletedSuccessfully;
        }
        catch (Exception e) when (IsFailureOfPeer(e))
        {
            // The farewell of a broken session: the connection is closed either way.
            return;
        }
    }

    public void Dispose()
    {
        stream.End();
        stream.Continue();
        _ssl.Dispose();
    }

    private static bool IsFailureOfPeer(Exception e) =>
        e is IOException or AuthenticationException or InvalidOperationException or NotSupportedException;

    /// <summary>The client's or the server's options, as the contract has them.</summary>
    public readonly record struct AuthenticationOptions(SslServerAuthenticationOptions? Server, SslClientAuthenticationOptions? Client);
}
