using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.TestKit.Postgres.Fake;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>The scripted server that other tests lean on is itself a server to our login and to the raw client.</summary>
[TestFixture]
public sealed class FakeServerTests
{
    [TestCase(null, "trust")]
    [TestCase("pencil", "scram-sha-256")]
    public void Our_login_gets_through(string? password, string method)
    {
        using var server = FakePostgres.StartEmpty(password);
        var options = new ServerLoginOptions("app", "shop", "pencil"u8.ToArray(), [method], false, TryTls: true, []);
        var login = new WireProtocol().CreateServerLogin(options);
        Assert.That(SocketLogins.AtServer(login, server.Port), Is.EqualTo(LoginStep.Done), login.Failure);
        Assert.That(login.CancelKey.ProcessId, Is.EqualTo(1));
        Assert.That(login.Parameters, Has.Count.EqualTo(FakeAnswer.Parameters.Count));
    }

    [Test]
    public void Script_answers_what_it_likes()
    {
        using var server = FakePostgres.Start(session =>
        {
            Assert.That(session.Expect('Q').Text, Is.EqualTo("SELECT 1"));
            session.Send(FakeAnswer.RowDescription("a", "b"), FakeAnswer.Row("1", null), FakeAnswer.Complete("SELECT 1"), FakeAnswer.Ready('I'));
            session.Read();
            session.SendBytes([(byte)'D', 0, 0, 1]);
        });
        using var client = RawPostgresClient.Login(new RawLogin(server.Port));
        Assert.That(client.Rows("SELECT 1"), Is.EqualTo(new[] { new string?[] { "1", null } }));
        client.Send(ClientMessage.Query("SELECT 2"));
        Assert.That(client.ReadToEnd(), Is.Empty);
        Assert.That(server.Failures, Is.Empty);
    }

    [Test]
    public void Cancel_requests_and_failed_scripts_are_kept()
    {
        using var server = FakePostgres.Start(session => session.Expect('S'));
        using var client = RawPostgresClient.Login(new RawLogin(server.Port));
        RawPostgresClient.Cancel(server.Port, client.ProcessId, client.Secret);
        Assert.That(server.Cancels, Is.EqualTo(new[] { (client.ProcessId, client.Secret) }));
        client.Send(ClientMessage.Query("SELECT 1"));
        client.ReadToEnd();
        Wait.Until(() => server.Failures.Count == 1, TimeSpan.FromSeconds(10), () => "the script's failure was not kept");
    }
}
