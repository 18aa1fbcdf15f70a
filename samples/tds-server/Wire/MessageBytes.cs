namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Bytes written with a <see cref="PacketWriter"/> and taken out of its packets again.</summary>
internal sealed class MessageBytes : IDisposable
{
    private readonly MemoryStream _bytes = new();

    public MessageBytes() => Writer = new PacketWriter(() => _bytes) { PacketSize = 32767 };

    public PacketWriter Writer { get; }

    /// <summary>All that was written; nothing more may follow.</summary>
    public byte[] ToArray()
    {
        Writer.End();
        var packets = _bytes.ToArray();
        using var all = new MemoryStream();
        for (var at = 0; at < packets.Length;)
        {
            var length = (packets[at + 2] << 8) | packets[at + 3];
            all.Write(packets, at + PacketWriter.HeaderLength, length - PacketWriter.HeaderLength);
            at += length;
        }

        return all.ToArray();
    }

    public void Dispose() => _bytes.Dispose();
}
