using ProxyDb.Integration.Tests.Denial;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tests.Conversations;

/// <summary>Everybody but the analyst may do anything but read salaries; the analyst reads two tables of the shop.</summary>
internal static class ConversationPolicy
{
    private const string Analyst = """
        proxydb: policy/v1
        rules:
          - id: analyst-reads
            subjects: [user:analyst]
            actions: [select]
            objects: [public.customers, public.orders]
            functions: ["@safe"]
            effect: allow

        """;

    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["everything.yaml"] = OpenPolicy.Text.Replace("[any]", "[user:app]", StringComparison.Ordinal),
        ["denials.yaml"] = DenialPolicy.Text,
        ["analyst.yaml"] = Analyst,
    };

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Attributes { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string[]>> { ["analyst"] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"] } };
}
