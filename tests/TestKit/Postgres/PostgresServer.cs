using System.Globalization;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Postgres;

/// <summary>
/// A throw-away PostgreSQL on a free loopback port, run as user postgres when the test is root. initdb runs once per test run; each
/// server starts from a copy. fsync is off.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    public const string SuperUser = "postgres";
    public const string SuperPassword = "super-secret";

    private const string ServerUser = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresTemplate> Template = new(() => new PostgresTemplate());

    private readonly TemporaryDirectory _directory;
    private readonly PostgresOptions _options;
    private ChildProcess _process;

    private PostgresServer(PostgresOptions options)
    {
        _options = options;
        _directory = new TemporaryDirectory("postgres");
        Port = FreePort.Next();
        ChildProcess.Run("cp", ["-a", Template.Value.DataDirectory, DataDirectory]);
        WriteSettings();
        if (Environment.UserName == "root")
            _directory.GiveTo(ServerUser);
        _process = StartProcess();
    }

    public int Port { get; }

    public int Pid => _process.Pid;

    public string DataDirectory => _directory["data"];

    public string Log => _process.Output;

    /// <summary>The authority that signed the server's certificate; null without TLS.</summary>
    public TestCertificate? Certificate { get; private set; }

    public static PostgresServer Start(PostgresOptions? options = null)
    {
        var server = new PostgresServer(options ?? new PostgresOptions());
        if (server._options.Sample)
            server.LoadSample();
        return server;
    }

    /// <summary>The directory of the server's programs (initdb, postgres, pgbench …).</summary>
    public static string ProgramDirectory()
    {
        const string root = "/usr/lib/postgresql";
        var newest = Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).FirstOrDefault()
            : null;
        if (newest is null || !File.Exists(Path.Combine(newest, "bin/initdb")))
            Prerequisite.Missing("no PostgreSQL server is installed (Debian package postgresql)");
        return Path.Combine(newest, "bin");
    }

    /// <summary>Runs SQL as superuser through psql, stopping at the first error; returns unaligned rows.</summary>
    public string Psql(string sql, string database = "postgres") =>
        ChildProcess.Run(
            Prerequisite.Program("psql", "postgresql-client"),
            ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", SuperUser, "-d", database, "-f", "-"],
            new Dictionary<string, string> { ["PGPASSWORD"] = SuperPassword, ["PGSSLMODE"] = "disable" },
            sql).TrimEnd('\n');

    /// <summary>A fast shutdown, and a start with the same data on the same port.</summary>
    public void Restart()
    {
        Stop();
        StartAgain();
    }

    public void Stop()
    {
        _process.Interrupt();
        if (!_process.WaitForExit(StartLimit))
            throw new TimeoutException($"PostgreSQL did not stop: {Log}");
    }

    public void StartAgain()
    {
        _process.Dispose();
        _process = StartProcess();
    }

    /// <summary>kill -9 of the postmaster.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        // Immediate shutdown: the data is thrown away, but the backends must go with their postmaster.
        _process.Signal(3);
        _process.WaitForExit(TimeSpan.FromSeconds(20));
        _process.Dispose();
        _directory.Dispose();
    }

    private void LoadSample()
    {
        Psql(SampleSchema.Cluster);
        Psql(SampleSchema.Database, SampleSchema.DatabaseName);
    }

    private void WriteSettings()
    {
        var settings = new Dictionary<string, string>
        {
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "'127.0.0.1'",
            ["unix_socket_directories"] = "''",
            ["max_connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["shared_buffers"] = "'64MB'",
            ["max_wal_size"] = "'512MB'",
            ["timezone"] = "'UTC'",
            ["log_timezone"] = "'UTC'",
            ["log_line_prefix"] = "'%m [%p] %u@%d '",
        };
        if (_options.Tls)
        {
            Certificate = TestCertificate.Create(_directory);
            settings["ssl"] = "on";
            settings["ssl_cert_file"] = $"'{Certificate.CertificateFile}'";
            settings["ssl_key_file"] = $"'{Certificate.KeyFile}'";
        }

        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        File.WriteAllLines(Path.Combine(DataDirectory, "postgresql.auto.conf"), settings.Select(s => $"{s.Key} = {s.Value}"));
        File.WriteAllText(Path.Combine(DataDirectory, "pg_hba.conf"), $"host all all 127.0.0.1/32 {_options.Authentication}\n");
    }

    private ChildProcess StartProcess()
    {
        var process = ChildProcess.Start(Path.Combine(ProgramDirectory(), "postgres"), ["-D", DataDirectory], user: ServerUser);
        try
        {
            Wait.Until(
                () => process.HasExited || process.Output.Contains("ready to accept connections", StringComparison.Ordinal),
                StartLimit,
                () => $"PostgreSQL is not ready: {process.Output}");
            return process.HasExited ? throw new InvalidOperationException($"PostgreSQL ended: {process.Output}") : process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }
}
