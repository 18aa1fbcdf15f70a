using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>One column as RowDescription announces it.</summary>
public readonly ref struct ColumnDescription(
    ReadOnlySpan<byte> name, uint tableOid, short attributeNumber, uint typeOid, short typeSize, int typeModifier, short format)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>0 when the column is not a plain column of a table.</summary>
    public uint TableOid { get; } = tableOid;

    public short AttributeNumber { get; } = attributeNumber;

    public uint TypeOid { get; } = typeOid;

    public short TypeSize { get; } = typeSize;

    public int TypeModifier { get; } = typeModifier;

    /// <summary>0 text (and not known yet, for a statement), 1 binary.</summary>
    public short Format { get; } = format;
}

/// <summary>
/// RowDescription ('T'): Int16 count, then each String name, Int32 table oid, Int16 attribute number, Int32 type oid, Int16 type
/// size, Int32 type modifier, Int16 format.
/// </summary>
public ref struct RowDescriptionMessage
{
    private WireReader _columns;
    private int _left;

    private RowDescriptionMessage(int count, WireReader columns)
    {
        Count = count;
        _left = count;
        _columns = columns;
    }

    public int Count { get; }

    public static RowDescriptionMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var count = reader.ReadUInt16();
        var message = new RowDescriptionMessage(count, reader);
        for (var i = 0; i < count; i++)
        {
            ReadColumn(ref reader);
        }

        reader.ExpectEnd("RowDescription");
        return message;
    }

    /// <summary>The next column; false behind the last.</summary>
    public bool TryReadColumn(out ColumnDescription column)
    {
        if (_left == 0)
        {
            column = default;
            return false;
        }

        _left--;
        column = ReadColumn(ref _columns);
        return true;
    }

    public static int Begin(WireBuffer buffer, int count)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.RowDescription);
        buffer.WriteInt16(unchecked((short)checked((ushort)count)));
        return mark;
    }

    public static void WriteColumn(WireBuffer buffer, ColumnDescription column)
    {
        FrameWriter.WriteField(buffer, column.Name);
        buffer.WriteInt32(unchecked((int)column.TableOid));
        buffer.WriteInt16(column.AttributeNumber);
        buffer.WriteInt32(unchecked((int)column.TypeOid));
        buffer.WriteInt16(column.TypeSize);
        buffer.WriteInt32(column.TypeModifier);
        buffer.WriteInt16(column.Format);
    }

    private static ColumnDescription ReadColumn(scoped ref WireReader reader)
    {
        var name = reader.ReadCString();
        var table = reader.ReadUInt32();
        var attribute = reader.ReadInt16();
        var type = reader.ReadUInt32();
        var size = reader.ReadInt16();
        var modifier = reader.ReadInt32();
        return new ColumnDescription(name, table, attribute, type, size, modifier, reader.ReadInt16());
    }
}
