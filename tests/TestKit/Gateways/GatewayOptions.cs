using ProxyDb.TestKit.Postgres;

namespace ProxyDb.TestKit.Gateways;

/// <summary>What a gateway in front of a database is asked to do; the parts PgBouncer and HAProxy do not have are ignored there.</summary>
public sealed record GatewayOptions(int BackendPort)
{
    /// <summary>As the configuration names it.</summary>
    public string Protocol { get; init; } = "postgres";

    /// <summary>MySQL: users get a verifier of caching_sha2_password, made by <c>proxydb user add --mysql</c>, and none of mysql_native_password.</summary>
    public bool CachingSha2 { get; init; }

    /// <summary>Lines added to the cluster, such as <c>compression: true</c>.</summary>
    public IReadOnlyList<string> Cluster { get; init; } = [];

    /// <summary>Members added to the listener: key to value.</summary>
    public IReadOnlyDictionary<string, string> Listener { get; init; } = new Dictionary<string, string>();

    /// <summary><c>session</c> or <c>transaction</c>.</summary>
    public string PoolMode { get; init; } = "transaction";

    public int PoolSize { get; init; } = 20;

    /// <summary>The service login at the backend.</summary>
    public string LoginUser { get; init; } = SampleSchema.User;

    public string LoginPassword { get; init; } = SampleSchema.Password;

    /// <summary>Client users and their passwords.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>
    {
        [SampleSchema.User] = SampleSchema.Password,
        [SampleSchema.OtherUser] = SampleSchema.OtherPassword,
    };

    /// <summary>Attributes of client users, for filters: user to name to values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Attributes { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string[]>>();

    /// <summary>Policy files by name; by default one that allows everything the floor leaves open.</summary>
    public IReadOnlyDictionary<string, string> Policies { get; init; } = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text };

    /// <summary>Keys of masks: name to what stands in the file.</summary>
    public IReadOnlyDictionary<string, string> MaskKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Lines added to the listener's pool and network sections: key to value, such as <c>wait_timeout: 2s</c>.</summary>
    public IReadOnlyDictionary<string, string> Pool { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Network { get; init; } = new Dictionary<string, string>();

    /// <summary><c>limits</c>: key to value.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();

    /// <summary>TLS on the listener, with a certificate made for the run: <c>disable</c>, <c>prefer</c> or <c>require</c>.</summary>
    public string ListenerTls { get; init; } = "disable";

    /// <summary>TLS to the backend.</summary>
    public string BackendTls { get; init; } = "disable";

    /// <summary>What the backend may ask for.</summary>
    public string LoginMethods { get; init; } = "scram-sha-256";

    /// <summary>Text appended to <c>audit:</c>, one YAML line each, without indentation.</summary>
    public IReadOnlyList<string> Audit { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>An empty state directory is made when null; give one to restart over the same audit and spool.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>A gateway in front of the sample TDS server.</summary>
    public static GatewayOptions Tds(int backendPort) => new(backendPort)
    {
        Protocol = "tds",
        Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.TextWithServerViews },
        LoginMethods = "password",
        LoginUser = ProxyDb.TestKit.Tds.TdsSample.User,
        LoginPassword = ProxyDb.TestKit.Tds.TdsSample.Password,
        Users = new Dictionary<string, string>
        {
            [ProxyDb.TestKit.Tds.TdsSample.User] = ProxyDb.TestKit.Tds.TdsSample.Password,
            [ProxyDb.TestKit.Tds.TdsSample.OtherUser] = ProxyDb.TestKit.Tds.TdsSample.OtherPassword,
        },
    };

    /// <summary>A gateway in front of the sample MariaDB.</summary>
    public static GatewayOptions MySql(int backendPort) => new(backendPort)
    {
        Protocol = "mysql",
        LoginMethods = "mysql_native_password",
        LoginUser = ProxyDb.TestKit.MySql.MySqlSample.User,
        LoginPassword = ProxyDb.TestKit.MySql.MySqlSample.Password,
        Users = new Dictionary<string, string>
        {
            [ProxyDb.TestKit.MySql.MySqlSample.User] = ProxyDb.TestKit.MySql.MySqlSample.Password,
            [ProxyDb.TestKit.MySql.MySqlSample.OtherUser] = ProxyDb.TestKit.MySql.MySqlSample.OtherPassword,
        },
    };
}
