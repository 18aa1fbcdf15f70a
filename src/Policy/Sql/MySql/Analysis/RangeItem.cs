namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(string? alias) : IRangeItem
{
    public string? Alias { get; } = alias;

    public abstract ColumnMatch Has(string column);

    /// <summary>A reference to one column.</summary>
    public abstract void Read(WalkContext context, string column, ColumnPlace place);

    /// <summary>A reference to every column.</summary>
    public abstract void ReadAll(WalkContext context, ColumnPlace place, RowUse use);

    /// <summary>Adds the columns a star stands for.</summary>
    public abstract void Expand(QueryOutput output);

    /// <summary>The reference of the text that stands behind this item, for a map; below zero when there is none.</summary>
    public virtual int Reference => -1;

    /// <summary>FOR UPDATE and its kin reach this item.</summary>
    public virtual void Lock(WalkContext context)
    {
    }

    /// <summary>Whether <c>name.column</c>, or <c>database.name.column</c>, means this item.</summary>
    public virtual bool IsNamed(WalkContext context, string? database, string name) =>
        database is null && Alias is not null && context.Names.AreSameTables(Alias, name);
}
