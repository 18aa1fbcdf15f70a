namespace ProxyDb.Policy.Sql;

/// <summary>
/// Character sets of MySQL and MariaDB that may be a client's and that the framework has a table for, by the server's names. A test
/// compares every character with a server; what the tables map differently is listed and refused.
/// </summary>
internal static class MySqlEncodingTable
{
    private static readonly Dictionary<string, TextEncodingEntry> Entries = new TextEncodingEntry[]
    {
        new("latin1", 1252, TextEncodingKind.SingleByte),
        new("latin2", 28592, TextEncodingKind.SingleByte),
        new("latin5", 28599, TextEncodingKind.SingleByte),
        new("latin7", 28603, TextEncodingKind.SingleByte),
        new(
            "cp1250", 1250, TextEncodingKind.SingleByte, "",
            "81 83 88 90 98"),
        new(
            "cp1251", 1251, TextEncodingKind.SingleByte, "",
            "98"),
        new(
            "cp1256", 1256, TextEncodingKind.SingleByte, "",
            "8A 8F 98 9A 9F AA C0 FF"),
        new(
            "cp1257", 1257, TextEncodingKind.SingleByte, "",
            "81 83 88 8A 8C 90 98 9A 9C 9F A1 A5"),
        new("cp850", 850, TextEncodingKind.SingleByte),
        new("cp852", 852, TextEncodingKind.SingleByte),
        new(
            "cp866", 866, TextEncodingKind.SingleByte, "",
            "FC-FD"),
        new(
            "greek", 28597, TextEncodingKind.SingleByte, "",
            "A4-A5 AA AE D2 FF"),
        new(
            "hebrew", 28598, TextEncodingKind.SingleByte, "",
            "A1 BF-DE FB-FF"),
        new("koi8r", 20866, TextEncodingKind.SingleByte),
        new(
            "koi8u", 21866, TextEncodingKind.SingleByte, "",
            "95 AE BE"),
        new(
            "tis620", 874, TextEncodingKind.SingleByte, "",
            "80 85 91-97 A0 DB-DE FC-FF"),
        new(
            "macroman", 10000, TextEncodingKind.SingleByte, "",
            "BD"),
        new("macce", 10029, TextEncodingKind.SingleByte),
        new(
            "big5", 950, TextEncodingKind.MySqlBig5, "",
            "A145 A14E A15A A1C2-A1C3 A1C5 A1E3 A1F2-A1F3 A1FE-A242 A244 A246-A247 A3E1 C6A1-C8FE F9DD-F9F9 F9FE"),
        new(
            "sjis", 932, TextEncodingKind.MySqlShiftJis, "",
            "815F-8161 817C 8191-8192 81CA 8740-875D 875F-8775 877E-878F 8793-8794 8798-8799 F040-FA49 FA55-FA57 FA5C-FC4B"),
        new("cp932", 932, TextEncodingKind.MySqlShiftJis),
        new(
            "euckr", 949, TextEncodingKind.MySqlEucKr, "",
            "C9A1-C9FE FEA1-FEFE"),
        new(
            "gb2312", 51936, TextEncodingKind.MySqlGb2312, "",
            "A1A4 A1AA A2A1-A2B0 A2E3-A2E4 A2EF-A2F0 A2FD-A2FE A4F4-A4FE A5F7-A5FE A6B9-A6C0 A6D9-A6FE A7C2-A7D0 A7F2-A7FE A8BB-A8C4 "
            + "A8EA-A9A3 A9F0-AFFE D7FA-D7FE"),
        new(
            "gbk", 936, TextEncodingKind.MySqlGbk, "",
            "A140-A1A0 A240-A2A0 A2AB-A2B0 A2E3-A2E4 A2EF-A2F0 A2FD-A3A0 A440-A4A0 A4F4-A5A0 A5F7-A6A0 A6B9-A6C0 A6D9-A6DF A6EC-A6ED "
            + "A6F3 A6F6-A7A0 A7C2-A7D0 A7F2-A7FE A896-A8A0 A8BC A8BF A8C1-A8C4 A8EA-A8FE A958 A95B A95D-A95F A989-A995 A997-A9A3 "
            + "A9F0-A9FE AAA1-AAFE ABA1-ABFE ACA1-ACFE ADA1-ADFE AEA1-AEFE AFA1-AFFE D7FA-D7FE F8A1-F8FE F9A1-F9FE FAA1-FAFE FBA1-FBFE "
            + "FCA1-FCFE FDA1-FDFE FE50-FEFE"),
        new("gb18030", 54936, TextEncodingKind.MySqlGb18030),
        new(
            "ujis", 51932, TextEncodingKind.MySqlEucJp, "",
            "A1C0-A1C2 A1DD A1F1-A1F2 A2CC ADA1-ADBE ADC0-ADD6 ADDF-ADEF ADF3-ADF4 ADF8-ADF9 F9A1-FCEE FCF1-FCFA FCFC-FCFE"),
        new(
            "eucjpms", 51932, TextEncodingKind.MySqlEucJp, "",
            "F9A1-FCEE FCF1-FCFA FCFC-FCFE"),
    }.ToDictionary(static e => e.Name, StringComparer.Ordinal);

    public static TextEncodingEntry? Find(string name) => Entries.GetValueOrDefault(name);
}
