using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Our two logins at each other: every version, in clear and under TLS, cut anywhere.</summary>
[TestFixture]
public sealed class LoginConversationTests
{
    private const string Password = "sécret 비밀";

    private static readonly PasswordVerifiers Verifiers =
        new(ScramSha256.MakeVerifier(Encoding.UTF8.GetBytes(Password), [1, 2, 3, 4], 16));

    private static readonly KeyValuePair<string, string>[] Reported =
    [
        new("database", "shop"), new("language", "Deutsch"), new("collation", "0904d00034"), new("packet_size", "8000"), new("version", "16.0.1000"),
        new("program", "Microsoft SQL Server"), new("tds", "74000004"), new("utf8", "1"), new("server_name", "srv1"),
    ];

    [Test]
    public void Two_sides_log_in(
        [Values("71000001", "72090002", "730a0003", "730b0003", "74000004")] string version, [Values] bool tls, [Values] bool byByte)
    {
        var pair = Pair(Client(tls ? ClientTls.Require : ClientTls.Disable), Server(tls, $"tds={version};packet=8000;flags=e0030008;odbc=1;language=deutsch"));
        Assert.That(pair.Run(byByte), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure ?? pair.Front.Refusal?.Message);
        Assert.That((pair.Front.User, pair.Front.Database, pair.Front.Application), Is.EqualTo(("kim", "shop", "proxydb")));
        Assert.That((pair.Front.Method, pair.IsTls), Is.EqualTo(("password", tls)));
        Assert.That(pair.Front.Variant, Is.EqualTo($"tds={version};packet=8000;flags=e0030008;odbc=1;language=deutsch"));
        Assert.That(pair.Back.Parameters, Does.Contain(KeyValuePair.Create("tds", version)).And.Contain(KeyValuePair.Create("server_name", "srv1")));
        Assert.That(pair.Back.Parameters, Does.Contain(KeyValuePair.Create("language", "Deutsch")).And.Contain(KeyValuePair.Create("packet_size", "8000")));
        var (front, back) = ((SessionState)pair.Front.Negotiated!, (SessionState)pair.Back.Negotiated!);
        Assert.That((back.Version, back.PacketSize, back.Database), Is.EqualTo((front.Version, front.PacketSize, "shop")));
        Assert.That((back.Spid, back.ServerName, back.Collation), Is.EqualTo(((ushort)77, "srv1", Collation.SqlLatin1)));
    }

    [Test]
    public void Feature_that_the_backend_has_is_acknowledged_to_a_client_that_asks()
    {
        var pair = Pair(Client(ClientTls.Disable), Server(false, "tds=74000004;packet=4096;flags=e0030008;odbc=1;utf8=1"));
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure);
        Assert.That(pair.Back.Parameters, Does.Contain(KeyValuePair.Create("utf8", "1")).And.Contain(KeyValuePair.Create("packet_size", "4096")));
    }

    [Test]
    public void Backend_with_less_bounds_what_its_client_is_told()
    {
        var pair = Pair(
            Client(ClientTls.Disable), Server(false, "tds=74000004;packet=32767;flags=e0030008;odbc=1"), false,
            new("packet_size", "512"), new("tds", "730b0003"));
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)), pair.Back.Failure);
        var front = (SessionState)pair.Front.Negotiated!;
        Assert.That((front.PacketSize, front.Version), Is.EqualTo((512, TdsVersion.V73B)));
    }

    [Test]
    public void Second_login_needs_no_derivation()
    {
        var protocol = new WireProtocol();
        foreach (var works in new[] { 1, 0 })
        {
            var pair = new LoginPair(protocol, Client(ClientTls.Disable), Server(false, ""), Verifiers, false, Reported);
            Assert.That(pair.Run(), Is.EqualTo((LoginStep.Done, LoginStep.Done)));
            Assert.That(pair.Works, Is.EqualTo(works));
        }
    }

    [Test]
    public void Wrong_password_and_unknown_user_are_refused_alike([Values] bool isMock)
    {
        var verifiers = isMock ? Verifiers : new PasswordVerifiers(ScramSha256.MakeVerifier("other"u8, [1, 2, 3, 4], 16));
        var pair = new LoginPair(new WireProtocol(), Client(ClientTls.Disable), Server(false, ""), verifiers, isMock, Reported);
        Assert.That(pair.Run(), Is.EqualTo((LoginStep.Refused, LoginStep.Refused)));
        Assert.That((pair.Back.FailureCode, pair.Back.Failure), Is.EqualTo(("18456", "Login failed for user 'kim'.")));
        Assert.That(pair.Works, Is.EqualTo(1), "an unknown user costs the same");
    }

    [Test]
    public void Sides_that_do_not_agree_on_encryption_tell_so([Values] bool frontDemands)
    {
        var pair = Pair(Client(frontDemands ? ClientTls.Require : ClientTls.Disable), Server(!frontDemands, ""));
        Assert.That(pair.Run().Back, Is.EqualTo(LoginStep.Refused));
        Assert.That(pair.Back.Failure, Does.Contain("TLS"));
    }

    private static LoginPair Pair(
        ClientLoginOptions client, ServerLoginOptions server, bool isMock = false, params KeyValuePair<string, string>[] reported) =>
        new(new WireProtocol(), client, server, Verifiers, isMock, [.. Reported, .. reported]);

    private static ClientLoginOptions Client(ClientTls tls) => new(tls, false, WireLimits.Default) { ServerVersion = "16.0.1000" };

    private static ServerLoginOptions Server(bool tls, string variant) =>
        new("kim", "shop", Encoding.UTF8.GetBytes(Password), ["password"], tls, false, []) { Variant = variant, Server = "db.example:1433" };
}
