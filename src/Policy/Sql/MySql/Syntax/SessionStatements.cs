using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal sealed class UseStatement : MySqlStatement
{
    public required MySqlName Database { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>DO</c>: expressions whose values are thrown away.</summary>
internal sealed class DoStatement : MySqlStatement
{
    public required ImmutableArray<MySqlExpression> Expressions { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Expressions);
}

internal sealed class CallStatement : MySqlStatement
{
    public required QualifiedName Routine { get; init; }

    /// <summary>MariaDB: the package in front of the procedure, when three names are given.</summary>
    public MySqlName? Package { get; init; }

    public ImmutableArray<MySqlExpression> Arguments { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Routine);
        visitor.VisitAll(Arguments);
    }
}

internal sealed class KillStatement : MySqlStatement
{
    /// <summary>KILL QUERY: the connection lives on.</summary>
    public bool QueryOnly { get; init; }

    /// <summary><c>KILL QUERY ID</c> of MariaDB: the number is that of a query.</summary>
    public bool ByQueryId { get; init; }

    public MySqlExpression? Id { get; init; }

    /// <summary><c>KILL USER</c> of MariaDB: every connection of an account.</summary>
    public AccountName? Account { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Id);
        visitor.VisitIf(Account);
    }
}

/// <summary><c>GET [CURRENT | STACKED] DIAGNOSTICS</c></summary>
internal sealed class GetDiagnosticsStatement : MySqlStatement
{
    /// <summary>What the items are assigned to: user variables, or local variables as column references.</summary>
    public required ImmutableArray<MySqlExpression> Targets { get; init; }

    public MySqlExpression? Condition { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitAll(Targets);
        visitor.VisitIf(Condition);
    }
}

/// <summary><c>SIGNAL</c>, <c>RESIGNAL</c></summary>
internal sealed class SignalStatement : MySqlStatement
{
    public bool IsResignal { get; init; }

    /// <summary>Of the information items.</summary>
    public ImmutableArray<MySqlExpression> Values { get; init; } = [];

    public override void VisitChildren(MySqlNodeVisitor visitor) => visitor.VisitAll(Values);
}

internal sealed class HelpStatement : MySqlStatement
{
    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
