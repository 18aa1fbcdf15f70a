using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Masks on ROW and NBCROW: every type that can bear one, in every form of its values.</summary>
[TestFixture]
public sealed class RowRewriterTests
{
    private const string Latin1 = "09 04 D0 00 34";
    private const string Korean = "12 04 D0 00 00";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    private static IEnumerable<TestCaseData> Cases()
    {
        var stars = ValueMask.Partial(1, 1, new Rune('*'));
        yield return Case("int", "38", "D7 04 00 00", ValueMask.Round(10), "CE 04 00 00");
        yield return Case("intn negative", "26 04", "04 2E FB FF FF", ValueMask.Round(10), "04 32 FB FF FF");
        yield return Case("bigint", "26 08", "08 FF FF FF FF FF FF FF 7F", ValueMask.Round(10), "08 F8 FF FF FF FF FF FF 7F");
        yield return Case("tinyint has no sign", "26 01", "01 FF", ValueMask.Round(10), "01 FA");
        yield return Case("smallint", "26 02", "02 85 FF", ValueMask.Round(100), "02 9C FF");
        yield return Case("bit", "68 01", "01 01", ValueMask.Constant("false"), "01 00");
        yield return Case("decimal", "6A 09 12 04", "09 00 72 F3 E9 01 00 00 00 00", ValueMask.Round(100), "09 00 00 48 E8 01 00 00 00 00");
        yield return Case("numeric 38", "6C 11 26 00", "11 01 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF 3F", ValueMask.Round(1), "11 01 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF 3F");
        yield return Case("decimal constant", "6A 05 09 02", "05 01 01 00 00 00", ValueMask.Constant("-12.5"), "05 00 E2 04 00 00");
        yield return Case("money", "6E 08", "08 00 00 00 00 15 CD 5B 07", ValueMask.Round(1000), "08 00 00 00 00 00 0E 27 07");
        yield return Case("smallmoney", "7A", "10 27 00 00", ValueMask.Round(0.5m), "10 27 00 00");
        yield return Case("float", "6D 08", "08 00 00 00 00 00 80 29 40", ValueMask.Round(0.5m), "08 00 00 00 00 00 00 29 40");
        yield return Case("real", "3B", "00 00 4C 41", ValueMask.Round(0.5m), "00 00 48 41");
        yield return Case("date", "28", "03 D0 47 0B", ValueMask.Year, "03 B3 47 0B");
        yield return Case("nvarchar", $"E7 28 00 {Latin1}", "06 00 4D D6 38 AE D9 B3", stars, "06 00 4D D6 2A 00 D9 B3");
        yield return Case("nvarchar(max)", $"E7 FF FF {Latin1}", "FE FF FF FF FF FF FF FF 03 00 00 00 61 00 62 03 00 00 00 00 63 00 00 00 00 00", stars, "06 00 00 00 00 00 00 00 06 00 00 00 61 00 2A 00 63 00 00 00 00 00");
        yield return Case("nvarchar(max) empty", $"E7 FF FF {Latin1}", "00 00 00 00 00 00 00 00 00 00 00 00", stars, "00 00 00 00 00 00 00 00 00 00 00 00");
        yield return Case("nchar is filled up", $"EF 08 00 {Latin1}", "08 00 61 00 62 00 20 00 20 00", ValueMask.Email, "08 00 2A 00 2A 00 20 00 20 00");
        yield return Case("varchar Korean", $"A7 14 00 {Korean}", "06 00 C8 AB B1 E6 B5 BF", stars, "05 00 C8 AB 2A B5 BF");
        yield return Case("char", $"AF 05 00 {Latin1}", "05 00 61 62 63 20 20", stars, "05 00 61 2A 63 20 20");
        yield return Case("varchar constant is cut", $"A7 03 00 {Latin1}", "01 00 61", ValueMask.Constant("abcdef"), "03 00 61 62 63");
        yield return Case("varchar cannot write it", $"A7 0A 00 {Latin1}", "01 00 61", ValueMask.Constant("한x"), "02 00 3F 78");
        yield return Case("text", $"23 FF FF FF 7F {Latin1} 01 01 00 74 00", "01 AA 01 02 03 04 05 06 07 08 03 00 00 00 61 62 63", stars, "10 " + string.Concat(Enumerable.Repeat("00 ", 24)) + "03 00 00 00 61 2A 63");
        yield return Case("datetime", "6F 08", "08 01 00 00 00 00 00 00 00", ValueMask.Year, "08 00 00 00 00 00 00 00 00");
        yield return Case("smalldatetime", "6F 04", "04 21 00 05 00", ValueMask.Month, "04 1F 00 00 00");
        yield return Case("datetime2", "2A 07", "08 01 02 03 04 05 D0 47 0B", ValueMask.Year, "08 00 00 00 00 00 B3 47 0B");
        yield return Case("datetimeoffset", "2B 03", "09 01 02 03 00 D0 47 0B 1C 02", ValueMask.Year, "09 00 00 00 00 B3 47 0B 00 00");
        yield return Case("datetime2 constant", "2A 00", "06 00 00 00 00 00 00", ValueMask.Constant("2000-01-31 12:00:00"), "06 C0 A8 00 25 24 0B");
        yield return Case("uuid constant", "24 10", "10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", ValueMask.Constant("6f9619ff-8b86-d011-b42d-00c04fc964ff"), "10 FF 19 96 6F 86 8B 11 D0 B4 2D 00 C0 4F C9 64 FF");
        yield return Case("null of varchar", $"A7 0A 00 {Latin1}", "01 00 61", ValueMask.Null, "FF FF");
        yield return Case("null of varbinary(max)", "A5 FF FF", "01 00 00 00 00 00 00 00 01 00 00 00 07 00 00 00 00", ValueMask.Null, "FF FF FF FF FF FF FF FF");
        yield return Case("null of sql_variant", "62 49 1F 00 00", "06 00 00 00 38 00 01 00 00 00", ValueMask.Null, "00 00 00 00");
        yield return Case("null of image", "22 FF FF FF 7F 01 01 00 74 00", "01 AA 01 02 03 04 05 06 07 08 01 00 00 00 07", ValueMask.Null, "00");
        yield return Case("null stays", "26 04", "00", ValueMask.Round(10), "00");
        yield return Case("constant hides null", "26 04", "00", ValueMask.Constant("7"), "04 07 00 00 00");
    }

