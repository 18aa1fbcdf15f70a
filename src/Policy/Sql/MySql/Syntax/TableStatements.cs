using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal sealed class CreateTable : MySqlStatement
{
    public required QualifiedName Table { get; init; }

    public bool IsTemporary { get; init; }

    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public required TableDefinition Definition { get; init; }

    /// <summary><c>CREATE TABLE … LIKE</c></summary>
    public QualifiedName? Like { get; init; }

    public MySqlQuery? Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Table);
        visitor.Visit(Definition);
        visitor.VisitIf(Like);
        visitor.VisitIf(Query);
    }
}

internal sealed class AlterTable : MySqlStatement
{
    public required QualifiedName Table { get; init; }

    public required TableDefinition Definition { get; init; }

    /// <summary>Existing columns that are named: dropped, changed, renamed.</summary>
    public ImmutableArray<MySqlName> Columns { get; init; } = [];

    public ImmutableArray<TableMove> Moves { get; init; } = [];

    /// <summary>IMPORT TABLESPACE: the rows come from a file.</summary>
    public bool ImportsFile { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Table);
        visitor.Visit(Definition);
        visitor.VisitAll(Moves);
    }
}

internal enum TableMoveKind
{
    Rename,

    /// <summary>EXCHANGE PARTITION … WITH TABLE</summary>
    Exchange,

    /// <summary>CONVERT PARTITION … TO TABLE</summary>
    PartitionToTable,

    /// <summary>CONVERT TABLE … TO PARTITION</summary>
    TableToPartition,
}

/// <summary>How ALTER TABLE deals with another table.</summary>
internal sealed class TableMove : MySqlNode
{
    public required TableMoveKind Kind { get; init; }

    public required QualifiedName Other { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Other);
}

internal sealed class RenameTables : MySqlStatement
{
    public required ImmutableArray<TableRename> Renames { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Renames);
}

internal sealed class TableRename : MySqlNode
{
    public required QualifiedName From { get; init; }

    public required QualifiedName To { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(From);
        visitor.Visit(To);
    }
}

internal sealed class TruncateStatement : MySqlStatement
{
    public required QualifiedName Table { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Table);
}

/// <summary>CREATE INDEX, DROP INDEX</summary>
internal sealed class IndexStatement : MySqlStatement
{
    public bool IsDrop { get; init; }

    public required QualifiedName Table { get; init; }

    public ImmutableArray<KeyPart> Parts { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Table);
        visitor.VisitAll(Parts);
    }
}
