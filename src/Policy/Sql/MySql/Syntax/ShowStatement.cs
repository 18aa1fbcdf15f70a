namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>SHOW in all its forms.</summary>
internal sealed class ShowStatement : MySqlStatement
{
    /// <summary>The words that tell what is shown, in upper case: <c>CREATE TABLE</c>, <c>COLUMNS</c>, <c>PROCESSLIST</c>.</summary>
    public required string What { get; init; }

    public QualifiedName? Object { get; init; }

    /// <summary>FROM or IN of a listing; the database of SHOW CREATE DATABASE.</summary>
    public MySqlName? Database { get; init; }

    /// <summary>Of SHOW GRANTS and SHOW CREATE USER.</summary>
    public AccountName? Account { get; init; }

    public string? Like { get; init; }

    /// <summary>Over the columns of the answer.</summary>
    public MySqlExpression? Where { get; init; }

    /// <summary>GLOBAL of SHOW VARIABLES and SHOW STATUS.</summary>
    public bool IsGlobal { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.VisitIf(Object);
        visitor.VisitIf(Account);
        visitor.VisitIf(Where);
    }
}
