using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tests.Denial;

/// <summary>Everything is allowed but <c>public.salaries</c> and <c>hidden.*</c>.</summary>
internal static class DenialPolicy
{
    public const string Rule = "no-salaries";

    public const string Text = $$"""
        proxydb: policy/v1
        rules:
          - id: {{Rule}}
            subjects: [any]
            objects: [public.salaries, "hidden.*"]
            effect: deny
            message: "salaries are not for applications"

        """;

    public static IReadOnlyDictionary<string, string> Files { get; } =
        new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["denials.yaml"] = Text };
}
