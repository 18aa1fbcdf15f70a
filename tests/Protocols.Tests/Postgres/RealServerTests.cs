using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>ServerLogin at a PostgreSQL that was never told about us.</summary>
[TestFixture]
[NonParallelizable]
public sealed class RealServerTests
{
    private PostgresServer _server = null!;
    private WireProtocol _protocol = null!;

    [OneTimeSetUp]
    public void Start_server()
    {
        _server = PostgresServer.Start(new PostgresOptions { Tls = true, Sample = false });
        _server.Psql("""
            CREATE ROLE scram LOGIN PASSWORD 'sécret 비밀';
            SET password_encryption = 'md5';
            CREATE ROLE md5user LOGIN PASSWORD 'secret';
            CREATE ROLE clear LOGIN PASSWORD 'secret';
            CREATE ROLE trusted LOGIN;
            """);
        File.WriteAllText(Path.Combine(_server.DataDirectory, "pg_hba.conf"), """
            hostssl all clear 127.0.0.1/32 password
            host all md5user 127.0.0.1/32 md5
            host all trusted 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256

            """);
        _server.Restart();
    }

    [SetUp]
    public void Make_protocol() => _protocol = new WireProtocol();

    [OneTimeTearDown]
    public void Stop_server() => _server?.Dispose();

    [TestCase("scram", "sécret 비밀", "scram-sha-256", false)]
    [TestCase("scram", "sécret 비밀", "scram-sha-256", true)]
    [TestCase("md5user", "secret", "md5", false)]
    [TestCase("clear", "secret", "password", true)]
    [TestCase("trusted", "", "trust", false)]
    public void Login_with_the_method_the_server_asks_for_succeeds(string user, string password, string method, bool tls)
    {
        var login = Login(user, password, [method], tls);
        Assert.That(SocketLogins.AtServer(login, _server.Port), Is.EqualTo(LoginStep.Done), login.Failure);
        Assert.That(login.CancelKey.ProcessId, Is.Positive);
        var parameters = login.Parameters.ToDictionary();
        Assert.That(parameters, Does.ContainKey("server_version").And.ContainKey("standard_conforming_strings"));
        Assert.That(parameters["application_name"], Is.EqualTo("logins"));
    }

    [TestCase("scram", "md5,password,trust")]
    [TestCase("md5user", "scram-sha-256,password")]
    [TestCase("trusted", "scram-sha-256")]
    public void Server_that_asks_for_another_method_is_refused(string user, string methods)
    {
        var login = Login(user, "secret", methods.Split(','), tls: false);
        Assert.That(SocketLogins.AtServer(login, _server.Port), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Does.Contain("`login.auth` does not allow"));
    }

    [Test]
    public void Wrong_password_is_told_in_the_servers_words()
    {
        var login = Login("scram", "wrong", ["scram-sha-256"], tls: false);
        Assert.That(SocketLogins.AtServer(login, _server.Port), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.FailureCode, login.Failure), Is.EqualTo(("28P01", "password authentication failed for user \"scram\"")));
    }

    [Test]
    public void Database_that_is_not_there_is_told_after_authentication()
    {
        var login = _protocol.CreateServerLogin(new ServerLoginOptions("trusted", "nowhere", default, ["trust"], false, false, []));
        Assert.That(SocketLogins.AtServer(login, _server.Port), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.FailureCode, Is.EqualTo("3D000"));
    }

    private IServerLogin Login(string user, string password, string[] methods, bool tls) =>
        _protocol.CreateServerLogin(new ServerLoginOptions(
            user, "postgres", Encoding.UTF8.GetBytes(password), methods, RequireTls: tls, TryTls: false, [new("application_name", "logins")]));
}
