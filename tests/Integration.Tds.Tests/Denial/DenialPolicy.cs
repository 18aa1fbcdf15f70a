using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.Denial;

/// <summary>Everything is allowed but <c>dbo.salaries</c> of the shop and all of database <c>e</c>.</summary>
internal static class DenialPolicy
{
    public const string Rule = "no-salaries";

    public const string Text = $$"""
        proxydb: policy/v1
        rules:
          - id: {{Rule}}
            subjects: [any]
            objects: ["*.dbo.salaries", "e.*.*"]
            effect: deny
            message: "salaries are not for applications"

        """;

    public static IReadOnlyDictionary<string, string> Files { get; } =
        new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["denials.yaml"] = Text };

    /// <summary>The same, and what is not understood is not allowed.</summary>
    public static IReadOnlyDictionary<string, string> WithoutFacilities { get; } = new Dictionary<string, string>
    {
        ["everything.yaml"] = OpenPolicy.Text.Replace("    facilities: [\"**\"]\n", "", StringComparison.Ordinal), ["denials.yaml"] = Text,
    };
}
