using System.Text;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>Reads the tokens of whole answers; columns stay known from one to the next.</summary>
internal sealed class TdsTokenReader(int rank)
{
    private List<(SqlColumn Column, ReceivedType Type)> _columns = [];

    public List<TdsToken> Read(byte[] message)
    {
        var reader = new ByteReader(message, 0, message.Length);
        var tokens = new List<TdsToken>();
        while (!reader.AtEnd)
            tokens.Add(ReadToken(reader));
        return tokens;
    }

    private TdsToken ReadToken(ByteReader reader)
    {
        var kind = reader.Byte();
        switch (kind)
        {
            case 0x79: return new TdsReturnStatus(reader.Int32());
            case 0x81: return ReadColumns(reader);
            case 0xD1: return new TdsRow(kind, [.. _columns.Select(c => ValueReader.Read(reader, c.Type, isRow: true))]);
            case 0xD2: return ReadBitmapRow(reader);
            case 0xFD or 0xFE or 0xFF:
                return new TdsDone(kind, reader.UInt16(), reader.UInt16(), rank >= TdsVersion.Rank72 ? reader.Int64() : reader.Int32());
            case 0xAA or 0xAB: return ReadMessage(reader, kind);
            case 0xAC: return ReadReturnValue(reader);
            case 0xAD: return ReadLoginAck(reader);
            case 0xAE: return ReadFeatureAck(reader);
            case 0xE3: return ReadEnvironment(reader);
            case 0xE4: return new TdsOther(kind, reader.Bytes(reader.Int32()).ToArray());
            case 0xA4 or 0xA5 or 0xA9 or 0xED: return new TdsOther(kind, reader.Bytes(reader.UInt16()).ToArray());
            default: throw new InvalidDataException($"token {kind:X2} at {reader.Position - 1} of an answer");
        }
    }

    private TdsColumns ReadColumns(ByteReader reader)
    {
        int count = reader.UInt16();
        if (count == 0xFFFF)
            return new TdsColumns(null, [], []);
        _columns = [];
        var flagsOfAll = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var userType = rank >= TdsVersion.Rank72 ? reader.UInt32() : reader.UInt16();
            int flags = reader.UInt16();
            var type = ReceivedType.Read(reader, i + 1, "");
            var table = type.Token is WireType.Text or WireType.NText or WireType.Image ? ReadTable(reader) : "";
            flagsOfAll.Add(flags);
            var sqlType = userType == 0x50 ? new SqlType(SqlTypeName.RowVersion) : type.Type;
            _columns.Add((new SqlColumn(reader.ShortText(), sqlType) { IsNullable = (flags & 1) != 0, IsIdentity = (flags & 0x10) != 0, Table = table }, type));
        }

        return new TdsColumns([.. _columns.Select(c => c.Column)], [.. _columns.Select(c => c.Type.Token)], flagsOfAll);
    }

    private string ReadTable(ByteReader reader)
    {
        var parts = rank >= TdsVersion.Rank72 ? reader.Byte() : 1;
        return string.Join('.', Enumerable.Range(0, parts).Select(_ => reader.Text()).ToList());
    }

    private TdsRow ReadBitmapRow(ByteReader reader)
    {
        var nulls = reader.Bytes((_columns.Count + 7) / 8).ToArray();
        var values = new object?[_columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if ((nulls[i / 8] & (1 << (i % 8))) == 0)
                values[i] = ValueReader.Read(reader, _columns[i].Type, isRow: true);
        }

        return new TdsRow(0xD2, values);
    }

    private TdsMessage ReadMessage(ByteReader reader, byte kind)
    {
        reader.UInt16();
        int number = reader.Int32();
        byte state = reader.Byte(), @class = reader.Byte();
        return new TdsMessage(kind, number, state, @class, reader.Text(), reader.ShortText(), reader.ShortText(), rank >= TdsVersion.Rank72 ? reader.Int32() : reader.UInt16());
    }

    private TdsReturnValue ReadReturnValue(ByteReader reader)
    {
        int ordinal = reader.UInt16();
        var name = reader.ShortText();
        reader.Byte();
        reader.Bytes(rank >= TdsVersion.Rank72 ? 4 : 2);
        reader.UInt16();
        var type = ReceivedType.Read(reader, ordinal, name);
        return new TdsReturnValue(ordinal, name, type.Type, ValueReader.Read(reader, type, isRow: false));
    }

    private static TdsLoginAck ReadLoginAck(ByteReader reader)
    {
        reader.UInt16();
        reader.Byte();
        return new TdsLoginAck(reader.Bytes(4).ToArray(), reader.ShortText(), reader.Bytes(4).ToArray());
    }

    private static TdsFeatureAck ReadFeatureAck(ByteReader reader)
    {
        var features = new List<(byte, byte[])>();
        for (byte id; (id = reader.Byte()) != 0xFF;)
            features.Add((id, reader.Bytes(reader.Int32()).ToArray()));
        return new TdsFeatureAck(features);
    }

    private static TdsEnvironment ReadEnvironment(ByteReader reader)
    {
        var bytes = reader.Bytes(reader.UInt16()).ToArray();
        var body = new ByteReader(bytes, 1, bytes.Length);
        if (bytes[0] is 1 or 2 or 3 or 4 or 13)
            return new TdsEnvironment(bytes[0], body.ShortText(), body.ShortText(), bytes);
        if (bytes[0] is 15 or 20 or 21)
            return new TdsEnvironment(bytes[0], Convert.ToHexString(bytes.AsSpan(1)), "", bytes);
        var now = Convert.ToHexString(body.Bytes(body.Byte()));
        return new TdsEnvironment(bytes[0], now, Convert.ToHexString(body.Bytes(body.Byte())), bytes);
    }

    /// <summary>For login texts and such.</summary>
    public static byte[] Unicode(string text) => Encoding.Unicode.GetBytes(text);
}
