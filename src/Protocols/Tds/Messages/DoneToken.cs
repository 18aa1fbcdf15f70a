using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>DONE, DONEPROC or DONEINPROC (MS-TDS §2.2.7.6–2.2.7.8).</summary>
/// <param name="Command">What was done: 0xC1 SELECT, 0xC3 INSERT …</param>
/// <param name="Rows">Counts with <see cref="DoneStatus.Count"/> only.</param>
public readonly record struct DoneToken(TokenKind Kind, DoneStatus Status, ushort Command, ulong Rows)
{
    public bool HasMore => (Status & DoneStatus.More) != 0;

    public bool IsError => (Status & (DoneStatus.Error | DoneStatus.ServerError)) != 0;

    public bool HasCount => (Status & DoneStatus.Count) != 0;

    public bool IsAttention => (Status & DoneStatus.Attention) != 0;

    public static DoneToken Read(ReadOnlySpan<byte> token, TdsVersion version)
    {
        var reader = new FieldReader(token);
        return new DoneToken(
            (TokenKind)reader.ReadByte(), (DoneStatus)reader.ReadUInt16(), reader.ReadUInt16(),
            version.IsAtLeast72() ? reader.ReadUInt64() : reader.ReadUInt32());
    }

    public void Write(WireBuffer buffer, TdsVersion version)
    {
        buffer.WriteByte((byte)Kind);
        buffer.WriteUInt16((int)Status);
        buffer.WriteUInt16(Command);
        if (version.IsAtLeast72())
        {
            buffer.WriteUInt64(Rows);
        }
        else
        {
            buffer.WriteUInt32((uint)Math.Min(Rows, int.MaxValue));
        }
    }
}
