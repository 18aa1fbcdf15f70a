using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>ServerLogin and the reset at a MariaDB that was never told about us.</summary>
[TestFixture]
[NonParallelizable]
public sealed class RealServerTests
{
    private const string Password = "sécret 비밀";

    private MariaDbServer _server = null!;
    private WireProtocol _protocol = null!;

    [OneTimeSetUp]
    public void Start_server()
    {
        _server = MariaDbServer.Start(new MariaDbOptions { Tls = true, Sample = false });
        _server.Sql($"CREATE DATABASE logins; CREATE USER 'kim'@'127.0.0.1' IDENTIFIED BY '{Password}'; GRANT ALL ON logins.* TO 'kim'@'127.0.0.1';");
    }

    [SetUp]
    public void Make_protocol() => _protocol = new WireProtocol();

    [OneTimeTearDown]
    public void Stop_server() => _server?.Dispose();

    [Test]
    public void Login_succeeds_and_learns_what_the_session_starts_with([Values] bool tls, [Values] bool compress)
    {
        var login = Login("kim", Password, tls, compress);
        var step = SocketLogins.AtServer(login, _server.Port, out var stream);
        using (stream)
        {
            Assert.That(step, Is.EqualTo(LoginStep.Done), login.Failure);
            Assert.That((login.CancelKey.ProcessId > 0, login.Codec is not null), Is.EqualTo((true, compress)));
            var parameters = login.Parameters.ToDictionary();
            Assert.That(parameters["server_version"], Does.StartWith("10.").And.Contain("MariaDB"));
            Assert.That(parameters["version"], Does.StartWith("10.").And.Contain("MariaDB"));
            Assert.That(
                (parameters["character_set_client"], parameters["collation_connection"], parameters["autocommit"], parameters["read_only"]),
                Is.EqualTo(("utf8mb4", "utf8mb4_general_ci", "ON", "OFF")));
            Assert.That(
                parameters.Keys,
                Does.Contain("sql_mode").And.Contain("lower_case_table_names").And.Contain("time_zone").And.Contain("tx_isolation"));
            var session = (SessionState)login.Negotiated!;
            Assert.That(session.Has(Capabilities.SessionTrack | Capabilities.DeprecateEof | Capabilities.MultiStatements), Is.True);
        }
    }

    [Test]
    public void Reset_brings_a_used_connection_back_and_tracks_its_session_again([Values] bool compress)
    {
        var login = Login("kim", Password, tls: false, compress);
        Assert.That(SocketLogins.AtServer(login, _server.Port, out var stream), Is.EqualTo(LoginStep.Done), login.Failure);
        using (stream)
        {
            var state = _protocol.CreateBackendState(10, login.Negotiated);
            var reported = new List<string>();
            var told = (string name, string value) => reported.Add($"{name}={value}");
            Assert.That(Own(stream, login, state, told, "SET NAMES latin1"), Is.True);
            Assert.That(Own(stream, login, state, told, "SET @@sql_mode='ANSI', @@session_track_system_variables='', @v=1"), Is.True);
            Assert.That(Own(stream, login, state, told, "USE information_schema"), Is.True);
            Assert.That((reported.Contains("character_set_client=latin1"), ((BackendState)state).Database), Is.EqualTo((true, "information_schema")));
            Assert.That(Own(stream, login, state, told, "START TRANSACTION"), Is.False, "in a transaction");
            Assert.That(Own(stream, login, state, told, "SELECT none_such"), Is.False, "an error");

            reported.Clear();
            var reset = new WireBuffer();
            _protocol.WriteReset(reset, state, "logins");
            Assert.That(SocketLogins.Exchange(stream, login, state, reset, told), Is.True);
            Assert.That(((BackendState)state).Database, Is.EqualTo("logins"));
            Assert.That(Own(stream, login, state, told, "SELECT SIGNAL_NOTHING"), Is.False);
            Assert.That(Own(stream, login, state, told, "SELECT 1 FROM DUAL WHERE @v IS NULL AND DATABASE() = 'logins'"), Is.True);
            reported.Clear();
            Assert.That(Own(stream, login, state, told, "SET sql_mode='ANSI_QUOTES'"), Is.True);
            Assert.That(reported, Does.Contain("sql_mode=ANSI_QUOTES"), "tracking is on again");
        }
    }

    [Test]
    public void Large_answer_is_read_compressed_and_not([Values] bool compress)
    {
        var login = Login("kim", Password, tls: false, compress);
        Assert.That(SocketLogins.AtServer(login, _server.Port, out var stream), Is.EqualTo(LoginStep.Done), login.Failure);
        using (stream)
        {
            var state = _protocol.CreateBackendState(10, login.Negotiated);
            Assert.That(Own(stream, login, state, static (_, _) => { }, "SELECT REPEAT('a', 3000000), seq FROM seq_1_to_3"), Is.True);
            Assert.That(Own(stream, login, state, static (_, _) => { }, "SELECT 1 /* " + new string('x', 200_000) + " */"), Is.True);
        }
    }

    [Test]
    public void Wrong_password_is_told_in_the_servers_words()
    {
        var login = Login("kim", "wrong", tls: false, compress: false);
        Assert.That(SocketLogins.AtServer(login, _server.Port, out _), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.FailureCode, login.Failure), Is.EqualTo(("1045", "Access denied for user 'kim'@'127.0.0.1' (using password: YES)")));
    }

    [Test]
    public void Database_that_is_not_there_is_told()
    {
        var login = _protocol.CreateServerLogin(Options(MariaDbServer.SuperUser, MariaDbServer.SuperPassword, "nowhere", tls: false, compress: false));
        Assert.That(SocketLogins.AtServer(login, _server.Port, out _), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.FailureCode, Is.EqualTo("1049"));
    }

    [Test]
    public void Server_that_asks_for_another_method_is_refused()
    {
        var login = _protocol.CreateServerLogin(Options("kim", Password, "logins", false, false) with { Methods = ["caching_sha2_password"] });
        Assert.That(SocketLogins.AtServer(login, _server.Port, out _), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Is.EqualTo("the server asks for the login method `mysql_native_password`, which `login.auth` does not allow"));
    }

    private bool Own(Stream stream, IServerLogin login, IBackendState state, Action<string, string> reported, string text)
    {
        var commands = new WireBuffer();
        _protocol.WriteOwn(commands, state, text);
        return SocketLogins.Exchange(stream, login, state, commands, reported);
    }

    private IServerLogin Login(string user, string password, bool tls, bool compress) =>
        _protocol.CreateServerLogin(Options(user, password, "logins", tls, compress));

    private static ServerLoginOptions Options(string user, string password, string database, bool tls, bool compress) =>
        new(user, database, Encoding.UTF8.GetBytes(password), [], RequireTls: tls, TryTls: false, []) { Compress = compress };
}
