using System.Net;
using NUnit.Framework;
using ProxyDb.Host.Identity;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Tests.Identity;

public sealed class UserDirectoryTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Inside = IPAddress.Parse("10.1.2.3");
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly GatewayUser Kim = new("kim")
    {
        Scram = ScramSecret.Derive("pw"u8, new byte[16]),
        Roles = ["oltp"],
        Sources = [IPNetwork.Parse("10.1.0.0/16")],
        ValidUntil = Now.AddDays(1),
    };

    [Test]
    public void A_known_user_gets_the_own_verifier()
    {
        var lookup = Directory(Kim).Lookup("kim", Inside, Now, AnyScram);
        Assert.That((lookup.Refusal, lookup.IsMock), Is.EqualTo((LoginRefusal.None, false)));
        Assert.That(lookup.Verifiers.Scram, Is.SameAs(Kim.Scram));
    }

    [Test]
    public void An_address_mapped_to_ipv6_is_the_ipv4_one() =>
        Assert.That(Directory(Kim).Lookup("kim", Inside.MapToIPv6(), Now, AnyScram).Refusal, Is.EqualTo(LoginRefusal.None));

    [Test]
    public void Who_may_not_log_in_gets_a_mock_of_the_same_shape_and_the_reason_stays_inside()
    {
        var bare = Kim with { Name = "bare", Scram = null };
        var directory = Directory(Kim, bare);
        foreach (var (lookup, refusal) in new[]
        {
            (directory.Lookup("nobody", Inside, Now, AnyScram), LoginRefusal.UnknownUser),
            (directory.Lookup("Kim", Inside, Now, AnyScram), LoginRefusal.UnknownUser),
            (directory.Lookup("bare", Inside, Now, AnyScram), LoginRefusal.NoVerifier),
            (directory.Lookup("kim", IPAddress.Loopback, Now, AnyScram), LoginRefusal.ForbiddenSource),
            (directory.Lookup("kim", Inside, Now.AddDays(1), AnyScram), LoginRefusal.Expired),
        })
        {
            Assert.That((lookup.Refusal, lookup.IsMock, lookup.User), Is.EqualTo((refusal, true, (GatewayUser?)null)));
            Assert.That(lookup.Verifiers.Scram!.Iterations, Is.EqualTo(Kim.Scram!.Iterations));
            Assert.That(lookup.Verifiers.Scram.Salt, Has.Length.EqualTo(Kim.Scram.Salt.Length));
            Assert.That(ScramSecret.Fits(lookup.Verifiers.Scram, "pw"u8), Is.False);
        }
    }

    [Test]
    public void The_mock_salt_of_a_name_is_stable_and_its_own()
    {
        var salt = Directory(Kim).Mock("nobody").Scram!.Salt;
        Assert.That(Directory(Kim, Kim with { Name = "new" }).Mock("nobody").Scram!.Salt, Is.EqualTo(salt), "also after a reload");
        Assert.That(Directory(Kim).Mock("nobody2").Scram!.Salt, Is.Not.EqualTo(salt));
        Assert.That(new UserDirectory([Kim], new byte[32]).Mock("nobody").Scram!.Salt, Is.Not.EqualTo(salt));
    }

    [Test]
    public void What_a_user_can_log_in_with_depends_on_the_protocol()
    {
        var sha2 = Kim with { Name = "sha2", Scram = null, CachingSha2 = CachingSha2Secret.Derive("pw"u8) };
        var native = Kim with { Name = "native", Scram = null, MysqlNative = MysqlNativeSecret.Derive("pw"u8) };
        var directory = Directory(Kim, sha2, native);
        Assert.That(directory.Lookup("kim", Inside, Now, AnyMysql).Refusal, Is.EqualTo(LoginRefusal.NoVerifier));
        Assert.That(directory.Lookup("sha2", Inside, Now, AnyScram).Refusal, Is.EqualTo(LoginRefusal.NoVerifier));
        var lookup = directory.Lookup("native", Inside, Now, AnyMysql);
        Assert.That((lookup.Refusal, lookup.Verifiers.CachingSha2, lookup.Verifiers.MysqlNative), Is.EqualTo((LoginRefusal.None, (string?)null, native.MysqlNative)));
    }

    [Test]
    public void Mocks_are_of_the_kinds_that_users_have_and_a_name_keeps_its_kind()
    {
        var users = Enumerable.Range(0, 40)
            .Select(i => Kim with { Name = $"u{i}", CachingSha2 = i < 30 ? "$A$005$" + new string('a', 63) : null, MysqlNative = i < 30 ? null : "*" + new string('A', 40) })
            .ToArray();
        var mocks = Enumerable.Range(0, 400).Select(i => Directory(users).Mock($"nobody{i}")).ToList();
        Assert.That(mocks, Has.All.Matches<PasswordVerifiers>(m => m is { Scram: not null } && m.CachingSha2 is null != m.MysqlNative is null));
        Assert.That(mocks.Count(m => m.MysqlNative is not null), Is.InRange(60, 140), "as often as among the users");
        Assert.That(
            Enumerable.Range(0, 400).Select(i => Directory([.. users, users[0] with { Name = "new" }]).Mock($"nobody{i}").MysqlNative is not null)
                .Zip(mocks).Count(p => p.First != p.Second.MysqlNative is not null),
            Is.LessThan(20), "a small change of the file changes few");
        var mock = Directory().Mock("nobody");
        Assert.That((CachingSha2Secret.IsWellFormed(mock.CachingSha2!), mock.MysqlNative), Is.EqualTo((true, (string?)null)));
        Assert.That(CachingSha2Secret.Fits(mock.CachingSha2!, "pw"u8), Is.False);
    }

    [Test]
    public void A_reload_tells_what_has_become_of_a_user()
    {
        Assert.That(Directory(Kim with { Roles = ["oltp"] }).ChangeSince(Kim, Inside, Now), Is.EqualTo(UserChange.None));
        Assert.That(Directory().ChangeSince(Kim, Inside, Now), Is.EqualTo(UserChange.Removed));
        Assert.That(Directory(Kim).ChangeSince(Kim, Inside, Now.AddDays(2)), Is.EqualTo(UserChange.Expired));
        Assert.That(Directory(Kim).ChangeSince(Kim, IPAddress.Loopback, Now), Is.EqualTo(UserChange.SourceForbidden));
        Assert.That(Change(Kim with { Scram = ScramSecret.Derive("pw"u8, [1, .. new byte[15]]) }), Is.EqualTo(UserChange.VerifierChanged));
        Assert.That(Change(Kim with { Scram = null }), Is.EqualTo(UserChange.VerifierChanged));
        Assert.That(Change(Kim with { Roles = [] }), Is.EqualTo(UserChange.RightsChanged));
        Assert.That(Change(Kim with { Attributes = Kim.Attributes.Add("a", ["b"]) }), Is.EqualTo(UserChange.AttributesChanged));

        static UserChange Change(GatewayUser now) => Directory(now).ChangeSince(Kim, Inside, Now);
    }

    [Test]
    public void The_secret_of_a_process_is_made_once_and_kept_private()
    {
        var state = System.IO.Directory.CreateTempSubdirectory("proxydb-state-").FullName;
        try
        {
            var made = MockSecret.Obtain(Path.Combine(state, "sub"));
            Assert.That(MockSecret.Obtain(Path.Combine(state, "sub")), Is.EqualTo(made));
            Assert.That(File.GetUnixFileMode(Path.Combine(state, "sub", "mock-secret")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            System.IO.Directory.Delete(state, recursive: true);
        }
    }

    private static bool AnyScram(PasswordVerifiers verifiers) => verifiers.Scram is not null;

    private static bool AnyMysql(PasswordVerifiers verifiers) => verifiers.CachingSha2 is not null || verifiers.MysqlNative is not null;

    private static UserDirectory Directory(params GatewayUser[] users) => new(users, Secret);
}
