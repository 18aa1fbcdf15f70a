using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>user@host</c>, a role, CURRENT_USER, CURRENT_ROLE or PUBLIC.</summary>
internal sealed class AccountName : MySqlNode
{
    /// <summary><c>current_user</c> and <c>current_role</c> for the keywords, <c>public</c> for PUBLIC.</summary>
    public required string Name { get; init; }

    public string? Host { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary>CREATE, ALTER, DROP and RENAME of users and roles; who may act as whom.</summary>
internal sealed class AccountStatement : MySqlStatement
{
    /// <summary>CREATE USER, DROP ROLE, GRANT ROLE, GRANT PROXY …</summary>
    public required string Kind { get; init; }

    public ImmutableArray<AccountName> Accounts { get; init; } = [];

    /// <summary>How the accounts identify themselves, or what else holds for them, is said.</summary>
    public bool Changes { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Accounts);
}

/// <summary>GRANT and REVOKE of privileges.</summary>
internal sealed class GrantStatement : MySqlStatement
{
    public bool IsRevoke { get; init; }

    /// <summary>The table or routine; null: a whole level.</summary>
    public QualifiedName? Object { get; init; }

    public bool IsRoutine { get; init; }

    /// <summary><c>database.*</c>; null: <c>*.*</c>, or <c>*</c> with <see cref="IsCurrentDatabase"/>.</summary>
    public MySqlName? Database { get; init; }

    public bool IsCurrentDatabase { get; init; }

    /// <summary>Of column privileges.</summary>
    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public ImmutableArray<AccountName> Accounts { get; init; } = [];

    /// <summary>IDENTIFIED, REQUIRE or limits: a GRANT that changes the accounts themselves.</summary>
    public bool ChangesAccounts { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Object);
        visitor.VisitAll(Accounts);
    }
}
