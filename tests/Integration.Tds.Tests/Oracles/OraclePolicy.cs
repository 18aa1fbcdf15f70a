using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>The analyst may do everything but use facilities, under masks and row filters: what is hidden is hidden by these alone.</summary>
internal static class OraclePolicy
{
    public const string Analyst = "analyst";
    public const string Password = "analyst-secret";

    private const string Text = """
        proxydb: policy/v1
        rules:
          - id: open
            subjects: [user:analyst]
            actions: [any, read, write, lock, call, copy, session, ddl, maintain, dcl, transaction, admin]
            objects: ["**"]
            functions: ["*", "**"]
            settings: ["**"]
            effect: allow
          - {id: own-branch, subjects: [any], objects: ["*.dbo.customers", "*.dbo.visits"], effect: filter, where: "branch IN ({{user.branches}})"}
          - {id: hide-numbers, subjects: [any], columns: ["**.resident_no"], effect: mask, mask: {partial: {keep_last: 4}}}
          - {id: hide-email, subjects: [any], columns: ["**.customers.email"], effect: mask, mask: email}
          - {id: hide-birth, subjects: [any], columns: ["**.customers.birth"], effect: mask, mask: {date: year}}
          - {id: hide-salary, subjects: [any], columns: ["**.customers.salary"], effect: mask, mask: "null"}
          - {id: hide-score, subjects: [any], columns: ["**.customers.score"], effect: mask, mask: {round: 1000}}
          - {id: hide-note, subjects: [any], columns: ["**.customers.note"], effect: mask, mask: {constant: "it is hidden"}}

        """;

    public static GatewayOptions Options(int backendPort) => GatewayOptions.Tds(backendPort) with
    {
        PoolSize = 4,
        Policies = new Dictionary<string, string> { ["oracle.yaml"] = Text },
        Users = new Dictionary<string, string> { [Analyst] = Password },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>> { [Analyst] = new Dictionary<string, string[]> { ["branches"] = ["S01"] } },
    };
}
