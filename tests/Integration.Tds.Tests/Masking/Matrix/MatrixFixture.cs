using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Relays;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>Databases, gateway and taps of a run of the matrix.</summary>
internal sealed class MatrixFixture : IDisposable
{
    private const uint Old = 0x71000001;

    private readonly Dictionary<string, ByteTap> _taps = [];
    private readonly Dictionary<(string Policy, bool IsOld, string Entry), IReadOnlyList<StepOutcome>> _expected = [];
    private ProxyDbProcess? _gateway;

    public MatrixFixture()
    {
        Databases = new MatrixDatabases();
        Hidden = MatrixPolicy.All.ToDictionary(
            p => p.Name, p => p.HiddenValues.SelectMany(Databases.Values).OfType<object>().Select(HiddenValue.Of).DistinctBy(h => h.Text).ToList());
    }

    public MatrixDatabases Databases { get; }

    /// <summary>By policy: what its user must not receive.</summary>
    public IReadOnlyDictionary<string, List<HiddenValue>> Hidden { get; }

    /// <summary>The last lines of the gateway's log.</summary>
    public string LogTail => _gateway is null ? "" : string.Join('\n', _gateway.Process.Output.TrimEnd().Split('\n').TakeLast(3));

    /// <summary>Between a policy's clients and the gateway, which is started at first use.</summary>
    public ByteTap Tap(MatrixPolicy policy)
    {
        _gateway ??= GatewayUnderTest.StartProxyDb(Options(Databases.Port));
        if (!_taps.TryGetValue(policy.Name, out var tap))
            _taps.Add(policy.Name, tap = new ByteTap(_gateway.Port));
        return tap;
    }

    /// <summary>Where a policy's statements go: through the gateway, or to the database of views.</summary>
    public RawTdsLogin Login(MatrixPolicy policy, bool isThrough) => isThrough
        ? new RawTdsLogin(Tap(policy).Port) { User = policy.Name, Password = MatrixPolicy.Password, Database = MatrixDatabases.Real }
        : new RawTdsLogin(Databases.Port) { Database = MatrixDatabases.Of(policy) };

    public RawMatrixClient Client(MatrixPolicy policy, MatrixMode mode, bool isThrough)
    {
        var login = Login(policy, isThrough);
        var isPlain = isThrough || policy.Layers.Length == 0;
        return new RawMatrixClient(mode is MatrixMode.OldBatch or MatrixMode.OldPrepared ? login with { Version = Old } : login, mode, isPlain ? "dbo" : "base");
    }

    /// <summary>What the views answer to an entry that only reads: the same in every way to ask, so it is asked once.</summary>
    public IReadOnlyList<StepOutcome> Expected(MatrixPolicy policy, bool isOld, MatrixCase entry)
    {
        if (_expected.TryGetValue((policy.Name, isOld, entry.Id), out var known))
            return known;
        using var views = Client(policy, isOld ? MatrixMode.OldBatch : MatrixMode.Batch, isThrough: false);
        foreach (var any in MatrixCase.All.Where(e => !e.IsWrite))
            _expected[(policy.Name, isOld, any.Id)] = views.Run(any, any.StepsAtTheDatabase(policy.Name));
        return _expected[(policy.Name, isOld, entry.Id)];
    }

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
        return GatewayOptions.Tds(port) with
        {
            Users = MatrixPolicy.All.ToDictionary(p => p.Name, _ => MatrixPolicy.Password),
            Attributes = MatrixPolicy.All.ToDictionary(p => p.Name, _ => (IReadOnlyDictionary<string, string[]>)attributes),
            Policies = new Dictionary<string, string> { ["matrix.yaml"] = MatrixFiles.Text("policy.yaml") },
            MaskKeys = new Dictionary<string, string> { ["default"] = MatrixPolicy.Key },
            PoolSize = 4,
        };
    }
}
