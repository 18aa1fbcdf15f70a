using NUnit.Framework;
using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Identity;

public sealed class UsersDocumentTests
{
    internal const string Verifier =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private const string Head = "proxydb: users/v1\nusers:\n  kim:\n";

    private static readonly object[][] Faults =
    [
        ["proxydb", "proxydb: ⟦users/v2⟧\nusers: {}\n", "expected `users/v1`"],
        ["proxydb", "⟦users⟧: {}\n", "the key `proxydb` is missing"],
        ["users", "⟦proxydb⟧: users/v1\n", "the key `users` is missing"],
        ["users", "proxydb: users/v1\nusers: ⟦[kim]⟧\n", "expected a mapping"],
        ["users", "proxydb: users/v1\nusers:\n  ⟦\"a\\nb\"⟧: {}\n", "none of them is a control character"],
        ["users", "proxydb: users/v1\nusers:\n  ⟦kim⟧: secret\n", "user `kim` is no mapping"],
        ["users", "proxydb: users/v1\n⟦user⟧: {}\nusers: {}\n", "unknown key `user`; did you mean `users`?"],
        ["users", Head + "    ⟦password⟧: secret\n", "unknown key `password`"],
        ["mock_secret", "proxydb: users/v1\nmock_secret: ⟦AAAA⟧\nusers: {}\n", "expected 32 bytes or more in Base64"],
        ["scram_sha_256", Head + "    scram_sha_256: ⟦secret⟧\n", "no SCRAM-SHA-256 verifier"],
        ["scram_sha_256", Head + "    scram_sha_256: ⟦[a]⟧\n", "expected a text"],
        ["caching_sha2", Head + "    caching_sha2: ⟦secret⟧\n", "no caching_sha2_password verifier"],
        ["mysql_native_password", Head + "    mysql_native_password: ⟦secret⟧\n", "no mysql_native_password verifier"],
        ["roles", Head + "    roles: {⟦a⟧: b}\n", "expected a list"],
        ["roles", Head + "    roles: [oltp, ⟦\"\"⟧]\n", "expected a name"],
        ["attributes", Head + "    attributes: ⟦[a]⟧\n", "expected a mapping"],
        ["attributes", Head + "    attributes: {branch: [⟦{}⟧]}\n", "expected a text"],
        ["sources", Head + "    sources: [10.0.0.0/8, ⟦10.1.0.1/16⟧]\n", "neither an address nor a network"],
        ["sources", Head + "    sources: ⟦[]⟧\n", "an empty list of sources"],
        ["valid_until", Head + "    valid_until: ⟦31.12.2027⟧\n", "is no date"],
    ];

    [TestCaseSource(nameof(Faults))]
    public void A_fault_is_reported_where_it_stands(string key, string marked, string message)
    {
        var fault = new Configuration.ConfigurationFault(key, marked.Replace("{⟦a⟧", "⟦{a⟧", StringComparison.Ordinal), message);
        var errors = new DocumentErrors();
        Assert.That(UsersDocument.Parse("users.yaml", fault.Text, errors, new byte[32]), Is.Null);
        Assert.That(
            errors.Any(e => !e.IsWarning && e.File == "users.yaml" && e.Line == fault.Line && e.Column == fault.Column
                && e.Message.Contains(message, StringComparison.Ordinal)),
            Is.True, $"expected {fault.Line}:{fault.Column}, got:\n{string.Join('\n', errors)}");
        Assert.That(string.Join('\n', errors), Does.Not.Contain("secret`").And.Not.Contain(": secret"));
    }

    [Test]
    public void Every_key_has_a_faulty_case() => Assert.That(
        Faults.Select(f => (string)f[0]).Distinct(),
        Is.SupersetOf(new[]
        {
            "proxydb", "mock_secret", "users", "scram_sha_256", "caching_sha2", "mysql_native_password", "roles", "attributes", "sources", "valid_until",
        }));

    [Test]
    public void All_faults_are_reported_at_once()
    {
        var errors = new DocumentErrors();
        UsersDocument.Parse(
            "u", "proxydb: users/v1\nusers:\n  a: {scram_sha_256: x, sources: [y]}\n  b: {valid_until: z}\n  c: {role: d}\n", errors, new byte[32]);
        Assert.That(errors.Where(e => !e.IsWarning).Select(e => e.Line), Is.EqualTo(new[] { 3, 3, 4, 5 }));
    }

    [Test]
    public void A_user_is_read_in_full()
    {
        var errors = new DocumentErrors();
        var text = Head + $"""
                scram_sha_256: "{Verifier}"
                roles: [oltp, batch]
                attributes: {"{"}branches: [S01, S02]{"}"}
                sources: [10.1.0.0/16, "::1"]
                valid_until: 2027-12-31

            """;
        var user = UsersDocument.Parse("u", text, errors, new byte[32])!.Find("kim")!;
        Assert.That(errors, Is.Empty);
        Assert.That(ScramSecret.Format(user.Scram!), Is.EqualTo(Verifier));
        Assert.That(user.Roles, Is.EqualTo(new[] { "oltp", "batch" }));
        Assert.That(user.Attributes["branches"], Is.EqualTo(new[] { "S01", "S02" }));
        Assert.That(user.Sources.Select(s => s.ToString()), Is.EqualTo(new[] { "10.1.0.0/16", "::1/128" }));
        Assert.That(user.ValidUntil, Is.EqualTo(new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero)), "the last day counts");
    }

    [Test]
    public void A_user_without_a_verifier_is_warned_about()
    {
        var errors = new DocumentErrors();
        Assert.That(UsersDocument.Parse("u", Head + "    roles: [a]\n", errors, new byte[32]), Is.Not.Null);
        Assert.That(errors.Single().ToString(), Is.EqualTo("u:3:3: warning: user `kim` has no verifier and cannot log in"));
    }
}
