using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Wire;

[TestFixture]
public sealed class PrintableTextTests
{
    [TestCase("plain text", "plain text")]
    [TestCase("이름", "이름")]
    [TestCase("a\nb\tc", "a b c")]
    [TestCase("a\u001b[31mb", "a?[31mb")]
    [TestCase("a\0b", "a?b")]
    [TestCase("a\u202eb", "a?b")]
    [TestCase("a\u0085b", "a?b")]
    public void Control_and_format_characters_are_replaced(string text, string shown) =>
        Assert.That(PrintableText.From(text, 100), Is.EqualTo(shown));

    [Test]
    public void Text_is_cut_between_characters() =>
        Assert.That(PrintableText.From("ab😀c", 3), Is.EqualTo("ab"));

    [Test]
    public void Bytes_that_are_not_utf8_are_replaced() =>
        Assert.That(PrintableText.FromUtf8([(byte)'a', 0xff, (byte)'b'], 10), Is.EqualTo("a\ufffdb"));
}
