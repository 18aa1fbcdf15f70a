using NUnit.Framework;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rules;

public class NamePatternTests
{
    private static NamePattern Parse(string text)
    {
        Assert.That(NamePattern.TryParse(text, out var pattern, out var fault), Is.True, fault);
        return pattern!;
    }

    [TestCase("public.orders", "public.orders", true)]
    [TestCase("public.orders", "public.order", false)]
    [TestCase("public.*", "public.orders", true)]
    [TestCase("public.*", "public.a.b", false)]
    [TestCase("public.**", "public.a.b", true)]
    [TestCase("public.**", "public", true)]
    [TestCase("**.email", "shop.public.users.email", true)]
    [TestCase("**", "anything.at.all", true)]
    [TestCase("*.log_*", "app.log_2027", true)]
    [TestCase("*.log_*", "app.log", false)]
    [TestCase("public.a*c*e", "public.abcde", true)]
    [TestCase("public.a*c*e", "public.abcd", false)]
    [TestCase("Public.Orders", "public.orders", false)]
    [TestCase("**.x.**.y", "a.x.b.x.c.y", true)]
    public void Stars_match_within_a_part_and_double_stars_any_number(string pattern, string name, bool expected) =>
        Assert.That(Parse(pattern).Matches(name.Split('.'), possible: false), Is.EqualTo(expected));

    [Test]
    public void A_quoted_part_is_taken_as_it_stands()
    {
        Assert.That(Parse("public.\"a.b\"").Matches(["public", "a.b"], possible: false), Is.True);
        Assert.That(Parse("public.\"*\"").Matches(["public", "x"], possible: false), Is.False);
        Assert.That(Parse("public.\"say \"\"hi\"\"\"").Matches(["public", "say \"hi\""], possible: false), Is.True);
    }

    [TestCase("")]
    [TestCase(".a")]
    [TestCase("a..b")]
    [TestCase("a.\"b")]
    [TestCase("a.\"\"")]
    [TestCase("a.\"b\"c")]
    [TestCase("a.b\"c\"")]
    [TestCase("a.b**")]
    public void What_is_no_name_is_refused(string text)
    {
        Assert.That(NamePattern.TryParse(text, out _, out var fault), Is.False);
        Assert.That(fault, Is.Not.Empty);
    }

    [Test]
    public void An_unknown_part_is_covered_only_by_a_star_but_may_be_anything()
    {
        Assert.That(Parse("public.orders").Matches([null, "orders"], possible: false), Is.False);
        Assert.That(Parse("public.orders").Matches([null, "orders"], possible: true), Is.True);
        Assert.That(Parse("*.orders").Matches([null, "orders"], possible: false), Is.True);
    }

    private static NamePatterns Patterns(params string[] texts) => new([.. texts.Select(Parse)]);

    [TestCase("public.orders", null, true, true)]
    [TestCase("shop.public.orders", null, true, true)]
    [TestCase("other.public.orders", null, false, false)]
    [TestCase("shop.**", null, false, true, Description = "an allow for a schema `shop` is none for the database `shop`")]
    [TestCase("shop.public.**", null, true, true)]
    [TestCase("public.orders", "archive", false, false, Description = "another database takes an entry with the database")]
    [TestCase("archive.public.orders", "archive", true, true)]
    [TestCase("archive.**", "archive", false, true)]
    [TestCase("**", "archive", true, true)]
    [TestCase("public.**", "archive", false, false)]
    public void An_object_is_matched_by_an_entry_of_its_number_of_parts(string entry, string? database, bool covers, bool mayCover)
    {
        var name = new ObjectName(null, database, "public", "orders");
        Assert.That(Patterns(entry).Cover(name, null, "shop"), Is.EqualTo(covers));
        Assert.That(Patterns(entry).MayCover(name, null, "shop"), Is.EqualTo(mayCover));
    }

    [Test]
    public void An_object_of_another_server_takes_four_parts()
    {
        var name = new ObjectName("srv", "shop", "dbo", "orders");
        Assert.That(Patterns("dbo.orders", "shop.dbo.orders").MayCover(name, null, "shop"), Is.False);
        Assert.That(Patterns("srv.shop.dbo.orders").Cover(name, null, "shop"), Is.True);
    }

    [Test]
    public void Columns_nobody_knows_are_covered_by_a_star_only()
    {
        var name = new ObjectName("public", "users");
        Assert.That(Patterns("public.users.email").Cover(name, "*", "shop"), Is.False);
        Assert.That(Patterns("public.users.email").MayCover(name, "*", "shop"), Is.True);
        Assert.That(Patterns("public.users.*").Cover(name, "*", "shop"), Is.True);
        Assert.That(Patterns("shop.public.users.email", "**.name").Cover(name, "email", "shop"), Is.True);
    }
}
