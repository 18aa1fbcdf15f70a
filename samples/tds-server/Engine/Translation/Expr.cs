using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>An expression of T-SQL as text of SQLite, with the type SQL Server gives it.</summary>
internal sealed record Expr(string Text, SqlType Type)
{
    public bool IsNullable { get; init; } = true;

    /// <summary>The column it is, untouched.</summary>
    public SourceColumn? Column { get; init; }

    /// <summary>The value of a whole number written in the text.</summary>
    public long? Constant { get; init; }

    public bool IsNull => ReferenceEquals(Type, TypeRules.Untyped);

    /// <summary>A collation named by COLLATE, or of a column; literals and variables take the other side's.</summary>
    public Collation? Collation { get; init; }
}

/// <summary>A column of what stands in FROM.</summary>
internal sealed record SourceColumn(string Name, string Text, SqlType Type)
{
    public bool IsNullable { get; init; } = true;

    public bool IsIdentity { get; init; }

    public bool IsComputed { get; init; }

    /// <summary>The table and column it comes from unchanged.</summary>
    public TableObject? Table { get; init; }

    public ColumnObject? Column { get; init; }
}

/// <summary>A table, view, derived table … of FROM.</summary>
internal sealed record Source(string Name, IReadOnlyList<SourceColumn> Columns)
{
    /// <summary>Schema and database where the name is the object's own and no alias.</summary>
    public string? Schema { get; init; }

    public string? Database { get; init; }

    public TableObject? Table { get; init; }

    /// <summary>The number of the row of <see cref="Table"/>; empty when rows are not those of one table.</summary>
    public string RowId { get; init; } = "";

    public bool Answers(MultiPartIdentifier name, int parts)
    {
        var ids = name.Identifiers;
        if (!Names.Equal(ids[parts - 1].Value, Name))
            return false;
        if (parts >= 2 && (Schema is null || (ids[parts - 2].Value.Length > 0 && !Names.Equal(ids[parts - 2].Value, Schema))))
            return false;
        return parts < 3 || (Database is not null && Names.Equal(ids[parts - 3].Value, Database));
    }
}

/// <summary>The names a query sees.</summary>
internal sealed class Scope(Scope? outer)
{
    public Scope? Outer { get; } = outer;

    public List<Source> Sources { get; } = [];

    /// <summary>With GROUP BY or aggregates: the texts of what is grouped by.</summary>
    public HashSet<string>? Groups { get; set; }
}

/// <summary>A column of a result.</summary>
internal sealed record OutputColumn(string Name, SqlType Type)
{
    public bool IsNullable { get; init; } = true;

    public bool IsIdentity { get; init; }

    public bool IsExpression { get; init; }

    public TableObject? Table { get; init; }

    public ColumnObject? Column { get; init; }

    public bool IsNullLiteral => ReferenceEquals(Type, TypeRules.Untyped);

    public SqlColumn ToColumn() => new(Name, ReferenceEquals(Type, TypeRules.Untyped) ? SqlType.Int : Type)
    {
        IsNullable = IsNullable,
        IsIdentity = IsIdentity,
        IsComputed = IsExpression,
        Table = Table?.Name ?? "",
    };
}

/// <summary>A query as text of SQLite; its columns are called o1, o2, ….</summary>
internal sealed record QueryText(string Sql, IReadOnlyList<OutputColumn> Columns)
{
    public bool IsOneRow { get; init; }

    public TableObject? RowTable { get; init; }

    /// <summary>1-based numbers of the columns it is ordered by, where they all are columns.</summary>
    public IReadOnlyList<int> Order { get; init; } = [];
}
