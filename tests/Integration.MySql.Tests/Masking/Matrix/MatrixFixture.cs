using System.Text;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Relays;

namespace ProxyDb.Integration.MySql.Tests.Masking.Matrix;

/// <summary>Databases, gateway and taps of a run of the matrix.</summary>
internal sealed class MatrixFixture : IDisposable
{
    private readonly Dictionary<string, ByteTap> _taps = [];
    private ProxyDbProcess? _gateway;

    public MatrixFixture()
    {
        Databases = new MatrixDatabases(Shared.Database);
        Hidden = MatrixPolicy.All.ToDictionary(p => p.Name, p => p.HiddenValues.SelectMany(Databases.Values).Distinct().Select(v => (v, Encoding.UTF8.GetBytes(v))).ToList());
    }

    public MatrixDatabases Databases { get; }

    /// <summary>By policy: what its user must not receive.</summary>
    public IReadOnlyDictionary<string, List<(string Text, byte[] Bytes)>> Hidden { get; }

    /// <summary>The last lines of the gateway's log.</summary>
    public string LogTail => _gateway is null ? "" : string.Join('\n', _gateway.Process.Output.TrimEnd().Split('\n').TakeLast(3));

    /// <summary>Between a policy's clients and the gateway, which is started at first use.</summary>
    public ByteTap Tap(MatrixPolicy policy)
    {
        _gateway ??= GatewayUnderTest.StartProxyDb(Options(Shared.Database.Port));
        if (!_taps.TryGetValue(policy.Name, out var tap))
            _taps.Add(policy.Name, tap = new ByteTap(_gateway.Port));
        return tap;
    }

    /// <summary>Where a policy's statements go: through the gateway, or to the database of views.</summary>
    public RawMySqlLogin Login(MatrixPolicy policy, bool isThrough) => isThrough
        ? new RawMySqlLogin(Tap(policy).Port, policy.Name, MatrixPolicy.Password, MatrixDatabases.Real)
        : new RawMySqlLogin(Shared.Database.Port) with { Database = MatrixDatabases.Of(policy) };

    public RawMatrixClient Client(MatrixPolicy policy, MatrixMode mode, bool isThrough) =>
        new(Login(policy, isThrough), mode, isThrough ? MatrixDatabases.Real : MatrixDatabases.BaseOf(policy));

    public void Dispose()
    {
        foreach (var tap in _taps.Values)
            tap.Dispose();
        _gateway?.Dispose();
        Databases.Dispose();
    }

    private static GatewayOptions Options(int port)
    {
        var attributes = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"], ["tenant"] = ["1"] };
        return GatewayOptions.MySql(port) with
        {
            Users = MatrixPolicy.All.ToDictionary(p => p.Name, _ => MatrixPolicy.Password),
            Attributes = MatrixPolicy.All.ToDictionary(p => p.Name, _ => (IReadOnlyDictionary<string, string[]>)attributes),
            Policies = new Dictionary<string, string> { ["matrix.yaml"] = MatrixFiles.Text("policy.yaml") },
            MaskKeys = new Dictionary<string, string> { ["default"] = MatrixPolicy.Key },
            PoolSize = 4,
        };
    }
}
