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
        new("cp1250", 1250, TextEncodingKind.SingleByte),
        new("cp1251", 1251, TextEncodingKind.SingleByte),
        new("cp1256", 1256, TextEncodingKind.SingleByte),
        new("cp1257", 1257, TextEncodingKind.SingleByte),
        new("cp850", 850, TextEncodingKind.SingleByte),
        new("cp852", 852, TextEncodingKind.SingleByte),
        new("cp866", 866, TextEncodingKind.SingleByte),
        new("greek", 28597, TextEncodingKind.SingleByte),
        new("hebrew", 28598, TextEncodingKind.SingleByte),
        new("koi8r", 20866, TextEncodingKind.SingleByte),
        new("koi8u", 21866, TextEncodingKind.SingleByte),
        new("tis620", 874, TextEncodingKind.SingleByte),
        new("macroman", 10000, TextEncodingKind.SingleByte),
        new("macce", 10029, TextEncodingKind.SingleByte),
        new("big5", 950, TextEncodingKind.MySqlBig5),
        new("sjis", 932, TextEncodingKind.MySqlShiftJis),
        new("cp932", 932, TextEncodingKind.MySqlShiftJis),
        new("euckr", 949, TextEncodingKind.MySqlEucKr),
        new("gb2312", 51936, TextEncodingKind.MySqlGb2312),
        new("gbk", 936, TextEncodingKind.MySqlGbk),
        new("gb18030", 54936, TextEncodingKind.MySqlGb18030),
        new("ujis", 51932, TextEncodingKind.MySqlEucJp),
        new("eucjpms", 51932, TextEncodingKind.MySqlEucJp),
    }.ToDictionary(static e => e.Name, StringComparer.Ordinal);

    public static TextEncodingEntry? Find(string name) => Entries.GetValueOrDefault(name);
}
