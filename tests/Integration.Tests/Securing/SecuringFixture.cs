using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Securing;

/// <summary>
/// A gateway with one backend connection: <c>app</c> sees customers of S01 and S02, <c>other</c> those of S03; resident numbers and
/// addresses are masked for both. <c>plain</c> has no attribute, <c>free</c> is under no rule.
/// </summary>
public abstract class SecuringFixture : GatewayFixture
{
    internal const string Policy = """
        proxydb: policy/v1
        tags:
          pii.rrn: [public.customers.resident_no]
        rules:
          - id: own-branches
            subjects: [any]
            except: ["user:free"]
            effect: filter
            objects: [public.customers]
            where: "branch_id IN ({{user.branches}})"
          - id: masked-rrn
            subjects: [any]
            except: ["user:free"]
            effect: mask
            tags: [pii.rrn]
            mask: {partial: {keep_first: 6, with: "*"}}

        """;

    private ProxyDbProcess? _gateway;

    protected ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    protected virtual string Policies => Policy;

    [OneTimeSetUp]
    public void StartGateway() => _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
    {
        PoolSize = 1,
        MaskKeys = new Dictionary<string, string> { ["default"] = "a key for tests only, of more than thirty-two bytes" },
        Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["securing.yaml"] = Policies },
        Users = new Dictionary<string, string>
        {
            [SampleSchema.User] = SampleSchema.Password, [SampleSchema.OtherUser] = SampleSchema.OtherPassword, ["plain"] = "p", ["free"] = "f",
        },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
        {
            [SampleSchema.User] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"], ["home"] = ["S01"] },
            [SampleSchema.OtherUser] = new Dictionary<string, string[]> { ["branches"] = ["S03"], ["home"] = ["S03", "S04"] },
        },
    });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    protected RawPostgresClient App() => Login(new RawLogin(Gateway.Port));

    protected RawPostgresClient Other() => Login(new RawLogin(Gateway.Port, SampleSchema.OtherUser, SampleSchema.OtherPassword));

    protected RawPostgresClient As(string user, string password) => Login(new RawLogin(Gateway.Port, user, password));

    protected static string[] Values(IEnumerable<ServerMessage> messages) =>
        [.. messages.Where(m => m.Kind == 'D').Select(m => string.Join('|', m.TextValues))];

    protected static ServerMessage Error(IEnumerable<ServerMessage> messages) => messages.First(m => m.IsError);
}
