using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>SET with one or more items, which take effect from left to right.</summary>
internal sealed class SetStatement : MySqlStatement
{
    public required ImmutableArray<SetItem> Items { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Items);
}

/// <summary><c>SET STATEMENT … FOR</c> of MariaDB: settings for one statement.</summary>
internal sealed class SetStatementFor : MySqlStatement
{
    public required ImmutableArray<SetItem> Items { get; init; }

    public required MySqlStatement Inner { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Items);
        visitor.Visit(Inner);
    }
}

internal abstract class SetItem : MySqlNode;

/// <summary>A system variable, a local variable of a stored program, a field of one, or a column of NEW in a trigger.</summary>
internal sealed class SetVariable : SetItem
{
    public required VariableScope Scope { get; init; }

    /// <summary>What stands before the dot: a key cache, a row variable, NEW; <c>default</c> as a word too.</summary>
    public MySqlName? Prefix { get; init; }

    public required MySqlName Name { get; init; }

    /// <summary>Written with <c>@@</c>, or after GLOBAL, SESSION and their like: never a local variable.</summary>
    public bool IsSystem { get; init; }

    /// <summary>Null for DEFAULT. ON, ALL, BINARY, ROW and other bare words are column references.</summary>
    public MySqlExpression? Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitIf(Value);
}

/// <summary><c>SET @name = value</c></summary>
internal sealed class SetUserVariable : SetItem
{
    public required UserVariable Variable { get; init; }

    public required MySqlExpression Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Variable);
        visitor.Visit(Value);
    }
}

/// <summary><c>SET NAMES</c>, <c>SET CHARACTER SET</c></summary>
internal sealed class SetCharacterSet : SetItem
{
    public bool IsNames { get; init; }

    /// <summary>As written; null for DEFAULT.</summary>
    public string? CharacterSet { get; init; }

    public string? Collation { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>SET [scope] TRANSACTION</c></summary>
internal sealed class SetTransaction : SetItem
{
    public required VariableScope Scope { get; init; }

    /// <summary>As the server shows it: <c>READ-COMMITTED</c>; null: not given.</summary>
    public string? Isolation { get; init; }

    public bool? IsReadOnly { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>SET PASSWORD [FOR account]</c>; the password is not kept.</summary>
internal sealed class SetPassword : SetItem
{
    public AccountName? Account { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitIf(Account);
}

/// <summary><c>SET ROLE</c>, <c>SET DEFAULT ROLE</c></summary>
internal sealed class SetRole : SetItem
{
    public bool IsDefault { get; init; }

    /// <summary><c>NONE ALL DEFAULT</c> where no role is named.</summary>
    public string? Word { get; init; }

    public ImmutableArray<AccountName> Roles { get; init; } = [];

    /// <summary>Whose default role it is; empty for one's own.</summary>
    public ImmutableArray<AccountName> Accounts { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Roles);
        visitor.VisitAll(Accounts);
    }
}
