using System.Text;
using ProxyDb.Integration.Tests.Differential;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Relays;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>Databases, gateway and taps of a run of the matrix.</summary>
internal sealed class MatrixFixture : IDisposable
{
    private readonly Dictionary<string, ByteTap> _taps = [];
    private readonly Dictionary<string, IReadOnlyDictionary<uint, string>> _types = [];
    private ProxyDbProcess? _gateway;

    public MatrixFixture()
    {
        Databases = new MatrixDatabases(Shared.Database);
        Hidden = MatrixPolicy.All.ToDictionary(p => p.Name, p => p.HiddenValues.SelectMany(Databases.Values).Distinct().Select(v => (v, Encoding.UTF8.GetBytes(v))).ToList());
    }

    public MatrixDatabases Databases { get; }

    /// <summary>By policy: what its user must not receive.</summary>
    public IReadOnlyDictionary<string, List<(string Text, byte[] Bytes)>> Hidden { get; }

    public static GatewayOptions Options(int port)
    {
        var attributes = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"], ["tenant"] = ["1"] };
        return new GatewayOptions(port)
        {
            Users = MatrixPolicy.All.ToDictionary(p => p.Name, _ => MatrixPolicy.Password),
            Attributes = MatrixPolicy.All.ToDictionary(p => p.Name, _ => (IReadOnlyDictionary<string, string[]>)attributes),
            Policies = new Dictionary<string, string> { ["matrix.yaml"] = MatrixFiles.Text("policy.yaml") },
            PoolSize = 4,
        };
    }

    /// <summary>Between a policy's clients and the gateway, which is started at first use.</summary>
    public ByteTap Tap(MatrixPolicy policy)
    {
        _gateway ??= GatewayUnderTest.StartProxyDb(Options(Shared.Database.Port));
        if (!_taps.TryGetValue(policy.Name, out var tap))
            _taps.Add(policy.Name, tap = new ByteTap(_gateway.Port));
        return tap;
    }

    /// <summary>The last lines of the gateway's log.</summary>
    public string LogTail => _gateway is null ? "" : string.Join('\n', _gateway.Process.Output.TrimEnd().Split('\n').TakeLast(3));

    /// <summary>Where a policy's statements go: through the gateway, or to the database of views.</summary>
    public RawLogin Login(MatrixPolicy policy, bool isThrough) => isThrough
        ? new RawLogin(Tap(policy).Port, policy.Name, MatrixPolicy.Password, MatrixDatabases.Real)
        : new RawLogin(Shared.Database.Port) with { Database = MatrixDatabases.Of(policy) };

    public IMatrixClient Client(MatrixPolicy policy, MatrixMode mode, bool isThrough)
    {
        var login = Login(policy, isThrough);
        return mode switch
        {
            MatrixMode.RawSimple => new RawMatrixClient(login, Protocol.Simple, Types(login.Database)),
            MatrixMode.RawText => new RawMatrixClient(login, Protocol.ExtendedText, Types(login.Database)),
            MatrixMode.RawBinary => new RawMatrixClient(login, Protocol.ExtendedBinary, Types(login.Database)),
            MatrixMode.NpgsqlBinary => new NpgsqlMatrixClient(ConnectionString(login), isText: false),
            MatrixMode.NpgsqlText => new NpgsqlMatrixClient(ConnectionString(login), isText: true),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
    }

    public void Dispose()
    {
        foreach (var tap in _taps.Values)
            tap.Dispose();
        _gateway?.Dispose();
        Databases.Dispose();
    }

    private IReadOnlyDictionary<uint, string> Types(string database)
    {
        if (!_types.TryGetValue(database, out var names))
            _types.Add(database, names = Databases.TypeNames(database));
        return names;
    }

    public static string ConnectionString(RawLogin login) =>
        FormattableString.Invariant($"Host=127.0.0.1;Port={login.Port};Username={login.User};Password={login.Password};Database={login.Database};SSL Mode=Disable;Timeout=20;Command Timeout=20;Maximum Pool Size=2");
}
