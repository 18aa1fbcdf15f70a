using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal sealed class CreateTrigger : MySqlStatement
{
    public required QualifiedName Trigger { get; init; }

    public required QualifiedName Table { get; init; }

    public AccountName? Definer { get; init; }

    public required MySqlStatement Body { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Trigger);
        visitor.Visit(Table);
        visitor.VisitIf(Definer);
        visitor.Visit(Body);
    }
}

/// <summary>CREATE EVENT, ALTER EVENT</summary>
internal sealed class EventStatement : MySqlStatement
{
    public bool IsAlter { get; init; }

    public required QualifiedName Event { get; init; }

    public AccountName? Definer { get; init; }

    public ImmutableArray<MySqlExpression> Schedule { get; init; } = [];

    public QualifiedName? NewName { get; init; }

    /// <summary>Null: an ALTER that leaves it.</summary>
    public MySqlStatement? Body { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Event);
        visitor.VisitIf(Definer);
        visitor.VisitAll(Schedule);
        visitor.VisitIf(NewName);
        visitor.VisitIf(Body);
    }
}

internal sealed class RoutineParameter : MySqlNode
{
    public required MySqlName Name { get; init; }

    public bool IsOut { get; init; }

    public DataType? Type { get; init; }

    /// <summary>MariaDB: the table whose column's or row's type it has.</summary>
    public QualifiedName? TypeOf { get; init; }

    public MySqlExpression? Default { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Type);
        visitor.VisitIf(TypeOf);
        visitor.VisitIf(Default);
    }
}

/// <summary>CREATE PROCEDURE, CREATE FUNCTION</summary>
internal sealed class CreateRoutine : MySqlStatement
{
    public bool IsFunction { get; init; }

    public required QualifiedName Routine { get; init; }

    public ImmutableArray<RoutineParameter> Parameters { get; init; } = [];

    public AccountName? Definer { get; init; }

    /// <summary>SONAME: a function of a library of the server.</summary>
    public string? Library { get; init; }

    /// <summary>In upper case.</summary>
    public string Language { get; init; } = "SQL";

    /// <summary>Null: a function of a library, or a body in another language.</summary>
    public MySqlStatement? Body { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Routine);
        visitor.VisitAll(Parameters);
        visitor.VisitIf(Definer);
        visitor.VisitIf(Body);
    }
}

/// <summary>ALTER PROCEDURE, ALTER FUNCTION: characteristics only.</summary>
internal sealed class AlterRoutine : MySqlStatement
{
    public bool IsFunction { get; init; }

    public required QualifiedName Routine { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Routine);
}
