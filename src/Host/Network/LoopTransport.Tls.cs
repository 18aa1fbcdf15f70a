using System.Net.Security;
using System.Security.Authentication;

namespace ProxyDb.Host.Network;

internal abstract partial class LoopTransport
{
    /// <summary>Ciphertext made ahead of the kernel; more would hold a large queue twice.</summary>
    private const int EncryptAheadBytes = 64 << 10;

    private TlsChannel? _tls;
    private CiphertextStream? _ciphertext;

    /// <summary>Set from the call until the owner was told the outcome.</summary>
    private TlsStart? _tlsStart;

    /// <summary>Until the handshake is over, of a protocol that has frames around it.</summary>
    private FramedHandshake? _framed;

    /// <summary>TLS ends when what is being shown was shown.</summary>
    private bool _endsTls;

    /// <summary>What is to be sent under TLS; exists while TLS is there or was asked for.</summary>
    private SendQueue? _plain;

    public override string? TlsVersion => _tls?.Version;

    private bool CanReceive => _tlsStart switch
    {
        null => CanShow && _tls is not { HasCiphertext: true },
        { IsRunning: true, IsDone: false } => _stage == Stage.Open && _tls is { HasCiphertext: false },
        _ => false,
    };

    public override void StartTlsServer(
        SslServerAuthenticationOptions options, Action<Exception?> done, bool takesKept = false, ITlsFraming? framing = null, bool byRecord = false) =>
        StartTls(new TlsStart(new TlsChannel.AuthenticationOptions(options, null), done) { TakesKept = takesKept, ByRecord = byRecord }, framing);

    public override void StartTlsClient(SslClientAuthenticationOptions options, Action<Exception?> done, ITlsFraming? framing = null) =>
        StartTls(new TlsStart(new TlsChannel.AuthenticationOptions(null, options), done), framing);

    public override void EndTls()
    {
        if (_tls is not { Version: not null } || _tlsStart is not null || !_showing || !_plain!.IsEmpty)
        {
            throw new InvalidOperationException("TLS ends only while a record is shown and before anything was written under it");
        }

        _endsTls = true;
        _plain = null;
    }

    private void StartTls(TlsStart start, ITlsFraming? framing)
    {
        if (_tls is not null || _tlsStart is not null)
        {
            throw new InvalidOperationException("TLS was started already");
        }

        if (_stage == Stage.Open)
        {
            _plain = new SendQueue();
            _tlsStart = start;
            _framed = framing is null ? null : new FramedHandshake(framing);
            Schedule();
        }
    }

    /// <summary>
    /// Handler phase, so after the handler that asked for TLS returned: only now is known whether it left bytes over. Nothing is read
    /// between the two, so that all later bytes are ciphertext.
    /// </summary>
    private void RunTlsStart()
    {
        if (_tlsStart is not { IsRunning: false } start)
        {
            return;
        }

        if (_kept.Length > 0 && !start.TakesKept)
        {
            start.Failure = new AuthenticationException("the peer sent bytes in clear where its TLS handshake must begin");
            EndTlsStart();
        }
        else if (_end is not null)
        {
            start.Failure = new IOException("the connection ended before the TLS handshake");
            EndTlsStart();
        }
        else if (_wire.IsEmpty)
        {
            start.IsRunning = true;
            _ciphertext = new CiphertextStream(QueueCiphertext, start.ByRecord);
            _tls = new TlsChannel(_ciphertext);
            var early = _kept.Span.ToArray();
            _kept.Clear(_loop.Slab);
            _tls.Feed(early, early.Length);
            _ = HandshakeAsync(_tls, start);
            _tls?.KeepRest(_loop.Slab);
        }
    }

    private async Task HandshakeAsync(TlsChannel tls, TlsStart start)
    {
        try
        {
            await tls.AuthenticateAsync(start.Options).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What broke it is known already when the handshake is given up.
            start.Failure ??= e;
        }

        // Validation callbacks of the owner may have gone to another thread.
        start.IsDone = true;
        _loop.Post(static transport => transport.EndTlsStart(), this);
    }

    private void EndTlsStart()
    {
        if (_tlsStart is not { } start || _stage != Stage.Open)
        {
            return;
        }

        _tlsStart = null;
        if (start.Failure is not null)
        {
            CloseTls();
            _plain = null;
        }

        try
        {
            start.Done(start.Failure);
        }
        catch (Exception e)
        {
            _end ??= TransportEnd.Failed;
            _loop.ReportFailure(e);
        }

        if (start.Failure is not null)
        {
            // What is queued is the alert that tells the peer why.
            CloseAfterFlush();
        }
        else
        {
            _reshow = true;
            MarkDirty();
            Schedule();
        }
    }

