namespace ProxyDb.Policy.Decisions;

/// <summary>Facilities of ProxyDb's own: exceptions from "what is not understood is refused" (policy-language.md §5, 6).</summary>
public static class Facilities
{
    /// <summary>Parsed, but not understood.</summary>
    public const string Unresolved = "proxydb.unresolved";

    /// <summary>Not parsed at all.</summary>
    public const string Unparsed = "proxydb.unparsed";

    /// <summary>SQL in a value that is not constant.</summary>
    public const string DynamicSql = "proxydb.dynamic_sql";

    /// <summary>A message of the protocol that ProxyDb does not know.</summary>
    public const string UnknownMessage = "proxydb.unknown_message";

    /// <summary>
    /// Seeing and ending prepared transactions whoever made them: nobody remembers the owner of a branch, so that a recovery
    /// takes this facility (policy-language.md §5, 8).
    /// </summary>
    public const string XaRecovery = "xa_recovery";

    /// <summary>Whether <c>enforcement: observe</c> leaves it enforced.</summary>
    internal static bool IsHard(string name) => name is Unresolved or Unparsed or UnknownMessage;
}
