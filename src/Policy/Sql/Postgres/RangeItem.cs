namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(string? alias) : IRangeItem
{
    public string? Alias { get; } = alias;

    public abstract ColumnMatch Has(string column);

    /// <summary>A reference to one column.</summary>
    public abstract void Read(WalkContext context, string column, int location);

    /// <summary>A reference to every column.</summary>
    public abstract void ReadAll(WalkContext context, int location, RowUse use);

    /// <summary>Adds the columns a star stands for.</summary>
    public abstract void Expand(QueryOutput output);

    /// <summary>Adds the references of the text that stand behind this item at its own query level.</summary>
    public virtual void References(List<int> references)
    {
    }

    /// <summary>FOR UPDATE and its kin reach this item.</summary>
    public virtual void Lock(WalkContext context)
    {
    }

    /// <summary>Whether <c>name.column</c>, or <c>schema.name.column</c>, means this item.</summary>
    public virtual RangeItem? Named(string? schema, string name) =>
        schema is null && string.Equals(Alias, name, StringComparison.Ordinal) ? this : null;
}
