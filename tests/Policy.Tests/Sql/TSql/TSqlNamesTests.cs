using NUnit.Framework;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

public sealed class TSqlNamesTests
{
    private const string Usual = "SQL_Latin1_General_CP1_CI_AS";

    [TestCase(Usual, "Users", "users")]
    [TestCase(Usual, "ｕｓｅｒｓ", "users")]
    [TestCase(Usual, "users ", "users")]
    [TestCase(Usual, "GRÖSSE", "größe", Description = "ß is ss to a comparison")]
    [TestCase(Usual, "ユーザ", "ゆーざ")]
    [TestCase("Latin1_General_CI_AI", "sécret", "secret")]
    [TestCase("Vietnamese_CI_AI", "Việt", "viet")]
    [TestCase(null, "SÉCRET", "secret")]
    [TestCase("Turkish_CI_AS", "İD", "id")]
    [TestCase("Korean_Wansung_CI_AS", "고객", "고객")]
    [TestCase(Usual, "reſident_no", "resident_no", Description = "compatible letters")]
    [TestCase("Korean_Wansung_CI_AS", "[㎩yroll²]", "[payroll2]")]
    [TestCase("Latin1_General_CS_AS", "Users ", "Users")]
    [TestCase("Latin1_General_BIN2", "Users ", "Users")]
    public void Names_are_the_same_as_the_collation_says(string? collation, string one, string other) =>
        Assert.That(TSqlNames.Of(collation).AreSame(one, other));

    [TestCase(Usual, "sécret", "secret")]
    [TestCase("Latin1_General_CS_AS", "Users", "users")]
    [TestCase("Latin1_General_BIN2", "Users", "users")]
    [TestCase("Latin1_General_CI_AS_WS", "ｕsers", "users")]
    [TestCase("Latin1_General_CI_AS_KS", "ユ", "ゆ")]
    public void Names_differ_as_the_collation_says(string collation, string one, string other) =>
        Assert.That(TSqlNames.Of(collation).AreSame(one, other), Is.False);

    [TestCase("Persian_100_CI_AS", "گزارش‌", false)]
    [TestCase("Persian_100_CI_AS", "گزارش پرداخت", true)]
    [TestCase("Persian_100_CI_AI", "گزارش", false)]
    [TestCase("Arabic_CI_AS", "گزارش", false)]
    [TestCase("Latin1_General_100_CI_AS_SC", "sec\ud83d\ude00ret", false)]
    [TestCase("Georgian_Modern_Sort_100_CI_AS", "ანგარიში", true)]
    public void Newer_collations_weigh_the_letters_of_more_scripts(string collation, string name, bool isComparable) =>
        Assert.That(TSqlNames.Of(collation).IsComparable(name), Is.EqualTo(isComparable));

    [TestCase("users", true)]
    [TestCase("größe 고객 客戶 Ünal", true)]
    [TestCase("sec\u0e5cret", false)]
    [TestCase("sec\u200bret", false)]
    [TestCase("sec\u0301ret", false)]
    [TestCase("sec\ud83d\ude00ret", false)]
    [TestCase("sec\u00adret", false)]
    public void A_character_without_a_known_weight_leaves_a_name_in_doubt(string name, bool isComparable) =>
        Assert.That(TSqlNames.Of(Usual).IsComparable(name), Is.EqualTo(isComparable));

    [Test]
    public void Folding_is_the_same_twice()
    {
        foreach (var collation in new[] { null, Usual, "Latin1_General_CS_AI", "Turkish_CI_AS" })
        {
            var names = TSqlNames.Of(collation);
            for (var c = ' '; c < '\ud800'; c++)
            {
                var folded = names.Fold("x" + c + "y");
                Assert.That(names.Fold(folded), Is.EqualTo(folded), $"{collation} U+{(int)c:X4}");
            }
        }
    }
}
