using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>psql (libpq) at our ClientLogin.</summary>
[TestFixture]
public sealed class RealClientTests
{
    private const string Password = "sécret 비밀";

    private static readonly ScramVerifier Verifier = ScramSha256.MakeVerifier(Encoding.UTF8.GetBytes(Password), [1, 2, 3, 4, 5, 6, 7, 8], 4096);

    [TestCase("disable", ClientTls.Disable, false)]
    [TestCase("prefer", ClientTls.Disable, false)]
    [TestCase("prefer", ClientTls.Prefer, false)]
    [TestCase("require", ClientTls.Require, false)]
    [TestCase("require", ClientTls.Require, true)]
    public void Psql_logs_in(string sslMode, ClientTls tls, bool allowPassword)
    {
        var (login, result) = Psql("kim", Password, sslMode, tls, allowPassword);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That((login.User, login.Database, login.Application), Is.EqualTo(("kim", "shop", "psql")));
        Assert.That(login.Method, Is.EqualTo(allowPassword ? "password" : "scram-sha-256"));
        Assert.That(login.Settings, Does.Contain(KeyValuePair.Create("search_path", "a b")));
    }

    [TestCase("kim", "wrong")]
    [TestCase("nobody", Password)]
    public void Psql_is_told_that_the_password_is_wrong(string user, string password)
    {
        var (_, result) = Psql(user, password, "disable", ClientTls.Disable, false);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain($"FATAL:  password authentication failed for user `{user}`"));
    }

    [Test]
    public void Psql_in_clear_is_told_to_use_tls()
    {
        var (_, result) = Psql("kim", Password, "disable", ClientTls.Require, false);
        Assert.That(result.Error, Does.Contain("sslmode=require"));
    }

    private static (IClientLogin Login, (int ExitCode, string Output, string Error) Result) Psql(
        string user, string password, string sslMode, ClientTls tls, bool allowPassword)
    {
        var psql = Prerequisite.Program("psql", "postgresql-client");
        using var directory = new TemporaryDirectory("login");
        var files = TestCertificate.Create(directory);
        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var options = new ClientLoginOptions(tls, allowPassword, WireLimits.Default);
        var protocol = new WireProtocol();
        var login = Task.Run(() => SocketLogins.FromClient(listener, () => protocol.CreateClientLogin(options), certificate, Verifier));
        var result = ChildProcess.Execute(
            psql,
            ["-X", "-h", "127.0.0.1", "-p", port, "-U", user, "-d", "shop", "-c", ";"],
            new Dictionary<string, string>
            {
                ["PGPASSWORD"] = password, ["PGSSLMODE"] = sslMode, ["PGOPTIONS"] = @"-c search_path=a\ b", ["PGGSSENCMODE"] = "disable",
                ["PGCLIENTENCODING"] = "UTF8", ["LC_ALL"] = "C.UTF-8",
            });
        return (login.GetAwaiter().GetResult(), result);
    }
}
