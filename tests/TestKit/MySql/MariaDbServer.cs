using System.Globalization;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.MySql;

/// <summary>
/// A throw-away MariaDB on a free loopback port, run as user mysql when the test is root. The system tables are made once per test
/// run; each server starts from a copy. Nothing is flushed to the disk.
/// </summary>
public sealed class MariaDbServer : IDisposable
{
    public const string SuperUser = "root";
    public const string SuperPassword = "super-secret";

    internal const string ServerUser = "mysql";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<MariaDbTemplate> Template = new(() => new MariaDbTemplate());

    /// <summary>root over TCP only with a password, and nobody else; one statement a line, since the server reads them so.</summary>
    private static readonly string[] Accounts =
    [
        "DELETE FROM mysql.global_priv WHERE User = '' OR Host NOT IN ('localhost', '%')", "FLUSH PRIVILEGES",
        $"ALTER USER '{SuperUser}'@'localhost' IDENTIFIED BY '{SuperPassword}'",
        $"CREATE OR REPLACE USER '{SuperUser}'@'127.0.0.1' IDENTIFIED BY '{SuperPassword}'",
        $"GRANT ALL ON *.* TO '{SuperUser}'@'127.0.0.1' WITH GRANT OPTION",
    ];

    private readonly TemporaryDirectory _directory;
    private readonly MariaDbOptions _options;
    private ChildProcess _process;

    private MariaDbServer(MariaDbOptions options)
    {
        _options = options;
        _directory = new TemporaryDirectory("mariadb");
        Port = FreePort.Next();
        Directory.CreateDirectory(_directory["tmp"]);
        ChildProcess.Run("cp", ["-a", Template.Value.DataDirectory, DataDirectory]);
        if (options.Tls)
            Certificate = TestCertificate.Create(_directory);
        _directory.Write("init.sql", string.Join(";\n", Accounts) + ";\n");
        if (Environment.UserName == "root")
            _directory.GiveTo(ServerUser);
        _process = StartProcess();
    }

    public int Port { get; }

    public int Pid => _process.Pid;

    public string DataDirectory => _directory["data"];

    public string Log => _process.Output;

    /// <summary>The authority that signed the server's certificate; null without TLS.</summary>
    public TestCertificate? Certificate { get; }

    public static MariaDbServer Start(MariaDbOptions? options = null)
    {
        var server = new MariaDbServer(options ?? new MariaDbOptions());
        try
        {
            if (server._options.Sample)
                server.LoadSample();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQL as root through the command-line client, stopping at the first error; rows as tab-separated lines.</summary>
    public string Sql(string sql, string database = "mysql") =>
        ChildProcess.Run(
            Prerequisite.Program("mariadb", "mariadb-client"),
            [
                "--no-defaults", "-h127.0.0.1", "-P" + Port.ToString(CultureInfo.InvariantCulture), "-u" + SuperUser, "--batch", "--skip-column-names",
                "--default-character-set=utf8mb4", "-D", database,
            ],
            new Dictionary<string, string> { ["MYSQL_PWD"] = SuperPassword },
            sql).TrimEnd('\n');

    /// <summary>An orderly shutdown, and a start with the same data on the same port.</summary>
    public void Restart()
    {
        Stop();
        StartAgain();
    }

    public void Stop()
    {
        _process.Terminate();
        if (!_process.WaitForExit(StartLimit))
            throw new TimeoutException($"MariaDB did not stop: {Log}");
    }

    public void StartAgain()
    {
        _process.Dispose();
        _process = StartProcess();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        // The data is thrown away: nothing is worth an orderly shutdown.
        _process.Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(20));
        _process.Dispose();
        _directory.Dispose();
    }

    private void LoadSample()
    {
        Sql(MySqlSample.Server);
        Sql(MySqlSample.Database, MySqlSample.DatabaseName);
    }

    private ChildProcess StartProcess()
    {
        var settings = new Dictionary<string, string>
        {
            ["datadir"] = DataDirectory,
            // At its start a server deletes what looks like a temporary table, whoever's it is.
            ["tmpdir"] = _directory["tmp"],
            ["socket"] = _directory["socket"],
            ["pid-file"] = _directory["pid"],
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["bind-address"] = "127.0.0.1",
            ["skip-name-resolve"] = "1",
            ["max-connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["max-connect-errors"] = "1000000",
            ["init-file"] = _directory["init.sql"],
            ["innodb-buffer-pool-size"] = "64M",
            ["innodb-log-file-size"] = "16M",
            ["innodb-flush-log-at-trx-commit"] = "0",
            ["innodb-flush-method"] = "nosync",
            ["innodb-fast-shutdown"] = "2",
            ["character-set-server"] = "utf8mb4",
            ["collation-server"] = "utf8mb4_general_ci",
            ["max-allowed-packet"] = "64M",
            ["default-time-zone"] = "+00:00",
            ["lc-messages"] = "en_US",
        };
        if (Certificate is not null)
        {
            settings["ssl-cert"] = Certificate.CertificateFile;
            settings["ssl-key"] = Certificate.KeyFile;
        }

        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        var process = ChildProcess.Start(
            Prerequisite.Program("mariadbd", "mariadb-server"), ["--no-defaults", .. settings.Select(s => $"--{s.Key}={s.Value}")], user: ServerUser);
        try
        {
            Wait.Until(
                () => process.HasExited || process.Output.Contains("ready for connections", StringComparison.Ordinal),
                StartLimit,
                () => $"MariaDB is not ready: {process.Output}");
            return process.HasExited ? throw new InvalidOperationException($"MariaDB ended: {process.Output}") : process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }
}
