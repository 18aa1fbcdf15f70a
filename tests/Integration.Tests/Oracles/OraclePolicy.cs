using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>The analyst may do everything but use facilities, under masks and row filters: what is hidden is hidden by these alone.</summary>
internal static class OraclePolicy
{
    public const string Analyst = "analyst";
    public const string Trusted = "trusted";

    /// <summary>May only select, in schema public.</summary>
    public const string Reader = "reader";
    public const string Password = "analyst-secret";

    public const string Text = """
        proxydb: policy/v1
        groups:
          analysts: [user:analyst]
        rules:
          - id: open
            subjects: [group:analysts, user:trusted]
            actions: [any, read, write, lock, call, copy, session, ddl, maintain, dcl, transaction, admin]
            objects: ["**"]
            functions: ["*", "**"]
            settings: ["**"]
            effect: allow
          - id: trusted-facilities
            subjects: [user:trusted]
            facilities: ["**"]
            effect: allow
          - id: read-only
            subjects: [user:reader]
            actions: [select]
            objects: ["public.*"]
            effect: allow
          - id: no-payroll
            except: [user:trusted]
            objects: [public.payroll, "hidden.*"]
            effect: deny
            message: "the payroll is not for this application"
          - id: own-branch
            except: [user:trusted]
            objects: [public.customers, public.visits]
            effect: filter
            where: "branch IN ({{user.branches}})"
          - id: hide-numbers
            except: [user:trusted]
            columns: ["**.resident_no"]
            effect: mask
            mask: {partial: {keep_last: 4}}
          - id: hide-email
            except: [user:trusted]
            columns: [public.customers.email]
            effect: mask
            mask: email
          - id: hide-birth
            except: [user:trusted]
            columns: [public.customers.birth]
            effect: mask
            mask: {date: year}
          - id: hide-salary
            except: [user:trusted]
            columns: [public.customers.salary, public.budgets.cap]
            effect: mask
            mask: "null"
          - id: hide-score
            except: [user:trusted]
            columns: [public.customers.score]
            effect: mask
            mask: {round: 1000}
          - id: hide-note
            except: [user:trusted]
            columns: [public.customers.note]
            effect: mask
            mask: {constant: "it's \\ hidden"}

        """;

    public static GatewayOptions Options(int backendPort) => new(backendPort)
    {
        PoolSize = 4,
        Policies = new Dictionary<string, string> { ["oracle.yaml"] = Text },
        Users = new Dictionary<string, string> { [Analyst] = Password, [Trusted] = Password, [Reader] = Password },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
        {
            [Analyst] = new Dictionary<string, string[]> { ["branches"] = ["S01"] },
            [Reader] = new Dictionary<string, string[]> { ["branches"] = ["S01"] },
        },
    };
}
