using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;

namespace ProxyDb.TestKit.Tds;

/// <summary>The sample TDS server in this process, with the sample shop, on a free port.</summary>
public sealed class SampleTdsServer : IDisposable
{
    private readonly SqlEngine _engine;

    private SampleTdsServer(TdsServerOptions options, IEnumerable<string> databases)
    {
        _engine = new SqlEngine([TdsSample.DatabaseName, "d", "e", .. databases]);
        TdsSample.Fill(_engine);
        Server = new TdsServer(options, _engine);
    }

    /// <summary>What it received, its faults, KILL.</summary>
    public TdsServer Server { get; }

    public int Port => Server.Port;

    /// <param name="options">Users are those of the sample unless it names some.</param>
    /// <param name="databases">Empty ones, beside those of the sample.</param>
    public static SampleTdsServer Start(TdsServerOptions? options = null, params string[] databases)
    {
        var given = options ?? new TdsServerOptions();
        return new SampleTdsServer(given.Users.ContainsKey("sa")
            ? given with
            {
                Users = new Dictionary<string, string>
                {
                    [TdsSample.User] = TdsSample.Password, [TdsSample.OtherUser] = TdsSample.OtherPassword, ["sa"] = TdsSample.AdminPassword,
                },
                DefaultDatabase = given.DefaultDatabase == "master" ? TdsSample.DatabaseName : given.DefaultDatabase,
            }
            : given, databases);
    }

    public void Dispose()
    {
        Server.Dispose();
        _engine.Dispose();
    }
}
