using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>LOAD DATA</c>, <c>LOAD XML</c></summary>
internal sealed class LoadStatement : MySqlStatement
{
    public bool IsXml { get; init; }

    /// <summary>The server asks the client for the file.</summary>
    public bool IsLocal { get; init; }

    public required string File { get; init; }

    /// <summary>Rows with the same key are deleted.</summary>
    public bool IsReplace { get; init; }

    public required NamedTable Table { get; init; }

    /// <summary>Columns and user variables the fields go to; empty: every column.</summary>
    public ImmutableArray<MySqlExpression> Fields { get; init; } = [];

    public ImmutableArray<Assignment> Assignments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Table);
        visitor.VisitAll(Fields);
        visitor.VisitAll(Assignments);
    }
}