    private void ReceiveTls()
    {
        var tls = _tls!;
        var got = TakeFromSocket(_loop.ReceiveBuffer);
        if (got > 0 && _framed is not null)
        {
            FeedFramed(tls, _loop.ReceiveBuffer.AsSpan(0, got));
        }
        else if (got > 0)
        {
            tls.Feed(_loop.ReceiveBuffer, got);
        }
        else if (got is 0 or Broken)
        {
            tls.End();
        }

        if (_tls is null)
        {
            // What was fed broke the handshake.
            return;
        }

        if (_tlsStart is not null)
        {
            tls.Continue();
        }
        else
        {
            PumpTls();
            if (got == Broken || (got == WouldBlock && _dead))
            {
                _end ??= TransportEnd.Failed;
            }
        }

        if (_stage is Stage.Open && ReferenceEquals(tls, _tls))
        {
            tls.KeepRest(_loop.Slab);
        }
    }

    /// <summary>Frame by frame, until the handshake is over: what lies behind its last frame is bare.</summary>
    private void FeedFramed(TlsChannel tls, ReadOnlySpan<byte> bytes)
    {
        var framed = _framed!;
        framed.Receive(bytes);
        while (tls.Version is null && _tlsStart is { Failure: null })
        {
            if (!framed.TryUnwrap(out var records))
            {
                _tlsStart.Failure = new AuthenticationException("the peer sent what is no part of a TLS handshake");
                EndTlsStart();
                return;
            }

            if (records.Length == 0)
            {
                return;
            }

            tls.Feed(records, records.Length);
            tls.Continue();
            tls.KeepRest(_loop.Slab);
        }

        var bare = framed.Pending.ToArray();
        _framed = null;
        tls.Feed(bare, bare.Length);
        tls.KeepRest(_loop.Slab);
    }

    /// <summary>What the records were in front of is in clear.</summary>
    private void LeaveTls()
    {
        _endsTls = false;
        _kept.Append(_loop.Slab, _ciphertext!.TakeRest());
        CloseTls();
        _reshow = true;
        Schedule();
    }

    /// <summary>Decrypts and shows, as long as there is ciphertext and the handler wants it.</summary>
    private void PumpTls()
    {
        if (_tls is not { Version: not null } tls)
        {
            return;
        }

        while (CanShow)
        {
            var plain = _loop.PlainBuffer;
            var got = tls.Read(plain.AsMemory(TurnLoop.HeadroomBytes));
            if (got == TlsChannel.NeedsMore)
            {
                return;
            }

            if (got <= 0)
            {
                _end ??= got == 0 ? TransportEnd.PeerClosed : TransportEnd.TlsFailed;
            }
            else if (_kept.Length <= TurnLoop.HeadroomBytes)
            {
                ShowBehindKept(plain, got);
            }
            else
            {
                _kept.Append(_loop.Slab, plain.AsSpan(TurnLoop.HeadroomBytes, got));
                ShowKept();
            }

            if (_endsTls && _stage == Stage.Open)
            {
                LeaveTls();
                return;
            }
        }
    }

    /// <summary>Turns queued clear bytes into records. False = there is nothing to send.</summary>
    private bool EncryptQueued()
    {
        if (_tls is { Version: not null } tls && _tlsStart is null && _plain is not null)
        {
            while (!_plain.IsEmpty && _wire.Length < EncryptAheadBytes)
            {
                var chunk = _plain.Chunk(0);
                if (!tls.Write(chunk))
                {
                    _plain.Clear(_loop.Slab);
                    _end ??= TransportEnd.TlsFailed;
                    Schedule();
                    break;
                }

                _plain.Consume(_loop.Slab, chunk.Length);
            }

            if (_stage == Stage.Closing && _plain.IsEmpty)
            {
                tls.ShutDown();
            }
        }

        return !_wire.IsEmpty;
    }

    private void QueueCiphertext(ReadOnlyMemory<byte> bytes)
    {
        if (_stage is Stage.Open or Stage.Closing)
        {
            _wire.Append(_loop.Slab, _framed is { } framed && _tls is { Version: null } ? framed.Wrap(bytes.Span).Span : bytes.Span);
            MarkDirty();
        }
    }

    private void CloseTls()
    {
        _tls?.Dispose();
        _ciphertext?.Release();
        _tls = null;
        _ciphertext = null;
    }

    /// <summary>A change to TLS that is under way.</summary>
    private sealed class TlsStart(TlsChannel.AuthenticationOptions options, Action<Exception?> done)
    {
        public TlsChannel.AuthenticationOptions Options { get; } = options;

        public Action<Exception?> Done { get; } = done;

        public bool TakesKept { get; init; }

        public bool ByRecord { get; init; }

        /// <summary>The handshake began.</summary>
        public bool IsRunning { get; set; }

        /// <summary>The handshake ended; the owner is not told yet.</summary>
        public bool IsDone { get; set; }

        public Exception? Failure { get; set; }
    }
}
