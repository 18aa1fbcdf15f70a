using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>What a server tracks of a session (enum_session_state_type).</summary>
public enum SessionStateKind : byte
{
    /// <summary>Name and value of a system variable.</summary>
    SystemVariable = 0,

    /// <summary>The current database; empty for none.</summary>
    Schema = 1,

    /// <summary>Something of the session's state changed; the value is <c>1</c>.</summary>
    StateChange = 2,
    Gtids = 3,

    /// <summary>Statements that would begin the transaction that goes on.</summary>
    TransactionCharacteristics = 4,

    /// <summary>Eight letters, <c>_</c> for what is not.</summary>
    TransactionState = 5,
    Unknown = 255,
}

/// <summary>Goes through the session state changes of an OK packet, one variable or fact at a time.</summary>
public ref struct SessionStateChanges(ReadOnlySpan<byte> changes)
{
    private PacketReader _rest = new(changes);
    private PacketReader _variables;

    public SessionStateKind Kind { get; private set; }

    /// <summary>Name of the variable; empty for other kinds.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        while (_variables.Remaining == 0)
        {
            if (_rest.Remaining == 0)
            {
                return false;
            }

            var kind = _rest.ReadByte();
            var data = new PacketReader(_rest.ReadString());
            if (kind != (byte)SessionStateKind.SystemVariable)
            {
                TakeFact(kind, data);
                return true;
            }

            _variables = data;
        }

        Kind = SessionStateKind.SystemVariable;
        Name = _variables.ReadString();
        Value = _variables.TryReadString(out var value) ? value : default;
        return true;
    }

    public static void WriteVariable(WireBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        buffer.WriteByte((byte)SessionStateKind.SystemVariable);
        buffer.WriteLength((ulong)(PacketWriter.SizeOfString(name.Length) + PacketWriter.SizeOfString(value.Length)));
        buffer.WriteString(name);
        buffer.WriteString(value);
    }

    /// <summary>Writes a change of one string: schema, state change, transaction.</summary>
    public static void Write(WireBuffer buffer, SessionStateKind kind, ReadOnlySpan<byte> value)
    {
        buffer.WriteByte((byte)kind);
        buffer.WriteLength((ulong)PacketWriter.SizeOfString(value.Length));
        buffer.WriteString(value);
    }

    private void TakeFact(byte kind, PacketReader data)
    {
        Name = default;
        Kind = kind <= (byte)SessionStateKind.TransactionState ? (SessionStateKind)kind : SessionStateKind.Unknown;
        if (Kind == SessionStateKind.Gtids)
        {
            data.ReadByte();
        }

        // MariaDB writes the 1 of a state change without a length of its own.
        var isBare = Kind == SessionStateKind.Unknown || (Kind == SessionStateKind.StateChange && data.Remaining == 1);
        Value = isBare ? data.ReadRest() : data.ReadString();
        data.ExpectEnd("a session state change");
    }
}
