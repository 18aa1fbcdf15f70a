using System.Collections.Concurrent;
using System.Text;

namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>The five bytes of a collation: LCID and flags, then the sort id.</summary>
public sealed record Collation(uint Info, byte SortId)
{
    private const uint IgnoreCase = 1 << 20, IgnoreAccent = 1 << 21, IgnoreKana = 1 << 22, IgnoreWidth = 1 << 23, Binary = 1 << 24, Binary2 = 1 << 25, Utf8 = 1 << 26;
    private static readonly ConcurrentDictionary<int, Encoding> Encodings = new();

    /// <summary>SQL_Latin1_General_CP1_CI_AS.</summary>
    public static readonly Collation Default = new(0x00D00409, 52);

    public static readonly Collation KoreanWansung = new(0x00D00412, 0);

    public int Lcid => (int)(Info & 0xFFFFF);

    public bool IsUtf8 => (Info & Utf8) != 0;

    public bool IsCaseSensitive => (Info & IgnoreCase) == 0;

    public bool IsAccentSensitive => (Info & IgnoreAccent) == 0;

    /// <summary>What char, varchar and text are written in. Unknown characters become question marks, as at the server.</summary>
    public Encoding Encoding => Encodings.GetOrAdd(CodePage, page => page == 65001 ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(page)!);

    public int CodePage => IsUtf8 ? 65001 : SortId != 0 ? CollationTables.OfSortId(SortId) : CollationTables.OfLanguage(Lcid & 0xFFFF);

    public string Name => this == Default ? "SQL_Latin1_General_CP1_CI_AS" : CollationTables.NameOf(this);

    /// <summary>A collation by its name, as COLLATE has it; null when this server does not know it.</summary>
    public static Collation? Find(string name)
    {
        if (string.Equals(name, Default.Name, StringComparison.OrdinalIgnoreCase) || name.Equals("database_default", StringComparison.OrdinalIgnoreCase))
            return Default;
        var parts = name.Split('_');
        if (CollationTables.LcidOf(name) is not { } lcid)
            return null;
        var info = (uint)lcid;
        var has = parts.Select(p => p.ToUpperInvariant()).ToHashSet();
        if (has.Contains("BIN"))
            return new Collation(info | Binary, 0);
        if (has.Contains("BIN2"))
            return new Collation(info | Binary2 | (has.Contains("UTF8") ? Utf8 : 0) | Version(has), 0);
        info |= (has.Contains("CI") ? IgnoreCase : 0) | (has.Contains("AI") ? IgnoreAccent : 0) | (has.Contains("KS") ? 0 : IgnoreKana) | (has.Contains("WS") ? 0 : IgnoreWidth);
        info |= has.Contains("UTF8") ? Utf8 : 0;
        return new Collation(info | Version(has), 0);
    }

    private static uint Version(HashSet<string> parts) => parts.Contains("140") ? 3u << 28 : parts.Contains("100") ? 2u << 28 : parts.Contains("90") ? 1u << 28 : 0;

    internal string Suffix()
    {
        if ((Info & Binary) != 0)
            return "_BIN";
        var utf8 = IsUtf8 ? "_UTF8" : "";
        if ((Info & Binary2) != 0)
            return "_BIN2" + utf8;
        return (IsCaseSensitive ? "_CS" : "_CI") + (IsAccentSensitive ? "_AS" : "_AI") + ((Info & IgnoreKana) == 0 ? "_KS" : "") + ((Info & IgnoreWidth) == 0 ? "_WS" : "") + utf8;
    }
}
