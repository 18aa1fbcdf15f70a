using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>The analyst may do everything but use facilities, under masks and row filters: what is hidden is hidden by these alone.</summary>
internal static class BypassPolicy
{
    public const string Analyst = "analyst";
    public const string Trusted = "trusted";

    /// <summary>May only select, in schema <c>dbo</c> of database <c>twin</c>.</summary>
    public const string Reader = "reader";
    public const string Password = "analyst-secret";

    private const string Text = """
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
            objects: ["twin.dbo.*"]
            effect: allow
          - id: no-payroll
            except: [user:trusted]
            objects: [twin.dbo.payroll, "hidden.*.*"]
            effect: deny
            message: "the payroll is not for this application"
          - id: own-branch
            except: [user:trusted]
            objects: [twin.dbo.customers, twin.dbo.visits]
            effect: filter
            where: "branch IN ({{user.branches}})"
          - id: hide-numbers
            except: [user:trusted]
            columns: ["**.resident_no"]
            effect: mask
            mask: {partial: {keep_last: 4}}
          - id: hide-email
            except: [user:trusted]
            columns: [twin.dbo.customers.email]
            effect: mask
            mask: email
          - id: hide-birth
            except: [user:trusted]
            columns: [twin.dbo.customers.birth]
            effect: mask
            mask: {date: year}
          - id: hide-salary
            except: [user:trusted]
            columns: [twin.dbo.customers.salary]
            effect: mask
            mask: "null"
          - id: hide-note
            except: [user:trusted]
            columns: [twin.dbo.customers.note]
            effect: mask
            mask: {constant: "it's hidden"}

        """;

    public static GatewayOptions Options(int backendPort) => GatewayOptions.Tds(backendPort) with
    {
        PoolSize = 4,
        LoginUser = BypassSchema.Service,
        LoginPassword = BypassSchema.ServicePassword,
        Policies = new Dictionary<string, string> { ["bypass.yaml"] = Text },
        Users = new Dictionary<string, string> { [Analyst] = Password, [Trusted] = Password, [Reader] = Password },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
        {
            [Analyst] = new Dictionary<string, string[]> { ["branches"] = ["S01"] },
            [Reader] = new Dictionary<string, string[]> { ["branches"] = ["S01"] },
        },
    };
}
