namespace ProxyDb.Policy.Sql;

/// <summary>The action words of the policy language (policy-language.md §2).</summary>
public enum SqlAction
{
    Select,
    Insert,
    Update,
    Delete,
    Truncate,
    Copy,
    Lock,
    Call,
    Metadata,
    Ddl,
    Maintain,
    Dcl,
    Transaction,
    Session,
    Admin,

    /// <summary>A statement that does nothing a policy speaks of (an empty query).</summary>
    None,
}
