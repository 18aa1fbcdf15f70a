namespace ProxyDb.TestKit.Gateways;

/// <summary>A policy that allows everything: the differential tests look at the wire, not at decisions.</summary>
public static class OpenPolicy
{
    public const string Text = """
        proxydb: policy/v1
        rules:
          - id: everything
            description: Everything the floor leaves open; for tests only.
            subjects: [any]
            actions: [any, read, write, lock, call, copy, session, ddl, maintain, dcl, transaction, admin]
            objects: ["**"]
            functions: ["*", "**"]
            settings: ["**"]
            facilities: ["**"]
            effect: allow

        """;

    /// <summary>The same, and the views by which SQL Server tells a session of itself: tests look there for what a gateway left behind.</summary>
    public static string TextWithServerViews { get; } =
        Text.Replace("    effect: allow", "    overrides_floor: [floor-tsql-sessions]\n    effect: allow", StringComparison.Ordinal);
}
