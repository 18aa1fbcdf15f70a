using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Our two logins at each other: every method, in clear and under TLS, compressed and not, cut anywhere.</summary>
[TestFixture]
public sealed class LoginConversationTests
{
    private const string Password = "sécret 비밀";

    private static readonly PasswordVerifiers Sha2 = new(null, Verifiers.CachingSha2(Password));
    private static readonly PasswordVerifiers Native = new(null, null, Verifiers.Native(Password));
    private static readonly PasswordVerifiers Both = new(null, Sha2.CachingSha2, Native.MysqlNative);

    private static IEnumerable<TestCaseData> Logins()
    {
        foreach (var method in new[] { "caching_sha2_password", "mysql_native_password" })
        {
            foreach (var version in new[] { "8.4.2", "10.11.6-MariaDB", "5.7.44-log" })
            {
                foreach (var tls in new[] { false, true })
                {
                    foreach (var compress in new[] { false, true })
                    {
                        yield return new TestCaseData(method, version, tls, compress);
                    }
                }
            }
        }
    }

    [TestCaseSource(nameof(Logins))]
    public void Two_sides_log_in(string method, string version, bool tls, bool compress)
    {
        var pair = Pair(Client(version, tls), Server(tls, compress, method), method == "caching_sha2_password" ? Sha2 : Native);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure ?? pair.Front.Refusal?.Message);
        Assert.That((pair.Front.User, pair.Front.Database, pair.Front.Application), Is.EqualTo(("kim", "shop", "proxydb")));
        Assert.That((pair.Front.Method, pair.IsTls), Is.EqualTo((method, tls)));
        Assert.That(pair.Front.Codec is not null && pair.Back.Codec is not null, Is.EqualTo(compress));
        Assert.That(pair.Back.CancelKey.ProcessId, Is.EqualTo(4711));
        Assert.That(pair.Back.Parameters, Does.Contain(KeyValuePair.Create("server_version", version)).And.Contain(KeyValuePair.Create("autocommit", "ON")));
        Assert.That(pair.Answers!.Texts[0], Does.StartWith("SET NAMES utf8mb4").And.Contain("session_track_system_variables='*'"));
        var said = Encoding.UTF8.GetString([.. pair.SaidByBack]);
        Assert.That(said.Contains(Password, StringComparison.Ordinal), Is.EqualTo(tls && method == "caching_sha2_password"), "the password in clear");
    }

    [Test]
    public void Login_cut_after_every_byte_goes_as_well([Values] bool tls, [Values] bool compress)
    {
        var pair = Pair(Client("8.4.2", tls), Server(tls, compress), Sha2);
        Assert.That(pair.Run(chunk: 1), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure);
    }

    [Test]
    public void Second_login_is_fast_and_needs_no_derivation()
    {
        var protocol = new WireProtocol();
        Assert.That(new LoginPair(protocol, Client("8.4.2", false), Server(false), Sha2).Run().Back, Is.EqualTo(LoginStep.Done));
        var second = new LoginPair(protocol, Client("8.4.2", false), Server(false), Sha2);
        Assert.That(second.Run().Back, Is.EqualTo(LoginStep.Done));
        Assert.That(second.Works, Is.Zero);
    }

    [Test]
    public void Fast_way_is_not_open_to_another_password_nor_after_a_change_of_it()
    {
        var protocol = new WireProtocol();
        new LoginPair(protocol, Client("8.4.2", false), Server(false), Sha2).Run();
        var wrong = new LoginPair(protocol, Client("8.4.2", false), Server(false) with { Password = "wrong"u8.ToArray() }, Sha2);
        Assert.That((wrong.Run().Front, wrong.Works), Is.EqualTo((LoginStep.Refused, 1)));
        var changed = new LoginPair(protocol, Client("8.4.2", false), Server(false), new PasswordVerifiers(null, Verifiers.CachingSha2("new")));
        Assert.That((changed.Run().Front, changed.Works), Is.EqualTo((LoginStep.Refused, 1)));
    }

    [Test]
    public void Password_in_clear_is_taken_under_tls_against_either_verifier([Values] bool native)
    {
        var pair = Pair(Client("8.4.2", true) with { AllowPassword = true }, Server(true, false, "mysql_clear_password"), native ? Native : Sha2);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure);
        Assert.That(pair.Front.Method, Is.EqualTo("mysql_clear_password"));
        var wrong = Pair(
            Client("8.4.2", true) with { AllowPassword = true },
            Server(true, false, "mysql_clear_password") with { Password = "wrong"u8.ToArray() }, native ? Native : Sha2);
        Assert.That(wrong.Run().Front, Is.EqualTo(LoginStep.Refused));
    }

    [Test]
    public void Wrong_password_and_unknown_user_are_told_alike_by_the_same_packets(
        [Values("caching_sha2_password", "mysql_native_password")] string method, [Values] bool tls)
    {
        var verifiers = method == "caching_sha2_password" ? Sha2 : Native;
        var wrong = Pair(Client("8.4.2", tls), Server(tls, false, method) with { Password = "wrong"u8.ToArray() }, verifiers);
        var unknown = Pair(Client("8.4.2", tls), Server(tls, false, method), verifiers, isMock: true);
        foreach (var pair in new[] { wrong, unknown })
        {
            Assert.That(pair.Run(), Is.EqualTo((LoginStep.Refused, LoginStep.Refused)));
            Assert.That((pair.Back.FailureCode, pair.Back.Failure), Is.EqualTo(("1045", "Access denied for user 'kim'@'10.0.0.9' (using password: YES)")));
        }

        Assert.That(Shape(wrong.SaidByFront), Is.EqualTo(Shape(unknown.SaidByFront)));
        Assert.That(wrong.Works, Is.EqualTo(unknown.Works));
    }

    [Test]
    public void Empty_password_is_never_right()
    {
        var pair = Pair(Client("8.4.2", false), Server(false) with { Password = default }, Sha2);
        Assert.That(pair.Run().Front, Is.EqualTo(LoginStep.Refused));
        Assert.That(pair.Back.Failure, Does.EndWith("(using password: NO)"));
    }

    [Test]
    public void User_with_both_verifiers_logs_in_by_what_the_client_names([Values("8.4.2", "10.11.6-MariaDB")] string version)
    {
        var pair = Pair(Client(version, false), Server(false), Both);
        Assert.That(pair.Run().Back, Is.EqualTo(LoginStep.Done));
        Assert.That(pair.Front.Method, Is.EqualTo(version[0] == '8' ? "caching_sha2_password" : "mysql_native_password"));
    }

    [Test]
    public void Server_that_asks_for_a_method_that_is_not_allowed_gets_nothing()
    {
        var pair = Pair(Client("8.4.2", false), Server(false, false, "mysql_native_password"), Sha2);
        pair.Run();
        Assert.That(pair.Back.Failure, Is.EqualTo("the server asks for the login method `caching_sha2_password`, which `login.auth` does not allow"));
    }

    [Test]
    public void Listener_that_demands_tls_refuses_who_comes_without()
    {
        var pair = Pair(Client("8.4.2", false) with { Tls = ClientTls.Require }, Server(false), Sha2);
        Assert.That(pair.Run().Front, Is.EqualTo(LoginStep.Refused));
        Assert.That(pair.Back.FailureCode, Is.EqualTo("3159"));
    }

    [Test]
    public void Server_without_tls_is_refused_when_tls_is_demanded()
    {
        var pair = Pair(Client("8.4.2", false), Server(true), Sha2);
        pair.Run();
        Assert.That(pair.Back.Failure, Does.Contain("does not offer TLS"));
    }

    [Test]
    public void Variant_of_the_client_is_what_the_backend_is_asked_for()
    {
        var pair = Pair(Client("8.4.2", false), Server(false) with { Variant = "found_rows interactive" }, Sha2);
        pair.Run();
        Assert.That(pair.Front.Variant, Is.EqualTo("found_rows interactive"));
    }

    [TestCase("found_rows extended_metadata")]
    [TestCase("connector_net extended_metadata found_rows")]
    public void Variant_of_a_client_of_MariaDB_says_what_it_reads(string variant)
    {
        var pair = Pair(Client("10.11.6-MariaDB", false), Server(false) with { Variant = variant }, Sha2);
        pair.Run();
        Assert.That(pair.Front.Variant.Split(' '), Is.EquivalentTo(variant.Split(' ')));
    }

    [Test]
    public void Collation_of_the_login_becomes_settings()
    {
        var pair = Pair(Client("8.4.2", false), Server(false), Sha2);
        pair.Run();
        Assert.That(pair.Front.Settings, Is.EqualTo(new[]
        {
            KeyValuePair.Create("character_set_client", "utf8mb4"), KeyValuePair.Create("character_set_results", "utf8mb4"),
            KeyValuePair.Create("collation_connection", "utf8mb4_general_ci"),
        }));
    }

    private static LoginPair Pair(ClientLoginOptions client, ServerLoginOptions server, PasswordVerifiers verifiers, bool isMock = false) =>
        new(new WireProtocol(), client, server, verifiers, isMock);

    private static ClientLoginOptions Client(string version, bool tls) =>
        new(tls ? ClientTls.Prefer : ClientTls.Disable, false, WireLimits.Default)
        {
            ServerVersion = version, ConnectionId = 4711, ClientHost = "10.0.0.9",
        };

    private static ServerLoginOptions Server(bool tls, bool compress = false, params string[] methods) =>
        new("kim", "shop", Encoding.UTF8.GetBytes(Password), methods, tls, false, []) { Compress = compress };

    /// <summary>Lengths and first bytes of packets: what differs by scrambles alone is left out.</summary>
    private static List<(int Length, byte First)> Shape(List<byte> said)
    {
        var shape = new List<(int, byte)>();
        ReadOnlySpan<byte> rest = said.ToArray();
        while (FrameReader.TryRead(rest, 65_535, out var frame))
        {
            shape.Add((frame.Payload.Length, frame.Payload[0]));
            rest = rest[frame.Raw.Length..];
        }

        return shape;
    }
}
