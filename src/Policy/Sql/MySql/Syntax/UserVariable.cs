namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary><c>@name</c>, <c>@'name'</c>, <c>@`name`</c>.</summary>
internal sealed class UserVariable : MySqlExpression
{
    /// <summary>Without the at sign; compared without regard to case. Empty for a lone <c>@</c>.</summary>
    public required MySqlName Name { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}

/// <summary><c>@v := value</c>: an expression that assigns.</summary>
internal sealed class VariableAssignment : MySqlExpression
{
    public required UserVariable Variable { get; init; }

    public required MySqlExpression Value { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
        visitor.Visit(Variable);
        visitor.Visit(Value);
    }
}

/// <summary>Scopes that can be written before the name of a system variable.</summary>
internal enum VariableScope
{
    /// <summary>None is written: the session's value, else the global one.</summary>
    Unstated,
    Session,

    /// <summary>LOCAL: the same as SESSION.</summary>
    Local,
    Global,

    /// <summary>SET PERSIST of MySQL.</summary>
    Persist,

    /// <summary>SET PERSIST_ONLY of MySQL.</summary>
    PersistOnly,
}

/// <summary><c>@@name</c>, <c>@@global.name</c>, <c>@@component.name</c>.</summary>
internal sealed class SystemVariable : MySqlExpression
{
    public required VariableScope Scope { get; init; }

    /// <summary>Structured variables (<c>@@hot.key_buffer_size</c>, <c>@@default.…</c>) and components; null: none.</summary>
    public MySqlName? Prefix { get; init; }

    public required MySqlName Name { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
