using System.Text;
using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds;

[TestFixture]
public sealed class CollationTests
{
    [TestCase("0904d00034", 1252, "SQL_Latin1_General_CP1_CI_AS")]
    [TestCase("0904d00000", 1252, "Latin1_General_CI_AS")]
    [TestCase("0904d02000", 1252, "Latin1_General_100_CI_AS")]
    [TestCase("0904d02400", 65001, "Latin1_General_100_CI_AS_SC_UTF8")]
    [TestCase("1204d00000", 949, "Korean_Wansung_CI_AS")]
    [TestCase("1104000100", 932, "Japanese_BIN")]
    [TestCase("1904d00000", 1251, "Cyrillic_General_CI_AS")]
    [TestCase("0904d0002a", 850, "SQL_Latin1_General_CP850_CI_AS")]
    [TestCase("3904d00000", 0, null)]
    public void Code_page_and_name_follow_from_five_bytes(string hex, int codePage, string? name)
    {
        var collation = Collation.Parse(hex)!.Value;
        Assert.That((collation.CodePage, CollationNames.Of(collation), collation.ToString()), Is.EqualTo((codePage, name, hex)));
    }

    [Test]
    public void Text_that_does_not_fit_a_code_page_is_not_replaced()
    {
        var encoding = CollationCodePages.EncodingOf(Collation.SqlLatin1)!;
        Assert.That(() => encoding.GetBytes("한"), Throws.TypeOf<EncoderFallbackException>());
        Assert.That(CollationCodePages.EncodingOf(Collation.Parse("1204d00000")!.Value)!.GetString([0xc7, 0xd1]), Is.EqualTo("한"));
        Assert.That(CollationCodePages.EncodingOf(Collation.Parse("3904d00000")!.Value), Is.Null);
    }

    [Test]
    public void Every_code_page_of_the_tables_is_there()
    {
        for (var sortId = 1; sortId < 256; sortId++)
        {
            Assert.That(() => CollationCodePages.EncodingOf(new Collation(0x409, (byte)sortId)), Throws.Nothing);
        }

        for (var language = 0u; language < 0x5000; language++)
        {
            Assert.That(() => CollationCodePages.EncodingOf(new Collation(language, 0)), Throws.Nothing);
        }
    }
}
