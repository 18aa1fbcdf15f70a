using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Answers of a server, made by hand.</summary>
internal static class TokenStreams
{
    private const string Collation = "09 04 D0 00 34";

    /// <summary>Every TYPE_INFO with a value of its own; text types have a table behind them.</summary>
    public static readonly (string Type, string Value)[] Types =
    [
        ("30", "01"), ("32", "01"), ("34", "02 01"), ("38", "04 03 02 01"), ("7F", "08 07 06 05 04 03 02 01"),
        ("3A", "01 00 02 00"), ("3D", "01 00 00 00 02 00 00 00"), ("3B", "00 00 80 3F"), ("3E", "00 00 00 00 00 00 F0 3F"),
        ("3C", "00 00 00 00 10 27 00 00"), ("7A", "10 27 00 00"),
        ("24 10", "10 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F"), ("26 04", "04 01 00 00 00"), ("68 01", "01 01"),
        ("6D 08", "08 00 00 00 00 00 00 F0 3F"), ("6E 08", "08 00 00 00 00 10 27 00 00"), ("6F 04", "04 01 00 02 00"),
        ("6A 09 12 04", "09 01 0A 00 00 00 00 00 00 00"), ("6C 05 09 02", "05 00 0A 00 00 00"), ("37 05 09 02", "05 01 01 00 00 00"),
        ("28", "03 01 02 03"), ("29 07", "05 01 02 03 04 05"), ("2A 03", "07 01 02 03 04 05 06 07"), ("2B 00", "08 01 02 03 04 05 06 07 08"),
        ("2F 04", "04 61 62 63 64"), ("27 04", "01 61"), ("2D 02", "02 00 01"), ("25 02", "01 FF"),
        ("A5 08 00", "02 00 01 02"), ("AD 02 00", "02 00 01 02"), ($"A7 0A 00 {Collation}", "03 00 61 62 63"), ($"AF 03 00 {Collation}", "03 00 61 62 63"),
        ($"E7 0A 00 {Collation}", "04 00 61 00 62 00"), ($"EF 02 00 {Collation}", "02 00 61 00"),
        ("A5 FF FF", "02 00 00 00 00 00 00 00 02 00 00 00 01 02 00 00 00 00"),
        ($"A7 FF FF {Collation}", "FE FF FF FF FF FF FF FF 01 00 00 00 61 01 00 00 00 62 00 00 00 00"),
        ($"E7 FF FF {Collation}", "FF FF FF FF FF FF FF FF"),
        ($"23 FF FF FF 7F {Collation} 02 01 00 64 00 01 00 74 00", "02 AA BB 01 02 03 04 05 06 07 08 01 00 00 00 61"),
        ($"63 FF FF FF 7F {Collation} 01 01 00 74 00", "00"), ("22 FF FF FF 7F 01 01 00 74 00", "01 AA 01 02 03 04 05 06 07 08 00 00 00 00"),
        ("62 49 1F 00 00", "06 00 00 00 38 00 01 00 00 00"), ("62 49 1F 00 00", "00 00 00 00"),
        ("F0 FF FF 01 64 00 01 73 00 01 74 00 01 00 61 00", "00 00 00 00 00 00 00 00 01 00 00 00 07 00 00 00 00"),
        ("F1 01 01 64 00 01 73 00 01 00 63 00", "FF FF FF FF FF FF FF FF"), ("F1 00", "00 00 00 00 00 00 00 00 00 00 00 00"),
        ("F4", "02 00 00 00 00 00 00 00 02 00 00 00 7B 7D 00 00 00 00"), ("F5 10 00 00", "0C 00 A9 01 01 00 00 00 00 00 00 00 80 3F"),
    ];

    /// <summary>An answer of every token, in 7.4.</summary>
    public static byte[] Everything() => Hex.Written(buffer =>
    {
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Database, "shop", "master");
        MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Info, 5701, 2, 0, "Changed database context to 'shop'.", "srv");
        WriteAllTypes(buffer);
        buffer.WriteBytes(Hex.Bytes("A4 02 00 00 00 | A5 03 00 01 01 00 | A9 02 00 01 00"));
        WriteRow(buffer);
        WriteRow(buffer);
        buffer.WriteBytes(Hex.Bytes("D2"));
        buffer.WriteBytes([.. Enumerable.Repeat((byte)0xff, (Types.Length + 7) / 8)]);
        new DoneToken(TokenKind.Done, DoneStatus.More | DoneStatus.Count, 0xc1, 3).Write(buffer, TdsVersion.V74);
        buffer.WriteBytes(Hex.Bytes("81 01 00 00 00 00 00 00 00 38 01 61 00 | D1 01 00 00 00"));
        buffer.WriteBytes(Hex.Bytes("88 01 00 07 00 00 4D 01 00 00 00 00 00 00 00 26 04 00 | D3 07 00 04 05 00 00 00"));
        new DoneToken(TokenKind.DoneInProc, DoneStatus.More, 0xc1, 1).Write(buffer, TdsVersion.V74);
        MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Error, 208, 1, 16, "Invalid object name 't'.", "srv");
        buffer.WriteBytes(Hex.Bytes("79 01 00 00 00 | AC 01 00 02 40 00 61 00 01 00 00 00 00 00 00 26 04 04 2A 00 00 00"));
        buffer.WriteBytes(Hex.Bytes($"AC 02 00 00 01 00 00 00 00 00 00 E7 FF FF {Collation} FE FF FF FF FF FF FF FF 02 00 00 00 61 00 00 00 00 00"));
        buffer.WriteBytes(Hex.Bytes("AE 0A 01 00 00 00 01 FF | E4 0A 00 00 00 01 00 00 00 01 09 03 01 02 03"));
        new DoneToken(TokenKind.DoneProc, DoneStatus.Error, 0xe0, 0).Write(buffer, TdsVersion.V74);
    });

    public static void WriteAllTypes(WireBuffer buffer)
    {
        buffer.WriteByte((byte)TokenKind.ColMetadata);
        buffer.WriteUInt16(Types.Length);
        for (var column = 0; column < Types.Length; column++)
        {
            buffer.WriteBytes(Hex.Bytes($"00 00 00 00 09 00 {Types[column].Type}"));
            buffer.WriteShortText($"c{column}");
        }
    }

    public static void WriteRow(WireBuffer buffer)
    {
        buffer.WriteByte((byte)TokenKind.Row);
        foreach (var (_, value) in Types)
        {
            buffer.WriteBytes(Hex.Bytes(value));
        }
    }
}
