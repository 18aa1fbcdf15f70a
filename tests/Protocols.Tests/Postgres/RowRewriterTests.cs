using System.Buffers.Binary;
using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>Rows under masks, without a server: what is kept, what is refused, and that nothing is allocated.</summary>
public sealed class RowRewriterTests
{
    private const uint Int4 = 23;
    private const uint Text = 25;
    private const uint Char = 1042;
    private const uint VarChar = 1043;
    private const uint Numeric = 1700;
    private const uint TimestampTz = 1184;
    private const uint Bytea = 17;

    private static readonly MaskKey Key = new(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));

    [Test]
    public void Only_the_masked_column_changes()
    {
        var rewriter = Rewriter(new OutputMask(1, ValueMask.Partial(1, 2, new Rune('#'))), (Int4, -1, 0), (Text, -1, 0), (Text, -1, 0));
        Assert.That(Rewrite(rewriter, "7", "abcdef", null), Is.EqualTo(new[] { "7", "a###ef", null }));
        Assert.That(Rewrite(rewriter, null, null, ""), Is.EqualTo(new[] { null, null, "" }));
    }

    [TestCase("", "")]
    [TestCase("abc", "***")]
    [TestCase("한글문자열", "한**자열")]
    public void Characters_are_counted_and_short_values_are_not_shown(string value, string masked) =>
        Assert.That(Rewrite(Rewriter(new OutputMask(0, ValueMask.Partial(1, 2, new Rune('*'))), (Text, -1, 0)), value), Is.EqualTo(new[] { masked }));

    [Test]
    public void A_constant_hides_null_and_fills_a_fixed_length()
    {
        var rewriter = Rewriter(new OutputMask(0, ValueMask.Constant("x")), (Char, 4 + 3, 0));
        Assert.That(Rewrite(rewriter, [null]), Is.EqualTo(new[] { "x  " }));
    }

    [Test]
    public void A_result_that_is_longer_than_the_column_is_cut_as_a_cast_cuts_it() =>
        Assert.That(Rewrite(Rewriter(new OutputMask(0, ValueMask.Email), (VarChar, 4 + 7, 0)), "ab@x.kr"), Is.EqualTo(new[] { "a***@x." }));

    [Test]
    public void Formats_of_bind_count_and_not_those_of_the_description()
    {
        var rewriter = Rewriter(new OutputMask(1, ValueMask.Round(10)), (Text, -1, 0), (Int4, -1, 0));
        rewriter.UseFormats([0, 0, 0, 1]);
        Assert.That(RewriteBytes(rewriter, [1], [0, 0, 0, 27])[1], Is.EqualTo(new byte[] { 0, 0, 0, 20 }));
        rewriter.UseFormats([0, 1]);
        Assert.That(RewriteBytes(rewriter, [1], [0, 0, 0, 27])[1], Is.EqualTo(new byte[] { 0, 0, 0, 20 }));
        rewriter.UseFormats([]);
        Assert.That(RewriteBytes(rewriter, "a"u8.ToArray(), "27"u8.ToArray())[1], Is.EqualTo("20"u8.ToArray()));
    }

    [Test]
    public void A_value_that_cannot_be_read_is_not_sent_at_all()
    {
        var rewriter = Rewriter(new OutputMask(1, ValueMask.Year), (Text, -1, 0), (TimestampTz, -1, 0));
        var output = new WireBuffer();
        output.WriteByte(1);
        Assert.That(rewriter.TryRewrite(Row("a"u8.ToArray(), "2026-03-05 10:00:00+09"u8.ToArray()), output), Is.False);
        Assert.That(output.Length, Is.EqualTo(1));
        Assert.That(rewriter.TryRewrite(Row("a"u8.ToArray(), "2026-03-05 10:00:00+00"u8.ToArray()), output), Is.True);
    }

    [Test]
    public void A_type_that_cannot_bear_the_mask_is_told_before_any_row()
    {
        Assert.That(new RowRewriter([new OutputMask(0, ValueMask.Email)]).Describe(Description((Int4, -1, 0))), Does.Contain("column 1"));
        Assert.That(new RowRewriter([new OutputMask(0, Key.Hash)]).Describe(Description((VarChar, 4 + 63, 0))), Is.Not.Null);
        Assert.That(new RowRewriter([new OutputMask(2, ValueMask.Null)]).Describe(Description((Int4, -1, 0))), Does.Contain("fewer columns"));
        Assert.That(new RowRewriter([new OutputMask(0, ValueMask.Null)]).Describe(Description((Bytea, -1, 0))), Is.Null);
    }

    [Test]
    public void Rows_that_are_not_as_announced_fault()
    {
        var rewriter = Rewriter(new OutputMask(0, ValueMask.Null), (Int4, -1, 0));
        Assert.Throws<WireFault>(() => rewriter.TryRewrite(Row([1], [2]), new WireBuffer()));
        Assert.Throws<WireFault>(() => rewriter.TryRewrite(new byte[] { 0, 1, 0, 0, 0, 9, 1 }, new WireBuffer()));
        Assert.Throws<WireFault>(() => rewriter.TryRewrite(new byte[] { 0 }, new WireBuffer()));
        Assert.Throws<WireFault>(() => new RowRewriter([new OutputMask(0, ValueMask.Null)]).TryRewrite(Row([1]), new WireBuffer()));
    }

    [TestCase(new byte[] { 0, 1, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 0, 1, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 0, 1, 0, 0, 0x12, 0, 0, 0, 0, 1 })]
    [TestCase(new byte[] { 0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff })]
    public void A_malformed_numeric_is_not_sent(byte[] value)
    {
        var rewriter = Rewriter(new OutputMask(0, ValueMask.Round(1)), (Numeric, -1, 1));
        Assert.That(rewriter.TryRewrite(Row(value), new WireBuffer()), Is.False);
    }

    [Test]
    public void An_answer_that_has_begun_keeps_its_key()
    {
        var key = new MaskKey(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
        var rewriter = Rewriter(new OutputMask(0, key.Token), (Text, -1, 0));
        var before = Rewrite(rewriter, "x");
        key.Replace(Encoding.ASCII.GetBytes("another-key-another-key-another-key"));
        Assert.That(Rewrite(rewriter, "x"), Is.EqualTo(before));
        Assert.That(Rewrite(Rewriter(new OutputMask(0, key.Token), (Text, -1, 0)), "x"), Is.Not.EqualTo(before));
    }

    [Test]
    public void Rewriting_rows_allocates_nothing()
    {
        var rewriter = new RowRewriter(
        [
            new OutputMask(0, ValueMask.Partial(2, 4, new Rune('*'))), new OutputMask(1, Key.Token), new OutputMask(2, ValueMask.Round(1000)),
            new OutputMask(3, Key.Hash), new OutputMask(4, ValueMask.Year), new OutputMask(5, ValueMask.Email), new OutputMask(6, ValueMask.Constant("7")),
        ]);
        var description = Description(
            (Text, -1, 0), (VarChar, 4 + 14, 0), (Numeric, -1, 0), (Int4, -1, 0), (TimestampTz, -1, 0), (Text, -1, 0), (Int4, -1, 0), (Text, -1, 0));
        Assert.That(rewriter.Describe(description), Is.Null);
        var text = Row(Encode("740101-1234567", "740101-1234567", "-123456.78", "42", "2026-03-05 10:00:00.5+00", "kim@example.kr", "1", "as it is"));
        var output = new WireBuffer(4096);
        for (var i = 0; i < 50; i++)
        {
            output.Clear();
            rewriter.TryRewrite(text, output);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            output.Clear();
            rewriter.TryRewrite(text, output);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static RowRewriter Rewriter(OutputMask mask, params (uint Type, int Modifier, short Format)[] columns)
    {
        var rewriter = new RowRewriter([mask]);
        Assert.That(rewriter.Describe(Description(columns)), Is.Null);
        return rewriter;
    }

    private static byte[] Description(params (uint Type, int Modifier, short Format)[] columns)
    {
        var buffer = new WireBuffer();
        var mark = RowDescriptionMessage.Begin(buffer, columns.Length);
        foreach (var (type, modifier, format) in columns)
        {
            RowDescriptionMessage.WriteColumn(buffer, new ColumnDescription("v"u8, 0, 0, type, -1, modifier, format));
        }

        buffer.End(mark);
        return buffer.Written[5..].ToArray();
    }

    private static string?[] Rewrite(RowRewriter rewriter, params string?[] values) =>
        [.. RewriteBytes(rewriter, Encode(values)).Select(v => v is null ? null : Encoding.UTF8.GetString(v))];

    private static byte[]?[] RewriteBytes(RowRewriter rewriter, params byte[]?[] values)
    {
        var output = new WireBuffer();
        Assert.That(rewriter.TryRewrite(Row(values), output), Is.True);
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(output.Written[1..]), Is.EqualTo(output.Length - 1));
        var message = DataRowMessage.Read(output.Written[5..]);
        var found = new List<byte[]?>();
        while (message.TryReadValue(out var value, out var isNull))
        {
            found.Add(isNull ? null : value.ToArray());
        }

        return [.. found];
    }

    private static byte[]?[] Encode(params string?[] values) => [.. values.Select(v => v is null ? null : Encoding.UTF8.GetBytes(v))];

    private static byte[] Row(params byte[]?[] values)
    {
        var buffer = new WireBuffer();
        var mark = DataRowMessage.Begin(buffer, values.Length);
        foreach (var value in values)
        {
            if (value is null)
            {
                DataRowMessage.WriteNull(buffer);
            }
            else
            {
                DataRowMessage.WriteValue(buffer, value);
            }
        }

        buffer.End(mark);
        return buffer.Written[5..].ToArray();
    }
}
