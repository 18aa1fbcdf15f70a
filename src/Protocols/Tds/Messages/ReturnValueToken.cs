using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>RETURNVALUE (MS-TDS §2.2.7.19): an OUTPUT parameter, or what a function returns.</summary>
/// <param name="ordinal">Of the parameter, from 7.2 on; before, a length that nobody needs.</param>
/// <param name="name">UTF-16LE with its <c>@</c>; often empty.</param>
/// <param name="valueStart">Where the value with its length stands in the token, to its end.</param>
public readonly ref struct ReturnValueToken(
    ushort ordinal, ReadOnlySpan<byte> name, byte status, TypeInfo type, ReadOnlySpan<byte> value, int valueStart)
{
    public ushort Ordinal { get; } = ordinal;

    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>1 OUTPUT parameter, 2 value of a function.</summary>
    public byte Status { get; } = status;

    public TypeInfo Type { get; } = type;

    /// <summary>The value with its length, as it stands; see <see cref="ValueContent"/>.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    public int ValueStart { get; } = valueStart;

    public static ReturnValueToken Read(ReadOnlySpan<byte> token, TdsVersion version)
    {
        var reader = new FieldReader(token);
        reader.ReadByte();
        var ordinal = reader.ReadUInt16();
        var name = reader.ReadShortText();
        var status = reader.ReadByte();
        reader.Skip(version.UserTypeLength() + 2);
        var type = TypeReader.Read(ref reader, TypePlace.ReturnValue, version);
        return new ReturnValueToken(ordinal, name, status, type, reader.Rest, reader.Position);
    }

    /// <summary>The value as a number, of the type int (handles).</summary>
    public bool TryGetInt32(out int number)
    {
        number = 0;
        if (Type.Type != TdsType.Int && (Type.Type != TdsType.IntN || Value is not [4, _, _, _, _]))
        {
            return false;
        }

        number = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(Value[^4..]);
        return true;
    }

    /// <summary>Writes a number as INTN(4), the form of handles.</summary>
    /// <param name="name">UTF-16LE.</param>
    public static void WriteInt32(WireBuffer buffer, TdsVersion version, ushort ordinal, ReadOnlySpan<byte> name, int? number)
    {
        buffer.WriteByte((byte)TokenKind.ReturnValue);

        // Up to 7.1 it is the length of what follows the name's: recorded of servers as 13 for a number without a name.
        buffer.WriteUInt16(version.IsAtLeast72() ? ordinal : 13 + name.Length);
        buffer.WriteByte((byte)(name.Length / 2));
        buffer.WriteBytes(name);
        buffer.WriteByte(1);
        if (version.IsAtLeast72())
        {
            buffer.WriteUInt32(0);
        }
        else
        {
            buffer.WriteUInt16(0);
        }

        buffer.WriteUInt16(0);
        buffer.WriteByte((byte)TdsType.IntN);
        buffer.WriteByte(4);
        if (number is not { } value)
        {
            buffer.WriteByte(0);
            return;
        }

        buffer.WriteByte(4);
        buffer.WriteUInt32((uint)value);
    }
}
