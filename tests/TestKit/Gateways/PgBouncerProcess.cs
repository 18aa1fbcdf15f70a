using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>PgBouncer with the same pool, as the stand-in and the peer ProxyDb is measured against.</summary>
public sealed class PgBouncerProcess : IGateway
{
    private readonly TemporaryDirectory _directory = new("pgbouncer");

    private PgBouncerProcess(GatewayOptions options)
    {
        Port = FreePort.Next();
        var users = options.Users.Append(new(options.LoginUser, options.LoginPassword)).DistinctBy(u => u.Key);
        _directory.Write("userlist.txt", string.Concat(users.Select(u => $"\"{u.Key}\" \"{u.Value}\"\n")));
        _directory.Write("pgbouncer.ini", $"""
            [databases]
            * = host=127.0.0.1 port={options.BackendPort} user={options.LoginUser}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {_directory["userlist.txt"]}
            pool_mode = {options.PoolMode}
            default_pool_size = {options.PoolSize}
            max_client_conn = 12000
            ignore_startup_parameters = extra_float_digits, options, search_path
            server_reset_query = DISCARD ALL
            log_connections = 0
            log_disconnections = 0

            """);
        if (Environment.UserName == "root")
            _directory.GiveTo("postgres");
        Process = ChildProcess.Start(Prerequisite.Program("pgbouncer", "pgbouncer"), [_directory["pgbouncer.ini"]], user: "postgres");
        FreePort.WaitUntilOpen(Port, Process, TimeSpan.FromSeconds(10));
    }

    public string Name => "PgBouncer";

    public int Port { get; }

    public ChildProcess Process { get; }

    public static PgBouncerProcess Start(GatewayOptions options) => new(options);

    public void Dispose()
    {
        Process.Dispose();
        _directory.Dispose();
    }
}