    private static TestCaseData Case(string name, string type, string value, ValueMask mask, string masked) =>
        new TestCaseData(type, value, mask, masked).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Cases))]
    public void Values_are_masked_in_rows_of_both_forms(string type, string value, ValueMask mask, string masked)
    {
        var metadata = Describe(type);
        var rewriter = new RowRewriter([new OutputMask(1, mask)]);
        Assert.That(rewriter.Describe(metadata), Is.Null);
        var row = Hex.Bytes($"D1 01 00 00 00 {value} 02 00 00 00");
        Assert.That(Show(Rewrite(rewriter, row)), Is.EqualTo(Show(Hex.Bytes($"D1 01 00 00 00 {masked} 02 00 00 00"))));
        var (wasNull, isNull) = (IsNull(metadata, row), IsNull(metadata, Hex.Bytes($"D1 01 00 00 00 {masked} 02 00 00 00")));
        var sparse = Hex.Bytes($"D2 {(wasNull ? "02" : "00")} 01 00 00 00 {(wasNull ? "" : value)} 02 00 00 00");
        Assert.That(
            Show(Rewrite(rewriter, sparse)),
            Is.EqualTo(Show(Hex.Bytes($"D2 {(isNull ? "02" : "00")} 01 00 00 00 {(isNull ? "" : masked)} 02 00 00 00"))));
    }

    [Test]
    public void Keyed_masks_are_those_of_the_text_form_whatever_the_encoding()
    {
        var key = new MaskKey(Key);
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes("홍길동")));
        var nvarchar = Text(Masked($"E7 C8 00 {Latin1}", [.. Hex.Bytes("06 00"), .. Hex.Unicode("홍길동")], key.Hash)[2..], Encoding.Unicode);
        var varchar = Text(Masked($"A7 C8 00 {Korean}", Hex.Bytes("06 00 C8 AB B1 E6 B5 BF"), key.Hash)[2..], Encoding.ASCII);
        Assert.That((nvarchar, varchar), Is.EqualTo((hash, hash)));
        Assert.That(Text(Masked($"AF 14 00 {Latin1}", Hex.Bytes("14 00 61 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20"), key.Token)[2..], Encoding.ASCII),
            Is.EqualTo(Convert.ToHexStringLower(HMACSHA256.HashData(Key, "a"u8))[..20]));
        var number = Masked("26 04", Hex.Bytes("04 D2 04 00 00"), key.Hash);
        Assert.That(number[1..].Reverse(), Is.EqualTo(HMACSHA256.HashData(Key, "1234"u8)[..4]));
        var uuid = Masked("24 10", Hex.Bytes("10 FF 19 96 6F 86 8B 11 D0 B4 2D 00 C0 4F C9 64 FF"), key.Hash);
        Assert.That(
            new Guid(uuid.AsSpan(1)).ToByteArray(bigEndian: true), Is.EqualTo(HMACSHA256.HashData(Key, "6f9619ff-8b86-d011-b42d-00c04fc964ff"u8)[..16]));
    }

    [TestCase("62 49 1F 00 00", Description = "sql_variant")]
    [TestCase("A5 0A 00", Description = "varbinary")]
    [TestCase("F1 00", Description = "xml")]
    [TestCase("F0 FF FF 00 00 00 00 00", Description = "UDT")]
    [TestCase("F4", Description = "json")]
    [TestCase("29 07", Description = "time")]
    [TestCase("A7 0A 00 39 04 D0 00 00", Description = "a language without a code page")]
    [TestCase("A7 0A 00 09 04 D0 00 34", Description = "too short for a hash")]
    public void Type_that_cannot_bear_a_mask_is_told_before_any_row(string type)
    {
        var rewriter = new RowRewriter([new OutputMask(1, new MaskKey(Key).Hash)]);
        Assert.That(rewriter.Describe(Describe(type)), Does.Contain("column 2"));
        Assert.That(() => rewriter.TryRewrite(Hex.Bytes("D1 00"), new WireBuffer()), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Column_that_cannot_be_null_is_not_made_null() =>
        Assert.That(new RowRewriter([new OutputMask(0, ValueMask.Null)]).Describe(Describe("30")), Is.Not.Null);

    [Test]
    public void Answer_with_fewer_columns_is_refused() =>
        Assert.That(new RowRewriter([new OutputMask(3, ValueMask.Null)]).Describe(Describe("30")), Is.Not.Null);

    [TestCase("A7 28 00 12 04 D0 00 00", "02 00 C8 FF", Description = "bytes that are no text")]
    [TestCase("E7 28 00 09 04 D0 00 34", "03 00 61 00 62", Description = "half a character")]
    public void Value_that_is_none_of_its_type_is_not_shown(string type, string value)
    {
        var rewriter = new RowRewriter([new OutputMask(1, ValueMask.Email)]);
        Assert.That(rewriter.Describe(Describe(type)), Is.Null);
        Assert.That(rewriter.TryRewrite(Hex.Bytes($"D1 01 00 00 00 {value} 02 00 00 00"), new WireBuffer()), Is.False);
    }

    [Test]
    public void Row_cut_anywhere_is_a_fault()
    {
        var rewriter = new RowRewriter([new OutputMask(1, ValueMask.Email)]);
        rewriter.Describe(Describe($"E7 28 00 {Latin1}"));
        var row = Hex.Bytes("D1 01 00 00 00 02 00 61 00 02 00 00 00");
        for (var length = 1; length < row.Length; length++)
        {
            var cut = row[..length];
            Assert.That(() => rewriter.TryRewrite(cut, new WireBuffer()), Throws.TypeOf<WireFault>());
        }

        Assert.That(() => rewriter.TryRewrite([.. row, 0], new WireBuffer()), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Steady_rows_allocate_nothing()
    {
        var rewriter = new RowRewriter([new OutputMask(1, new MaskKey(Key).Token)]);
        rewriter.Describe(Describe($"A7 28 00 {Korean}"));
        var row = Hex.Bytes("D1 01 00 00 00 06 00 C8 AB B1 E6 B5 BF 02 00 00 00");
        var output = new WireBuffer();
        for (var turn = 0; turn < 100; turn++)
        {
            output.Clear();
            rewriter.TryRewrite(row, output);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < 100; turn++)
        {
            output.Clear();
            rewriter.TryRewrite(row, output);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    /// <summary>The column stands between two numbers.</summary>
    private static ColumnMetadata Describe(string type)
    {
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default);
        reader.Read(Hex.Bytes($"81 03 00 | 00 00 00 00 00 00 38 01 61 00 | 00 00 00 00 09 00 {type} 01 62 00 | 00 00 00 00 00 00 38 01 63 00"), out _, out _);
        Assert.That(reader.Columns.Count, Is.EqualTo(3));
        return reader.Columns;
    }

    private static byte[] Masked(string type, byte[] value, ValueMask mask)
    {
        var rewriter = new RowRewriter([new OutputMask(1, mask)]);
        Assert.That(rewriter.Describe(Describe(type)), Is.Null);
        return Rewrite(rewriter, [.. Hex.Bytes("D1 01 00 00 00"), .. value, .. Hex.Bytes("02 00 00 00")])[5..^4];
    }

    private static byte[] Rewrite(RowRewriter rewriter, byte[] row)
    {
        var output = new WireBuffer();
        Assert.That(rewriter.TryRewrite(row, output), Is.True);
        return output.Written.ToArray();
    }

    private static bool IsNull(ColumnMetadata metadata, byte[] row)
    {
        var walker = new RowWalker(row, metadata);
        return walker.MoveNext() && walker.MoveNext() && walker.IsNull;
    }

    private static string Text(byte[] bytes, Encoding encoding) => encoding.GetString(bytes).TrimEnd(' ');

    private static string Show(byte[] bytes) => Convert.ToHexString(bytes);
}
