using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tests.MySql.Conversations;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Masks on rows: the same values in text and binary rows, as a real server writes them.</summary>
[TestFixture]
public sealed class RowRewriterTests
{
    /// <summary>Text and binary rows of one query, masked; as texts.</summary>
    private static string[] Masked(string sql, params OutputMask[] masks)
    {
        using var bridge = new ConversationBridge(RealServer.Port, MySqlCapability.DeprecateEof, MySqlCapability.DeprecateEof);
        bridge.Gateway.Secured.Add(sql, ModelGateway.Form(sql, sql, [], masks));
        var text = bridge.Client.Query(sql)[0];
        var binary = bridge.Client.Execute(bridge.Client.Prepare(sql))[0];
        Assert.That(bridge.Fault, Is.Null);
        return [Show(text), Show(binary)];
    }

    private static string Show(MySqlResult result) =>
        result.IsError ? result.ToString() : string.Join(" | ", result.Texts.Select(r => string.Join(", ", r.Select(v => v ?? "NULL"))));

    private static IEnumerable<TestCaseData> Rounded()
    {
        yield return Case("1234", "CAST(1239 AS int)", 10, "1230");
        yield return Case("negative", "CAST(-1239 AS int)", 10, "-1230");
        yield return Case("unsigned bigint", "CAST(9223372036854775807 AS unsigned)", 10, "9223372036854775800");
        yield return Case("decimal", "CAST(12.75 AS decimal(6,2))", 0.5m, "12.50");
        yield return Case("double", "CAST(12.75 AS double)", 0.5m, "12.5");
        yield return Case("null", "NULLIF(CAST(1 AS int), 1)", 10m, "NULL");
    }

