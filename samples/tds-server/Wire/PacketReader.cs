using System.Buffers.Binary;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Collects packets to messages; null at the end of the stream.</summary>
internal sealed class PacketReader(Func<Stream> stream)
{
    private const int MaxMessage = 256 * 1024 * 1024;
    private readonly byte[] _header = new byte[PacketWriter.HeaderLength];

    /// <summary>Packets may not be larger than this.</summary>
    public int PacketSize { get; set; } = 4096;

    /// <summary>Called at once, whatever else goes on, when an Attention arrives.</summary>
    public Action AttentionArrived { get; set; } = () => { };

    /// <summary>Called once behind the first packet of the next message.</summary>
    public Action? FirstPacketRead { get; set; }

    public async Task<ClientMessage?> ReadAsync()
    {
        byte[]? first = null;
        MemoryStream? more = null;
        byte type = 0, firstStatus = 0;
        while (true)
        {
            if (await ReadPacketAsync().ConfigureAwait(false) is not { } payload)
                return null;
            var status = _header[1];
            if (first is null)
            {
                (first, type, firstStatus) = (payload, _header[0], status);
                FirstPacketRead?.Invoke();
                if (type == PacketType.Attention)
                    AttentionArrived();
            }
            else
            {
                if (_header[0] != type)
                    throw ProtocolError.EndedEarly();
                more ??= Start(first);
                more.Write(payload);
                if (more.Length > MaxMessage)
                    throw ProtocolError.EndedEarly();
            }

            if ((status & PacketType.EndOfMessage) != 0 || type == PacketType.Attention)
                return new ClientMessage(type, firstStatus, more?.ToArray() ?? first, (status & PacketType.Ignore) != 0);
        }
    }

    private static MemoryStream Start(byte[] first)
    {
        var all = new MemoryStream(first.Length * 4);
        all.Write(first);
        return all;
    }

    private async Task<byte[]?> ReadPacketAsync()
    {
        if (await stream().ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false).ConfigureAwait(false) < _header.Length)
            return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2));
        if (length < _header.Length || length > PacketSize)
            throw ProtocolError.EndedEarly();
        var payload = new byte[length - _header.Length];
        return await stream().ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false).ConfigureAwait(false) < payload.Length ? null : payload;
    }
}
