using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>Our two sides at each other.</summary>
[TestFixture]
public sealed class LoginConversationTests
{
    private const string Password = "correct horse";

    private static readonly byte[] Salt = [9, 8, 7, 6, 5, 4, 3, 2];
    private static readonly ScramVerifier Verifier = ScramSha256.MakeVerifier(Encoding.UTF8.GetBytes(Password), Salt, 16);

    [SetUp]
    public void Forget_derived_keys() => LoginPair.Keys = new ScramKeyCache();

    [Test]
    public void Scram_login_succeeds_however_the_bytes_are_split([Values(1, 2, 3, 7, 64, int.MaxValue)] int chunk)
    {
        var pair = Pair();
        Assert.That(pair.Run(chunk), Is.EqualTo((LoginStep.Done, LoginStep.Done)));
        Assert.That(pair.Front.User, Is.EqualTo("kim"));
        Assert.That(pair.Front.Database, Is.EqualTo("shop"));
        Assert.That(pair.Front.Method, Is.EqualTo("scram-sha-256"));
        Assert.That(pair.Front.Settings, Is.EqualTo(new KeyValuePair<string, string>[] { new("search_path", "public") }));
        Assert.That(pair.Back.CancelKey, Is.EqualTo(new CancelKey(7, -9)));
        Assert.That(pair.Back.Parameters, Is.EqualTo(new KeyValuePair<string, string>[] { new("server_version", "15.0"), new("TimeZone", "Asia/Seoul") }));
    }

    [Test]
    public void Password_under_tls_is_checked_against_the_same_verifier()
    {
        var pair = Pair(allowPassword: true, methods: ["password"]);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)));
        Assert.That((pair.IsTls, pair.Front.Method), Is.EqualTo((true, "password")));
    }

    [Test]
    public void Password_is_never_asked_for_in_clear()
    {
        var pair = Pair(clientTls: ClientTls.Disable, allowPassword: true);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)));
        Assert.That((pair.IsTls, pair.Front.Method), Is.EqualTo((false, "scram-sha-256")));
    }

    [Test]
    public void Wrong_password_ends_with_28P01([Values] bool allowPassword)
    {
        var pair = Pair(password: "wrong", allowPassword: allowPassword, methods: ["password", "scram-sha-256"]);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Refused, LoginStep.Refused)));
        Assert.That((pair.Back.FailureCode, pair.Back.Failure), Is.EqualTo(("28P01", "password authentication failed for user `kim`")));
        Assert.That(pair.Front.Refusal!.Case, Is.EqualTo(DenialCase.LoginRefused));
    }

    [Test]
    public void Unknown_user_cannot_be_told_from_a_wrong_password([Values] bool allowPassword)
    {
        var wrong = Pair(password: "wrong", allowPassword: allowPassword, methods: ["password", "scram-sha-256"]);
        var unknown = Pair(isMock: true, allowPassword: allowPassword, methods: ["password", "scram-sha-256"]);
        Assert.That(unknown.Run(), Is.EqualTo(wrong.Run()));
        Assert.That(unknown.SaidByFront, Has.Count.EqualTo(wrong.SaidByFront.Count));
        Assert.That((unknown.Back.Failure, unknown.Back.FailureCode), Is.EqualTo((wrong.Back.Failure, wrong.Back.FailureCode)));
    }

    [Test]
    public void Keys_are_derived_once_per_salt_and_password()
    {
        var first = Pair();
        first.Run();
        var second = Pair();
        Assert.That(second.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)));
        var other = Pair(password: "wrong");
        other.Run();
        Assert.That((first.Derivations, second.Derivations, other.Derivations), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public void Keys_of_a_login_that_failed_are_not_kept()
    {
        Pair(password: "wrong").Run();
        Assert.That(LoginPair.Keys.Count, Is.Zero);
    }

    [Test]
    public void Listener_without_tls_refuses_a_backend_login_that_demands_it()
    {
        var pair = Pair(clientTls: ClientTls.Disable, requireTls: true);
        Assert.That(pair.Run().Back, Is.EqualTo(LoginStep.Refused));
        Assert.That(pair.Back.Failure, Does.Contain("does not offer TLS"));
        Assert.That(pair.SaidByBack, Has.Count.EqualTo(8), "nothing but the request for TLS was sent");
    }

    [Test]
    public void Secrets_never_travel_in_a_scram_login_or_appear_in_what_is_shown()
    {
        var pair = Pair(password: "hunter2-hunter2");
        pair.Run();
        var said = Encoding.Latin1.GetString([.. pair.SaidByBack, .. pair.SaidByFront]);
        Assert.That(said, Does.Not.Contain("hunter2"));
        Assert.That($"{pair.Back.Failure} {pair.Front.Refusal} {pair.Front} {pair.Back}", Does.Not.Contain("hunter2"));
    }

    private static LoginPair Pair(
        string password = Password,
        ClientTls clientTls = ClientTls.Prefer,
        bool allowPassword = false,
        bool requireTls = false,
        bool isMock = false,
        string[]? methods = null) =>
        new(
            new ClientLoginOptions(clientTls, allowPassword, WireLimits.Default),
            new ServerLoginOptions(
                "kim", "shop", Encoding.UTF8.GetBytes(password), methods ?? ["scram-sha-256"], requireTls, TryTls: true, [new("search_path", "public")]),
            Verifier,
            isMock);
}
