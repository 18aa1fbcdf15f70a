using NUnit.Framework;
using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Identity;

public sealed class UsersTextTests
{
    private const string V = UsersDocumentTests.Verifier;

    private const string Commented =
        $$"""
        # our users
        proxydb: users/v1   # keep
        users:
          # the shop
          order-app:
            scram_sha_256: "{{V}}" # rotated in May
            roles: [oltp]

          # reports
          report:   {scram_sha_256: "{{V}}", roles: [ro]}   # read only
          "odd: name":
            roles:
            - a
            - b   # both
        # the end
        """;

    [Test]
    public void A_new_password_changes_that_value_only()
    {
        foreach (var user in new[] { "order-app", "report" })
        {
            var text = Changed(t => t.Set(user, [new("scram_sha_256", "NEW")]));
            Assert.That(text.Replace("NEW", V, StringComparison.Ordinal), Is.EqualTo(Commented));
        }
    }

    [Test]
    public void A_key_is_added_where_it_is_missing()
    {
        Assert.That(Changed(t => t.Set("odd: name", [new("scram_sha_256", V)])), Does.Contain("  \"odd: name\":\n    scram_sha_256: \"" + V + "\"\n    roles:\n    - a"));
        Assert.That(Changed(t => t.Set("report", [new("caching_sha2", "x")])), Does.Contain("report:   {caching_sha2: \"x\", scram_sha_256:"));
    }

    [Test]
    public void A_new_user_comes_last_and_comments_stay()
    {
        var text = Changed(t => t.Set("new", [new("scram_sha_256", V), new("roles", "[a, b]")]));
        Assert.That(text, Is.EqualTo(Commented.Replace("# both\n", $"# both\n  new:\n    scram_sha_256: \"{V}\"\n    roles: [a, b]\n", StringComparison.Ordinal)));
    }

    [TestCase("order-app")]
    [TestCase("report")]
    [TestCase("odd: name")]
    public void A_removed_user_takes_no_other_line_along(string user)
    {
        var text = Changed(t => Assert.That(t.Remove(user), Is.True));
        var directory = Parse(text);
        Assert.That(directory.Find(user), Is.Null);
        Assert.That(directory.Count, Is.EqualTo(2));
        foreach (var comment in new[] { "# our users", "# keep", "# the shop", "# reports", "# the end" })
        {
            Assert.That(text, Does.Contain(comment));
        }
    }

    [Test]
    public void A_file_may_be_emptied_and_filled_again()
    {
        var text = new UsersText(UsersText.Empty(Convert.ToBase64String(new byte[32])));
        for (var round = 0; round < 2; round++)
        {
            text.Set("a", [new("scram_sha_256", V)]);
            text.Set("b", [new("scram_sha_256", V)]);
            Assert.That(Parse(text.ToString()).Count, Is.EqualTo(2));
            Assert.That((text.Remove("a"), text.Remove("a"), text.Remove("b")), Is.EqualTo((true, false, true)));
            Assert.That(Parse(text.ToString()).Count, Is.Zero);
        }
    }

    [TestCase("kim")]
    [TestCase("123")]
    [TestCase("null")]
    [TestCase("a: b # c")]
    [TestCase("\"quoted\"")]
    [TestCase("back\\slash")]
    [TestCase("- dash")]
    [TestCase("{brace}")]
    [TestCase("한글")]
    [TestCase("*star")]
    public void Any_name_can_be_written_and_found(string name)
    {
        var text = new UsersText("proxydb: users/v1\nusers: {}\n");
        text.Set(name, [new("scram_sha_256", V)]);
        text.Set(name, [new("scram_sha_256", V)]);
        Assert.That(Parse(text.ToString()).Users.Select(u => u.Name), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void Users_in_braces_cannot_be_changed_in_place_and_that_is_said()
    {
        var text = new UsersText($"proxydb: users/v1\nusers: {{a: {{scram_sha_256: \"{V}\"}}}}\n");
        Assert.That(() => text.Set("b", []), Throws.TypeOf<FormatException>().With.Message.StartsWith("line 2: `users` is written in braces"));
        Assert.That(() => text.Remove("a"), Throws.TypeOf<FormatException>());
    }

    private static string Changed(Action<UsersText> change)
    {
        var text = new UsersText(Commented);
        change(text);
        return text.ToString();
    }

    private static UserDirectory Parse(string text)
    {
        var errors = new DocumentErrors();
        var directory = UsersDocument.Parse("u", text, errors, new byte[32]);
        Assert.That(errors.Where(e => !e.IsWarning), Is.Empty, text);
        return directory!;
    }
}