    private static TestCaseData Case(string name, string sql, decimal step, string wanted) => new TestCaseData(sql, step, wanted).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Rounded))]
    public void Numbers_are_rounded(string sql, decimal step, string wanted) =>
        Assert.That(Masked($"SELECT {sql} AS a, 7 AS b", new OutputMask(0, ValueMask.Round(step))), Is.All.EqualTo($"{wanted}, 7"));

    [TestCase("CAST('2026-05-17' AS date)", "2026-05-01")]
    [TestCase("CAST('2026-05-17 10:11:12' AS datetime)", "2026-05-01 00:00:00")]
    [TestCase("CAST('1999-12-31 10:11:12.123' AS datetime(3))", "1999-12-01 00:00:00.000")]
    public void Dates_begin_with_their_month(string sql, string wanted) =>
        Assert.That(Masked($"SELECT {sql} AS a", new OutputMask(0, ValueMask.Month)), Is.All.EqualTo(wanted));

    [Test]
    public void Texts_are_masked_by_characters() =>
        Assert.That(
            Masked("SELECT CAST(CONVERT(0xC3BC6E40652E6B72 USING utf8mb4) AS char(40)) AS a, CAST('ab' AS char(5)) AS b", new OutputMask(0, ValueMask.Email), new OutputMask(1, ValueMask.Partial(1, 0, new Rune('·')))),
            Is.All.EqualTo("ü***@e.kr, a·"));

    [Test]
    public void Constants_and_null_take_the_place_of_any_value() =>
        Assert.That(
            Masked(
                "SELECT CAST(5 AS int) AS a, NULL AS b, CAST('2026-05-17' AS date) AS c, CAST(1.5 AS decimal(4,2)) AS d UNION ALL SELECT NULL, NULL, NULL, NULL",
                new OutputMask(0, ValueMask.Constant("-42")), new OutputMask(1, ValueMask.Null), new OutputMask(2, ValueMask.Constant("2000-01-01")),
                new OutputMask(3, ValueMask.Constant("9.99"))),
            Is.All.EqualTo("-42, NULL, 2000-01-01, 9.99 | -42, NULL, 2000-01-01, 9.99"));

    [Test]
    public void Keyed_masks_give_the_same_in_both_kinds_of_rows()
    {
        var key = new MaskKey(Encoding.UTF8.GetBytes("a key of thirty-two bytes, or so!"));
        var shown = Masked(
            "SELECT CAST('alice' AS char(64)) AS a, CAST(7 AS int) AS b, CAST(7 AS unsigned) AS c",
            new OutputMask(0, key.Hash), new OutputMask(1, key.Token), new OutputMask(2, key.Token));
        Assert.That(shown[1], Is.EqualTo(shown[0]));
        Assert.That(shown[0], Does.Match("^[0-9a-f]{64}, [0-9]+, [0-9]+$"));
    }

    [Test]
    public void Floats_are_written_as_the_server_writes_them()
    {
        double[] values =
        [
            0, 1, -1, 0.1, 0.001, 1e-5, 1.5e-14, 1.5e-15, 1.5e-16, 123456789.125, 1e14, 1e15, 123456789012345678, 1.7976931348623157e308, 2.2250738585072014e-308, 1.0 / 3,
            -2.5e-7, 100, 1e100, 999999999999999, 9999999999999998, 0.00012,
        ];
        using var client = RawMySqlClient.Login(RealServer.Port);
        var buffer = new WireBuffer();
        foreach (var value in values)
        {
            var wanted = client.Scalar($"SELECT CAST({value.ToString("E16", CultureInfo.InvariantCulture)} AS double)");
            buffer.Clear();
            RowRewriterFloats.Write(value, sizeof(double), RowRewriterType.NotFixed, buffer);
            Assert.That(Encoding.ASCII.GetString(buffer.Written), Is.EqualTo(wanted));
        }

        foreach (var value in new[] { 1.5f, 0.1f, 123456.7f, 1e20f, 3.4e-10f, 16777216f })
        {
            client.Run("CREATE TEMPORARY TABLE f (f float)");
            client.Run($"INSERT INTO f VALUES ({value.ToString("E8", CultureInfo.InvariantCulture)})");
            var wanted = client.Scalar("SELECT f FROM f");
            client.Run("DROP TEMPORARY TABLE f");
            buffer.Clear();
            RowRewriterFloats.Write(value, sizeof(float), RowRewriterType.NotFixed, buffer);
            Assert.That(Encoding.ASCII.GetString(buffer.Written), Is.EqualTo(wanted));
        }
    }

    [Test]
    public void A_text_in_another_character_set_and_bytes_bear_no_mask_that_reads()
    {
        foreach (var collation in new[] { 8, 63, 28 })
        {
            var rewriter = new RowRewriter([new OutputMask(0, ValueMask.Email)]);
            Assert.That(rewriter.Describe(Announcement(collation, FieldType.VarString), isBinary: false), Does.Contain("cannot bear its mask"));
            var nulls = new RowRewriter([new OutputMask(0, ValueMask.Null)]);
            Assert.That(nulls.Describe(Announcement(collation, FieldType.VarString), isBinary: false), Is.Null);
        }
    }

    [TestCase(FieldType.LongLong, new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [TestCase(FieldType.Date, new byte[] { 4, 0xea, 7, 0, 0 })]
    public void A_value_that_cannot_be_read_is_not_shown(FieldType type, byte[] value)
    {
        ValueMask mask = type == FieldType.Date ? ValueMask.Year : ValueMask.Round(10);
        var rewriter = new RowRewriter([new OutputMask(0, mask)]);
        Assert.That(rewriter.Describe(Announcement(63, type, flags: 0x20), isBinary: true), Is.Null);
        Assert.That(rewriter.TryRewrite([0, 0, .. value], new WireBuffer()), Is.False);
    }

    [Test]
    public void The_zero_date_stays()
    {
        var rewriter = new RowRewriter([new OutputMask(0, ValueMask.Year)]);
        var output = new WireBuffer();
        rewriter.Describe(Announcement(63, FieldType.Date), isBinary: true);
        Assert.That(rewriter.TryRewrite([0, 0, 0], output), Is.True);
        rewriter.Describe(Announcement(63, FieldType.Date), isBinary: false);
        Assert.That(rewriter.TryRewrite([10, .. "0000-00-00"u8], output), Is.True);
        Assert.That(output.Written.ToArray(), Is.EqualTo((byte[])[0, 0, 0, 10, .. "0000-00-00"u8]));
    }

    [TestCase(new byte[] { 1 })]
    [TestCase(new byte[] { 1, (byte)'1', 0 })]
    [TestCase(new byte[] { 0xff })]
    public void A_malformed_row_is_a_fault(byte[] row)
    {
        var rewriter = new RowRewriter([new OutputMask(0, ValueMask.Round(10))]);
        rewriter.Describe(Announcement(63, FieldType.Long), isBinary: false);
        Assert.That(() => rewriter.TryRewrite(row, new WireBuffer()), Throws.TypeOf<WireFault>());
    }

    private static byte[] Announcement(int collation, FieldType type, int flags = 0)
    {
        var buffer = new WireBuffer();
        new ColumnDefinition41 { Name = "a"u8, Collation = (ushort)collation, Length = 80, Type = type, Flags = (ushort)flags }.Write(buffer);
        return [1, 0, 0, 0, 1, .. BitConverter.GetBytes(buffer.Length), .. buffer.Written];
    }
}
