using System.Buffers.Binary;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>
/// Below the TLS stream of TDS 7: the handshake travels as payload of PRELOGIN packets, afterwards records are bare. A read never gives more
/// than one record, so that nothing of what follows a login-only encryption is swallowed.
/// </summary>
internal sealed class PreloginTlsStream(Stream inner) : Stream
{
    private int _left;

    /// <summary>The handshake is over.</summary>
    public bool IsBare { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private readonly byte[] _head = new byte[8];
    private int _headAt, _headLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        if (_headAt < _headLength)
            return TakeHead(buffer.Span);
        if (_left == 0 && !await ReadHeadAsync(cancellationToken).ConfigureAwait(false))
            return 0;
        if (_headAt < _headLength)
            return TakeHead(buffer.Span);
        var count = await inner.ReadAsync(buffer[..Math.Min(_left, buffer.Length)], cancellationToken).ConfigureAwait(false);
        _left -= count;
        return count;
    }

    private int TakeHead(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _headLength - _headAt);
        _head.AsSpan(_headAt, count).CopyTo(buffer);
        _headAt += count;
        return count;
    }

    private async ValueTask<bool> ReadHeadAsync(CancellationToken cancel)
    {
        var length = IsBare ? 5 : 8;
        if (await inner.ReadAtLeastAsync(_head.AsMemory(0, length), length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < length)
            return false;
        if (IsBare)
        {
            (_headAt, _headLength) = (0, 5);
            _left = BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(3));
            return true;
        }

        if (_head[0] is not (PacketType.Prelogin or PacketType.Response))
            throw ProtocolError.EndedEarly();
        _left = BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)) - 8;
        return _left > 0 || await ReadHeadAsync(cancel).ConfigureAwait(false);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsBare)
            inner.Write(buffer);
        else
            inner.Write(Wrapped(buffer));
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsBare)
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        else
            await inner.WriteAsync(Wrapped(buffer.Span), cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Wrapped(ReadOnlySpan<byte> bytes)
    {
        const int room = 4096 - 8;
        using var packets = new MemoryStream();
        byte id = 0;
        Span<byte> header = stackalloc byte[8];
        do
        {
            var count = Math.Min(room, bytes.Length);
            header[0] = PacketType.Prelogin;
            header[1] = (byte)(count == bytes.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(count + 8));
            header[6] = ++id;
            packets.Write(header);
            packets.Write(bytes[..count]);
            bytes = bytes[count..];
        }
        while (bytes.Length > 0);
        return packets.ToArray();
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
