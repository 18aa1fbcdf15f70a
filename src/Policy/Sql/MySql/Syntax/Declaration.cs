using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>What a block of a stored program declares.</summary>
internal abstract class Declaration : MySqlNode;

/// <summary><c>DECLARE a, b type [DEFAULT value]</c></summary>
internal sealed class VariableDeclaration : Declaration
{
    public required ImmutableArray<MySqlName> Names { get; init; }

    public DataType? Type { get; init; }

    /// <summary>MariaDB: TYPE OF and ROW TYPE OF a table's column or row, a cursor or a variable.</summary>
    public QualifiedName? TypeOf { get; init; }

    public MySqlExpression? Default { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Type);
        visitor.VisitIf(TypeOf);
        visitor.VisitIf(Default);
    }
}

internal sealed class ConditionDeclaration : Declaration
{
    public required MySqlName Name { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

internal sealed class CursorDeclaration : Declaration
{
    public required MySqlName Name { get; init; }

    public ImmutableArray<RoutineParameter> Parameters { get; init; } = [];

    /// <summary>Null: a prepared statement's name of later MariaDB.</summary>
    public MySqlStatement? Query { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Parameters);
        visitor.VisitIf(Query);
    }
}

internal sealed class HandlerDeclaration : Declaration
{
    public required MySqlStatement Body { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Body);
}
