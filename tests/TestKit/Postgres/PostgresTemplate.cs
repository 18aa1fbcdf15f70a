using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Postgres;

/// <summary>The data directory every server of a test run is copied from.</summary>
internal sealed class PostgresTemplate
{
    private readonly TemporaryDirectory _directory = new("initdb");

    public PostgresTemplate()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _directory.Dispose();
        var passwordFile = _directory.Write("password", PostgresServer.SuperPassword);
        if (Environment.UserName == "root")
            _directory.GiveTo("postgres");
        ChildProcess.Run(
            Path.Combine(PostgresServer.ProgramDirectory(), "initdb"),
            ["-D", DataDirectory, "-U", PostgresServer.SuperUser, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-N"],
            user: "postgres");
    }

    public string DataDirectory => _directory["data"];
}
