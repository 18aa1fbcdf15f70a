using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A column with its declared type.</summary>
internal sealed record ColumnObject(int Id, string Name, SqlType Type, bool IsNullable)
{
    public (long Seed, long Increment)? Identity { get; init; }

    public ScalarExpression? Default { get; init; }

    public string DefaultText { get; init; } = "";

    public string DefaultName { get; init; } = "";

    public int DefaultId { get; init; }

    public ScalarExpression? Computed { get; init; }

    public string ComputedText { get; init; } = "";

    public bool IsPersisted { get; init; }

    public string SqliteName => "c" + Id;
}

internal sealed record KeyColumn(int Column, bool Descending);

/// <summary>An index, or the index of a key.</summary>
internal sealed record IndexObject(int Id, string Name, IReadOnlyList<KeyColumn> Columns, bool IsUnique)
{
    public int ObjectId { get; init; }

    public bool IsPrimary { get; init; }

    public bool IsConstraint { get; init; }

    public bool IsClustered { get; init; }

    public IReadOnlyList<int> Included { get; init; } = [];

    public BooleanExpression? Filter { get; init; }

    public string FilterText { get; init; } = "";
}

internal sealed record ForeignKey(int ObjectId, string Name, IReadOnlyList<int> Columns, int Parent, IReadOnlyList<int> ParentColumns)
{
    public DeleteUpdateAction OnDelete { get; init; }

    public DeleteUpdateAction OnUpdate { get; init; }

    public bool IsDisabled { get; init; }
}

internal sealed record CheckConstraint(int ObjectId, string Name, BooleanExpression Condition, string Text)
{
    public bool IsDisabled { get; init; }
}

/// <summary>A table, also a temporary one and a table variable (both in the temporary schema of SQLite).</summary>
internal sealed record TableObject(int Id, string Database, string Schema, string Name, IReadOnlyList<ColumnObject> Columns) : SqlObject(Id, Database, Schema, Name)
{
    public override string Kind => "U ";

    public bool IsTemporary { get; init; }

    public int NextColumn { get; init; } = 1;

    public IReadOnlyList<IndexObject> Indexes { get; init; } = [];

    public IReadOnlyList<ForeignKey> ForeignKeys { get; init; } = [];

    public IReadOnlyList<CheckConstraint> Checks { get; init; } = [];

    public string SqliteName => (IsTemporary ? "temp." : "main.") + "t" + Id;

    public ColumnObject? Identity => Columns.FirstOrDefault(c => c.Identity is not null);

    public ColumnObject? Find(string name) => Columns.FirstOrDefault(c => Names.Equal(c.Name, name));

    public ColumnObject Column(int id) => Columns.First(c => c.Id == id);
}
