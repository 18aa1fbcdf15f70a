using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Names of character sets, as far as reading a text depends on them.</summary>
internal static class CharacterSets
{
    private static readonly FrozenSet<string> MultiByte = new[]
    {
        "utf8", "utf8mb3", "utf8mb4", "gbk", "gb2312", "gb18030", "big5", "euckr", "sjis", "cp932", "ujis", "eucjpms",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Introducers = new[]
    {
        "armscii8", "ascii", "big5", "binary", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866", "cp932", "dec8", "eucjpms",
        "euckr", "filename", "gb18030", "gb2312", "gbk", "geostd8", "greek", "hebrew", "hp8", "keybcs2", "koi8r", "koi8u", "latin1", "latin2", "latin5",
        "latin7", "macce", "macroman", "sjis", "swe7", "tis620", "ucs2", "ujis", "utf16", "utf16le", "utf32", "utf8", "utf8mb3", "utf8mb4",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="name">Lower case.</param>
    public static bool IsMultiByte(string name) => MultiByte.Contains(name);

    /// <summary>Whether an underscore and this name introduce a literal; MariaDB has all of MySQL's but GB 18030.</summary>
    public static bool IsIntroducer(ReadOnlySpan<char> name, bool isMariaDb) =>
        Introducers.Contains(name) && !(isMariaDb && name.Equals("gb18030", StringComparison.OrdinalIgnoreCase));
}
