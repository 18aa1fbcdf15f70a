using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class TextEncodingTests
{
    /// <summary>Katakana SO: its second byte is a backslash.</summary>
    [TestCase("SJIS", "835C", "ソ")]
    [TestCase("BIG5", "A55C", "功")]
    [TestCase("GBK", "815C", "乗")]
    [TestCase("UHC", "B0A1", "가")]
    [TestCase("JOHAB", "8861", "가")]
    [TestCase("GB18030", "81308130", "\u0080")]
    [TestCase("EUC_JP", "8EB1", "ｱ")]
    [TestCase("SJIS", "B1", "ｱ")]
    [TestCase("EUC_KR", "B0A1", "가")]
    [TestCase("windows-1252", "80", "€")]
    [TestCase("latin1", "E9", "é")]
    [TestCase("KOI8-R", "C1", "а")]
    [TestCase("UTF8", "C3A9", "é")]
    public void A_text_is_decoded(string encoding, string hex, string expected)
    {
        byte[] sent = [.. "SELECT '"u8, .. Convert.FromHexString(hex), .. "'"u8];

        Assert.That(TextEncoding.Of(encoding).Decode(sent, out var utf8), Is.Null);
        Assert.That(Encoding.UTF8.GetString(utf8 ?? sent), Is.EqualTo($"SELECT '{expected}'"));
    }

    [TestCase("UTF8", "C3")]
    [TestCase("UTF8", "EDA080")]
    [TestCase("UTF8", "C080")]
    [TestCase("SJIS", "83")]
    [TestCase("SJIS", "8327")]
    [TestCase("BIG5", "A145")]
    [TestCase("JOHAB", "DAD4")]
    [TestCase("GB18030", "8130")]
    [TestCase("EUC_TW", "A4A1")]
    [TestCase("MULE_INTERNAL", "81C1")]
    [TestCase("nonsense", "C3A9")]
    public void What_does_not_round_trip_is_refused(string encoding, string hex)
    {
        var error = TextEncoding.Of(encoding).Decode(Convert.FromHexString(hex), out var utf8);

        Assert.That(error?.Code, Is.EqualTo("encoding"));
        Assert.That(utf8, Is.Null);
    }

    [TestCase("SJIS")]
    [TestCase("JOHAB")]
    [TestCase("EUC_TW")]
    [TestCase("nonsense")]
    public void Ascii_passes_in_every_encoding_as_it_is(string encoding)
    {
        Assert.That(TextEncoding.Of(encoding).Decode("SELECT '\\~' -- x"u8, out var utf8), Is.Null);
        Assert.That(utf8, Is.Null);
    }

    [TestCase("SJIS", "SQL_ASCII", true)]
    [TestCase("SQL_ASCII", "UTF8", true)]
    [TestCase("UNICODE", "LATIN1", true)]
    [TestCase("SQL_ASCII", "LATIN1", false)]
    [TestCase("LATIN1", "UTF8", false)]
    public void Where_nothing_is_converted_bytes_are_read_as_utf8(string client, string server, bool utf8) =>
        Assert.That(TextEncoding.Of(client, server).IsUtf8, Is.EqualTo(utf8));
}
