using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>PREPARE name FROM text</c></summary>
internal sealed class PrepareStatement : MySqlStatement
{
    public required MySqlName Name { get; init; }

    /// <summary>A literal, a user variable, or with MariaDB any expression.</summary>
    public required MySqlExpression Source { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.Visit(Source);
}

internal sealed class ExecuteStatement : MySqlStatement
{
    public required MySqlName Name { get; init; }

    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Arguments);
}

/// <summary><c>EXECUTE IMMEDIATE</c> of MariaDB.</summary>
internal sealed class ExecuteImmediate : MySqlStatement
{
    public required MySqlExpression Source { get; init; }

    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Source);
        visitor.VisitAll(Arguments);
    }
}

/// <summary><c>DEALLOCATE PREPARE</c>, <c>DROP PREPARE</c></summary>
internal sealed class DeallocateStatement : MySqlStatement
{
    public required MySqlName Name { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
