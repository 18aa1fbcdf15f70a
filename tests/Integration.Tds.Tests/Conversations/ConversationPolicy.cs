using ProxyDb.Integration.Tds.Tests.Denial;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>The application may do anything but read salaries; the analyst reads two tables of the shop, customers of the own branches
/// only and with their resident numbers masked.</summary>
internal static class ConversationPolicy
{
    private const string Analyst = """
        proxydb: policy/v1
        rules:
          - id: analyst-reads
            subjects: [user:analyst]
            actions: [select]
            objects: [shop.dbo.customers, shop.dbo.orders]
            functions: ["@safe"]
            effect: allow
          - id: hide-resident-numbers
            subjects: [user:analyst]
            columns: [shop.dbo.customers.resident_no]
            effect: mask
            mask: {partial: {keep_last: 2}}
          - id: own-branches
            subjects: [user:analyst]
            objects: [shop.dbo.customers]
            effect: filter
            where: "branch_id IN ({{user.branches}})"

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
