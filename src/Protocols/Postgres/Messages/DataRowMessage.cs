using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>
/// DataRow ('D'): Int16 count, then each Int32 length (-1: NULL) and bytes. The relay looks at the frame's header only;
/// reading is for ProxyDb's own statements.
/// </summary>
public ref struct DataRowMessage
{
    private WireReader _values;
    private int _left;

    private DataRowMessage(int count, WireReader values)
    {
        Count = count;
        _left = count;
        _values = values;
    }

    public int Count { get; }

    public static DataRowMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var count = reader.ReadUInt16();
        var message = new DataRowMessage(count, reader);
        for (var i = 0; i < count; i++)
        {
            FieldValue.Skip(ref reader);
        }

        reader.ExpectEnd("DataRow");
        return message;
    }

    /// <summary>The next value; false behind the last.</summary>
    public bool TryReadValue(out ReadOnlySpan<byte> value, out bool isNull)
    {
        value = default;
        isNull = false;
        if (_left == 0)
        {
            return false;
        }

        _left--;
        value = FieldValue.Read(ref _values, out isNull);
        return true;
    }

    public static int Begin(WireBuffer buffer, int count)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.DataRow);
        buffer.WriteInt16(unchecked((short)checked((ushort)count)));
        return mark;
    }

    public static void WriteValue(WireBuffer buffer, ReadOnlySpan<byte> value)
    {
        buffer.WriteInt32(value.Length);
        buffer.WriteBytes(value);
    }

    public static void WriteNull(WireBuffer buffer) => buffer.WriteInt32(-1);
}
