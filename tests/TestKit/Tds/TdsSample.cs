namespace ProxyDb.TestKit.Tds;

/// <summary>Names of the sample shop on the sample TDS server: database <c>shop</c>, service login <c>app</c>.</summary>
public static class TdsSample
{
    public const string DatabaseName = "shop";
    public const string User = "app";
    public const string Password = "app-secret";

    /// <summary>A second login, for tests of foreign sessions.</summary>
    public const string OtherUser = "other";
    public const string OtherPassword = "other-secret";
}
