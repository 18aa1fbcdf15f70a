using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>The command-line client (MariaDB Connector/C) and PyMySQL at our ClientLogin.</summary>
[TestFixture]
public sealed class RealClientTests
{
    private const string Password = "sécret 비밀";
    private const string MariaDb = "10.11.6-MariaDB";
    private const string MySql = "8.4.2";

    private static readonly string Sha2 = Verifiers.CachingSha2(Password);
    private static readonly string Native = Verifiers.Native(Password);

    [Test]
    public void Command_line_client_logs_in(
        [Values(MariaDb, MySql)] string version, [Values] bool tls, [Values] bool compress, [Values] bool native)
    {
        string[] arguments = [tls ? "--ssl" : "--skip-ssl", .. compress ? ["--compress"] : Array.Empty<string>()];
        var (login, result) = CommandLine("kim", Password, version, tls ? ClientTls.Require : ClientTls.Prefer, native, arguments);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("sql_mode\tSTRICT_TRANS_TABLES"));
        Assert.That((login.User, login.Database, login.Application), Is.EqualTo(("kim", "shop", "mysql")));
        Assert.That(login.Method, Is.EqualTo(native ? "mysql_native_password" : "caching_sha2_password"));
        Assert.That(login.Codec is not null, Is.EqualTo(compress));
        Assert.That(login.Settings, Does.Contain(KeyValuePair.Create("character_set_client", "utf8mb4")));
    }

    [TestCase("kim", "wrong", true)]
    [TestCase("nobody", Password, true)]
    [TestCase("kim", "wrong", false)]
    public void Command_line_client_is_told_that_the_password_is_wrong(string user, string password, bool native)
    {
        var (_, result) = CommandLine(user, password, MariaDb, ClientTls.Disable, native, "--skip-ssl");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain($"ERROR 1045 (28000): Access denied for user '{user}'@'127.0.0.1' (using password: YES)"));
    }

    [Test]
    public void Command_line_client_in_clear_is_told_to_use_tls()
    {
        var (_, result) = CommandLine("kim", Password, MariaDb, ClientTls.Require, true, "--skip-ssl");
        Assert.That(result.Error, Does.Contain("ERROR 3159").And.Contain("insecure transport"));
    }

    [Test]
    public void PyMySql_logs_in([Values(MariaDb, MySql)] string version, [Values] bool tls, [Values] bool native)
    {
        var program = $"""
            import os, pymysql, sys
            c = pymysql.connect(host='127.0.0.1', port=int(sys.argv[1]), user='kim', password=os.environb[b'PASSWORD'], database='shop',
                                program_name='tour', ssl={(tls ? "{'check_hostname': False}" : "None")})
            k = c.cursor()
            k.execute('SHOW VARIABLES')
            print(dict(k.fetchall())['sql_mode'])
            c.ping(reconnect=False)
            c.close()
            """;
        var (login, result) = Run(version, tls ? ClientTls.Require : ClientTls.Disable, native, port => ChildProcess.Execute(
            Prerequisite.FileOf("/usr/bin/python3", "python3-pymysql"), ["-c", program, port],
            new Dictionary<string, string> { ["PASSWORD"] = Password, ["PYTHONUTF8"] = "1" }));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output.Trim(), Is.EqualTo("STRICT_TRANS_TABLES"));
        Assert.That((login.User, login.Database, login.Application), Is.EqualTo(("kim", "shop", "tour")));
    }

    private static (IClientLogin Login, (int ExitCode, string Output, string Error) Result) CommandLine(
        string user, string password, string version, ClientTls tls, bool native, params string[] arguments) =>
        Run(version, tls, native, port => ChildProcess.Execute(
            Prerequisite.Program("mariadb", "mariadb-client"),
            [
                "--no-defaults", "-h127.0.0.1", "-P" + port, "-u" + user, "--protocol=tcp", "--default-character-set=utf8mb4", "--batch", .. arguments,
                "shop", "-e", "SHOW VARIABLES",
            ],
            new Dictionary<string, string> { ["MYSQL_PWD"] = password, ["LC_ALL"] = "C.UTF-8" }));

    private static (IClientLogin Login, (int ExitCode, string Output, string Error) Result) Run(
        string version, ClientTls tls, bool native, Func<string, (int ExitCode, string Output, string Error)> client)
    {
        using var directory = new TemporaryDirectory("login");
        var files = TestCertificate.Create(directory);
        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new ClientLoginOptions(tls, false, WireLimits.Default) { ServerVersion = version, ConnectionId = 5, ClientHost = "127.0.0.1" };
        var login = new WireProtocol().CreateClientLogin(options);
        var verifiers = native ? new PasswordVerifiers(null, null, Native) : new PasswordVerifiers(null, Sha2);
        var server = Task.Run(() => SocketLogins.FromClient(listener, login, certificate, verifiers));
        var result = client(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        Assert.That(server.Wait(TimeSpan.FromSeconds(60)), Is.True, "the client never came: " + result.Error);
        return (login, result);
    }
}
