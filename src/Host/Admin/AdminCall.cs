namespace ProxyDb.Host.Admin;

/// <summary>One call of an administrator, for the audit (event <c>admin</c>).</summary>
/// <param name="Admin">Who; empty when the login was refused without a name.</param>
/// <param name="Address">From where.</param>
/// <param name="Action"><c>login pools sessions servers pause resume kill drain</c>.</param>
/// <param name="Target">Cluster or session, empty where there is none.</param>
/// <param name="Result"><c>done</c>, <c>refused</c> or <c>not-found</c>.</param>
public sealed record AdminCall(string Admin, string Address, string Action, string Target, string Result);
