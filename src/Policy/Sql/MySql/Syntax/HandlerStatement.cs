using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

internal enum HandlerVerb
{
    Open,
    Read,
    Close,
}

/// <summary><c>HANDLER</c>: the rows of a table in the order of an index.</summary>
internal sealed class HandlerStatement : MySqlStatement
{
    public required HandlerVerb Verb { get; init; }

    /// <summary>OPEN: the table; READ and CLOSE: the handler's name.</summary>
    public required QualifiedName Table { get; init; }

    public MySqlName? Alias { get; init; }

    public ImmutableArray<MySqlExpression> Keys { get; init; } = [];

    public MySqlExpression? Where { get; init; }

    public LimitClause? Limit { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Table);
        visitor.VisitAll(Keys);
        visitor.VisitIf(Where);
        visitor.VisitIf(Limit);
    }
}
