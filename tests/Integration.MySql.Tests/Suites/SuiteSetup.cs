using System.Globalization;
using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Suites;

/// <summary>
/// What the suites of Debian's packages mariadb-test and mariadb-test-data expect: a server set up as their own runner sets it up, a user
/// <c>root</c> from <c>localhost</c>, a database <c>test</c>; and an open gateway that logs in as that user.
/// </summary>
[NonParallelizable]
public abstract class SuiteSetup
{
    protected const string SuiteDirectory = "/usr/share/mysql/mysql-test";
    private const string CharacterSets = "/usr/share/mysql/charsets";

    private TemporaryDirectory? _files;
    private MariaDbServer? _database;
    private IGateway? _gateway;

    protected MariaDbServer Database => _database ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>The port of the gateway.</summary>
    protected int Through => _gateway?.Port ?? throw new InvalidOperationException("the gateway has not been started");

    protected TemporaryDirectory Files => _files ?? throw new InvalidOperationException("there is no directory yet");

    /// <summary>As the runner of the suites sets it.</summary>
    protected Dictionary<string, string> SuiteEnvironment => new()
    {
        ["LC_ALL"] = "C",
        ["TZ"] = "GMT-3",
        ["MYSQL_TEST_DIR"] = SuiteDirectory,
        ["MYSQL_TMP_DIR"] = Files.Path,
        ["MYSQLTEST_VARDIR"] = Files.Path,
        ["MYSQL_CHARSETSDIR"] = CharacterSets,
    };

    [OneTimeSetUp]
    public void StartServerAndGateway()
    {
        Prerequisite.FileOf($"{SuiteDirectory}/main/select.test", "mariadb-test-data");
        _files = new TemporaryDirectory("suite");
        _database = MariaDbServer.Start(new MariaDbOptions { Sample = false, Settings = ServerSettings });
        // Suites suppress warnings of the server's log, which nobody reads here.
        _database.Sql("CREATE DATABASE test; CREATE DATABASE mtr; CREATE PROCEDURE mtr.add_suppression(pattern VARCHAR(255)) DO 0;");
        _gateway = GatewayUnderTest.Start(GatewayOptions.MySql(_database.Port) with
        {
            LoginUser = MariaDbServer.SuperUser,
            LoginPassword = MariaDbServer.SuperPassword,
            Users = new Dictionary<string, string> { [MariaDbServer.SuperUser] = MariaDbServer.SuperPassword },
        });
    }

    [OneTimeTearDown]
    public void StopServerAndGateway()
    {
        _gateway?.Dispose();
        _database?.Dispose();
        _files?.Dispose();
    }

    /// <summary>Host, port and login as every client of MariaDB takes them.</summary>
    protected static string[] Connection(int port) =>
    [
        "--no-defaults", "--host=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}",
        $"--user={MariaDbServer.SuperUser}", $"--password={MariaDbServer.SuperPassword}",
    ];

    /// <summary>The first words of the lines of a list that is neither empty nor a remark.</summary>
    protected static string[] Names(string list) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Suites", list))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)[0]),
    ];

    private static Dictionary<string, string> ServerSettings => new()
    {
        // root@localhost is who the suites expect to be.
        ["skip-name-resolve"] = "0",
        ["character-set-server"] = "latin1",
        ["collation-server"] = "latin1_swedish_ci",
        ["default-storage-engine"] = "myisam",
        ["default-time-zone"] = "+03:00",
        ["local-infile"] = "1",
        ["log-bin-trust-function-creators"] = "1",
        ["key-buffer-size"] = "1M",
        ["sort-buffer-size"] = "256K",
        ["max-heap-table-size"] = "1M",
        ["max-allowed-packet"] = "32000000",
        ["use-stat-tables"] = "preferably",
        ["histogram-type"] = "json_hb",
    };
}
