using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>BackendKeyData ('K'): Int32 process id, secret of 4 bytes (up to 256 in protocol 3.2, which we do not ask for).</summary>
public readonly ref struct BackendKeyDataMessage(int processId, ReadOnlySpan<byte> secret)
{
    public int ProcessId { get; } = processId;

    public ReadOnlySpan<byte> SecretBytes { get; } = secret;

    public int Secret => BinaryPrimitives.ReadInt32BigEndian(SecretBytes);

    public static BackendKeyDataMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var processId = reader.ReadInt32();
        var secret = reader.ReadBytes(4);
        reader.ExpectEnd("BackendKeyData");
        return new BackendKeyDataMessage(processId, secret);
    }

    public static void Write(WireBuffer buffer, int processId, int secret)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.BackendKeyData);
        buffer.WriteInt32(processId);
        buffer.WriteInt32(secret);
        buffer.End(mark);
    }
}
