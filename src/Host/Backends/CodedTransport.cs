using System.Net;
using System.Net.Security;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// A transport whose bytes a protocol wraps (compression): the handler sees and writes plain ones. What is written in one turn is
/// wrapped together. Stands around the transport it is given and takes its place for good; without a codec there is none of it.
/// </summary>
public sealed class CodedTransport : Transport, ITransportHandler
{
    /// <summary>What was shown is dropped from in front of what was not at this length.</summary>
    private const int CompactedLength = 64 << 10;

    /// <summary>Written bytes are wrapped at this length without waiting for more.</summary>
    private const int WrappedLength = 32 << 10;

    private readonly Transport _inner;
    private readonly IByteCodec _codec;
    private readonly WireBuffer _plain = new();
    private readonly WireBuffer _unsent = new();
    private readonly WireBuffer _travelling = new();
    private ITransportHandler? _handler;
    private TransportEnd? _end;
    private int _shown;
    private bool _isPaused;
    private bool _isFlushDue;
    private bool _isClosed;

    public CodedTransport(Transport inner, IByteCodec codec)
    {
        (_inner, _codec) = (inner, codec);
        _inner.Handler = null;
    }

    public override EventLoop Loop => _inner.Loop;

    public override ITransportHandler? Handler
    {
        get => _handler;
        set
        {
            _handler = value;
            _inner.Handler = value is null || _end is not null ? null : this;
            if (value is not null && (HasPlain || _end is not null))
            {
                ShowSoon();
            }
        }
    }

    public override EndPoint? RemoteEndPoint => _inner.RemoteEndPoint;

    public override string? TlsVersion => _inner.TlsVersion;

    public override int Queued => _inner.Queued + _unsent.Length;

    public override bool HasUnconsumed => HasPlain || _inner.HasUnconsumed;

    private bool HasPlain => _shown < _plain.Length;

    private bool CanShow => !_isPaused && !_isClosed && _handler is not null;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isClosed || bytes.IsEmpty)
        {
            return;
        }

        _unsent.WriteBytes(bytes);
        if (_unsent.Length >= WrappedLength)
        {
            Wrap();
        }
        else if (!_isFlushDue)
        {
            _isFlushDue = true;
            Loop.Post(static t => t.FlushDue(), this);
        }
    }

    public override void PauseReading()
    {
        _isPaused = true;
        _inner.PauseReading();
    }

    public override void ResumeReading()
    {
        // The inner one may have been paused before this one stood around it.
        _isPaused = false;
        if (HasPlain || _end is not null)
        {
            ShowSoon();
        }

        _inner.ResumeReading();
    }

    public override void Close()
    {
        _isClosed = true;
        _inner.Close();
    }

    public override void CloseAfterFlush()
    {
        Wrap();
        _isClosed = true;
        _inner.CloseAfterFlush();
    }

    public override void StartTlsServer(
        SslServerAuthenticationOptions options, Action<Exception?> done, bool takesKept = false, ITlsFraming? framing = null, bool byRecord = false) =>
        throw new InvalidOperationException("TLS begins before bytes are wrapped");

    public override void StartTlsClient(SslClientAuthenticationOptions options, Action<Exception?> done, ITlsFraming? framing = null) =>
        throw new InvalidOperationException("TLS begins before bytes are wrapped");

    public override void EndTls() => throw new InvalidOperationException("TLS ends before bytes are wrapped");

    public override void MoveTo(EventLoop target, Action<Transport> moved) => _inner.MoveTo(
        target,
        _ =>
        {
            _isFlushDue = false;
            moved(this);
        });

    int ITransportHandler.OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        try
        {
            while (CanShow && _codec.Decode(bytes[taken..], _plain) is var count and > 0)
            {
                taken += count;
                Show();
            }
        }
        catch (WireFault)
        {
            Break(TransportEnd.Failed);
            return bytes.Length;
        }

        return taken;
    }

    void ITransportHandler.OnDrained(Transport transport) => _handler?.OnDrained(this);

    void ITransportHandler.OnClosed(Transport transport, TransportEnd end)
    {
        _end = end;
        Show();
        TellEnd();
    }

    private void FlushDue()
    {
        // Posted before a move: the other loop's.
        if (Loop.IsCurrent)
        {
            _isFlushDue = false;
            Wrap();
        }
    }

    private void Wrap()
    {
        if (_unsent.Length > 0 && !_isClosed)
        {
            _travelling.Clear();
            _codec.Encode(_unsent.Written, _travelling);
            _unsent.Clear();
            _inner.Write(_travelling.Written);
            _travelling.Clear();
        }
    }

    private void ShowSoon() => Loop.Post(
        static t =>
        {
            if (t.Loop.IsCurrent)
            {
                t.Show();
                t.TellEnd();
            }
        },
        this);

    private void Show()
    {
        while (HasPlain && CanShow)
        {
            var handler = _handler!;
            var count = handler.OnReceived(this, _plain.Written[_shown..]);
            _shown += count;
            if (count == 0 || ReferenceEquals(handler, _handler))
            {
                break;
            }
        }

        if (!HasPlain)
        {
            _plain.Clear();
            _shown = 0;
        }
        else if (_shown >= CompactedLength)
        {
            var rest = _plain.Written[_shown..];
            rest.CopyTo(_plain.WrittenSpan);
            _plain.Truncate(rest.Length);
            _shown = 0;
        }
    }

    /// <summary>The end is told once everything before it was shown, unless what is left is not whole.</summary>
    private void TellEnd()
    {
        if (_end is { } end && !_isClosed && _handler is { } handler && (!_isPaused || !HasPlain))
        {
            _isClosed = true;
            _handler = null;
            handler.OnClosed(this, end);
        }
    }

    private void Break(TransportEnd end)
    {
        _inner.Handler = null;
        _inner.Close();
        _end = end;
        _shown = _plain.Length;
        _isPaused = false;
        TellEnd();
    }
}
