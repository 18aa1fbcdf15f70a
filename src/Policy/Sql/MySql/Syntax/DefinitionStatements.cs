using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>What a DROP statement names.</summary>
internal enum DefinedKind
{
    Table,
    View,
    Sequence,
    Procedure,
    Function,
    Package,
    PackageBody,
    Trigger,
    Event,
}

/// <summary>DROP of what stands in a database.</summary>
internal sealed class DropStatement : MySqlStatement
{
    public required DefinedKind Kind { get; init; }

    public required ImmutableArray<QualifiedName> Objects { get; init; }

    public bool IsTemporary { get; init; }

    public bool IfExists { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Objects);
}

/// <summary>CREATE VIEW, ALTER VIEW</summary>
internal sealed class ViewStatement : MySqlStatement
{
    public bool IsAlter { get; init; }

    public required QualifiedName View { get; init; }

    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public required MySqlQuery Query { get; init; }

    /// <summary>Whose rights the view has; null: the creator's.</summary>
    public AccountName? Definer { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(View);
        visitor.Visit(Query);
        visitor.VisitIf(Definer);
    }
}

internal sealed class DatabaseStatement : MySqlStatement
{
    /// <summary>CREATE, ALTER, DROP</summary>
    public required string Verb { get; init; }

    /// <summary>Null: ALTER DATABASE of the current one.</summary>
    public MySqlName? Database { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary>CREATE SEQUENCE, ALTER SEQUENCE of MariaDB.</summary>
internal sealed class SequenceStatement : MySqlStatement
{
    public bool IsAlter { get; init; }

    public bool IsTemporary { get; init; }

    public required QualifiedName Sequence { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Sequence);
}

/// <summary>What stands beside databases: servers, tablespaces, log file groups, resource groups, reference systems.</summary>
internal sealed class ServerObjectStatement : MySqlStatement
{
    /// <summary>CREATE SERVER, ALTER TABLESPACE …</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary><c>remote</c> for servers, <c>file_write</c> for tablespaces; null: none.</summary>
    public string? Facility { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
