using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>Kinds of ENVCHANGE (MS-TDS §2.2.7.9).</summary>
public enum EnvChangeKind : byte
{
    Database = 1,
    Language = 2,
    CharacterSet = 3,
    PacketSize = 4,
    Collation = 7,
    BeginTransaction = 8,
    CommitTransaction = 9,
    RollbackTransaction = 10,
    EnlistTransaction = 11,
    DefectTransaction = 12,
    FailoverPartner = 13,
    PromoteTransaction = 15,
    TransactionManagerAddress = 16,
    TransactionEnded = 17,
    ResetDone = 18,
    UserInstance = 19,
    Routing = 20,
    EnhancedRouting = 21,
}

/// <summary>ENVCHANGE (MS-TDS §2.2.7.9): what has changed, its new and its old value.</summary>
/// <param name="newValue">UTF-16LE of names, else bytes.</param>
public readonly ref struct EnvChangeToken(EnvChangeKind kind, ReadOnlySpan<byte> newValue, ReadOnlySpan<byte> oldValue)
{
    public EnvChangeKind Kind { get; } = kind;

    public ReadOnlySpan<byte> New { get; } = newValue;

    public ReadOnlySpan<byte> Old { get; } = oldValue;

    /// <summary>The descriptor of a transaction that has begun or was enlisted; 0 else.</summary>
    public ulong Transaction => New.Length == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(New) : 0;

    /// <summary>Kinds that do not know their values' form are read as far as their kind.</summary>
    /// <exception cref="WireFault">Lengths that do not fit.</exception>
    public static EnvChangeToken Read(ReadOnlySpan<byte> token)
    {
        var reader = new FieldReader(token[3..]);
        var kind = (EnvChangeKind)reader.ReadByte();
        switch (kind)
        {
            case EnvChangeKind.Database or EnvChangeKind.Language or EnvChangeKind.CharacterSet or EnvChangeKind.PacketSize or
                EnvChangeKind.FailoverPartner or EnvChangeKind.UserInstance:
                return new EnvChangeToken(kind, reader.ReadShortText(), reader.ReadShortText());
            case EnvChangeKind.Collation or EnvChangeKind.BeginTransaction or EnvChangeKind.CommitTransaction or
                EnvChangeKind.RollbackTransaction or EnvChangeKind.EnlistTransaction or EnvChangeKind.DefectTransaction or
                EnvChangeKind.TransactionManagerAddress or EnvChangeKind.TransactionEnded or EnvChangeKind.ResetDone:
                return new EnvChangeToken(kind, reader.ReadShortBytes(), reader.ReadShortBytes());
            case EnvChangeKind.Routing or EnvChangeKind.EnhancedRouting:
                return new EnvChangeToken(kind, reader.ReadCountedBytes(), reader.ReadCountedBytes());
            default:
                return new EnvChangeToken(kind, reader.ReadRest(), default);
        }
    }

    public static void WriteText(WireBuffer buffer, EnvChangeKind kind, ReadOnlySpan<char> newValue, ReadOnlySpan<char> oldValue)
    {
        var mark = Begin(buffer, kind);
        buffer.WriteShortText(newValue);
        buffer.WriteShortText(oldValue);
        buffer.EndCounted(mark);
    }

    public static void WriteBytes(WireBuffer buffer, EnvChangeKind kind, ReadOnlySpan<byte> newValue, ReadOnlySpan<byte> oldValue)
    {
        var mark = Begin(buffer, kind);
        buffer.WriteByte((byte)newValue.Length);
        buffer.WriteBytes(newValue);
        buffer.WriteByte((byte)oldValue.Length);
        buffer.WriteBytes(oldValue);
        buffer.EndCounted(mark);
    }

    private static int Begin(WireBuffer buffer, EnvChangeKind kind)
    {
        buffer.WriteByte((byte)TokenKind.EnvChange);
        var mark = buffer.BeginCounted();
        buffer.WriteByte((byte)kind);
        return mark;
    }
}
