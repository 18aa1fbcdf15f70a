using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>Something of FROM, or the table a statement writes.</summary>
internal abstract class MySqlTable : MySqlNode;

/// <summary>A table, view, sequence or common table by name.</summary>
internal sealed class NamedTable : MySqlTable
{
    public required QualifiedName Name { get; init; }

    public MySqlName? Alias { get; init; }

    /// <summary>PARTITION (…)</summary>
    public ImmutableArray<MySqlName> Partitions { get; init; } = [];

    /// <summary>FOR SYSTEM_TIME of MariaDB: its points in time; <see cref="IsHistoric"/> tells that it is there (ALL has none).</summary>
    public ImmutableArray<MySqlExpression> SystemTime { get; init; } = [];

    public bool IsHistoric { get; init; }

    /// <summary>After the name and before the alias, hints or sampling: where the name with its partitions ends.</summary>
    public int NameEnd { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Name);
        visitor.VisitAll(SystemTime);
    }
}

/// <summary><c>[LATERAL] (query) [AS] alias [(columns)]</c></summary>
internal sealed class DerivedTable : MySqlTable
{
    public required MySqlQuery Query { get; init; }

    public bool IsLateral { get; init; }

    /// <summary>Null where the server would refuse it for want of one.</summary>
    public MySqlName? Alias { get; init; }

    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Query);
}

/// <summary><c>JSON_TABLE(document, path COLUMNS (…)) AS alias</c>: the document may name columns of tables before it.</summary>
internal sealed class JsonTable : MySqlTable
{
    public required MySqlExpression Document { get; init; }

    /// <summary>Names of all columns, nested ones included, in order.</summary>
    public required ImmutableArray<MySqlName> Columns { get; init; }

    public MySqlName? Alias { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Document);
}

internal enum JoinKind
{
    /// <summary>JOIN, INNER JOIN, CROSS JOIN</summary>
    Inner,
    Left,
    Right,

    /// <summary>STRAIGHT_JOIN</summary>
    Straight,
}

/// <summary>Two tables joined; a chain nests to the left.</summary>
internal sealed class JoinTable : MySqlTable
{
    public required JoinKind Kind { get; init; }

    public bool IsNatural { get; init; }

    public required MySqlTable Left { get; init; }

    public required MySqlTable Right { get; init; }

    public MySqlExpression? On { get; init; }

    public ImmutableArray<MySqlName> Using { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Left);
        visitor.Visit(Right);
        visitor.VisitIf(On);
    }
}

/// <summary><c>(a, b)</c>, <c>(a JOIN b)</c>, <c>{oj a LEFT JOIN b …}</c>; the span includes the brackets.</summary>
internal sealed class ParenthesizedTables : MySqlTable
{
    public required ImmutableArray<MySqlTable> Tables { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Tables);
}
