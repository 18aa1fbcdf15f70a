using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.MySql;

/// <summary>The data directory every server of a test run is copied from.</summary>
internal sealed class MariaDbTemplate
{
    private readonly TemporaryDirectory _directory = new("mariadb-install");

    public MariaDbTemplate()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _directory.Dispose();
        Directory.CreateDirectory(_directory["tmp"]);
        if (Environment.UserName == "root")
            _directory.GiveTo(MariaDbServer.ServerUser);
        ChildProcess.Run(
            Prerequisite.Program("mariadb-install-db", "mariadb-server"),
            [
                "--no-defaults", $"--datadir={DataDirectory}", "--auth-root-authentication-method=normal", $"--tmpdir={_directory["tmp"]}", "--skip-test-db", "--skip-name-resolve",
                "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=0",
            ],
            user: MariaDbServer.ServerUser);
    }

    public string DataDirectory => _directory["data"];
}
