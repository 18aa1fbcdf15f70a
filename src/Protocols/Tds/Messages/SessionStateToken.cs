namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>SESSIONSTATE (MS-TDS §2.2.7.21): options of the session that have changed, in an undocumented form each.</summary>
/// <param name="sequence">Number of the report.</param>
/// <param name="isRecoverable">The session can be recovered from what was reported.</param>
public ref struct SessionStateToken(ReadOnlySpan<byte> states, uint sequence, bool isRecoverable)
{
    private FieldReader _reader = new(states);

    public uint Sequence { get; } = sequence;

    public bool IsRecoverable { get; } = isRecoverable;

    public byte StateId { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public static SessionStateToken Read(ReadOnlySpan<byte> token)
    {
        var reader = new FieldReader(token[5..]);
        var sequence = reader.ReadUInt32();
        var isRecoverable = (reader.ReadByte() & 1) != 0;
        return new SessionStateToken(reader.Rest, sequence, isRecoverable);
    }

    public bool MoveNext()
    {
        if (_reader.Remaining == 0)
        {
            return false;
        }

        StateId = _reader.ReadByte();
        uint length = _reader.ReadByte();
        length = length == byte.MaxValue ? _reader.ReadUInt32() : length;
        Value = _reader.ReadBytes(length);
        return true;
    }
}
