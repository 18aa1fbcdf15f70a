using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>What CREATE TABLE and ALTER TABLE say of a table.</summary>
internal sealed class TableDefinition : MySqlNode
{
    public ImmutableArray<ColumnDefinition> Columns { get; init; } = [];

    public ImmutableArray<TableConstraint> Constraints { get; init; } = [];

    public ImmutableArray<DefinitionOption> Options { get; init; } = [];

    /// <summary>UNION of a MERGE table.</summary>
    public ImmutableArray<QualifiedName> Union { get; init; } = [];

    /// <summary>Expressions, columns and bounds of PARTITION BY.</summary>
    public ImmutableArray<MySqlExpression> Partitioning { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Columns);
        visitor.VisitAll(Constraints);
        visitor.VisitAll(Options);
        visitor.VisitAll(Union);
        visitor.VisitAll(Partitioning);
    }
}

internal sealed class ColumnDefinition : MySqlNode
{
    public required MySqlName Name { get; init; }

    /// <summary>Null: a system-versioning column, SERIAL, or a change that leaves the type.</summary>
    public DataType? Type { get; init; }

    /// <summary>DEFAULT, generated value, CHECK, ON UPDATE: over columns of the table.</summary>
    public ImmutableArray<MySqlExpression> Expressions { get; init; } = [];

    public bool IsGenerated { get; init; }

    public bool IsKey { get; init; }

    public ForeignReference? References { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Type);
        visitor.VisitAll(Expressions);
        visitor.VisitIf(References);
    }
}

/// <summary><c>REFERENCES table (columns)</c></summary>
internal sealed class ForeignReference : MySqlNode
{
    public required QualifiedName Table { get; init; }

    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Table);
}

/// <summary>A column of a key, or with MySQL an expression.</summary>
internal sealed class KeyPart : MySqlNode
{
    public MySqlName? Column { get; init; }

    public MySqlExpression? Expression { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitIf(Expression);
}

/// <summary>A key, a foreign key or a CHECK of a table.</summary>
internal sealed class TableConstraint : MySqlNode
{
    public ImmutableArray<KeyPart> Parts { get; init; } = [];

    public ForeignReference? References { get; init; }

    public MySqlExpression? Check { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Parts);
        visitor.VisitIf(References);
        visitor.VisitIf(Check);
    }
}

/// <summary><c>name = value</c> of a table or of a partition.</summary>
internal sealed class DefinitionOption : MySqlNode
{
    /// <summary>In upper case, words joined by a space: ENGINE, DATA DIRECTORY.</summary>
    public required string Name { get; init; }

    public required string Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
