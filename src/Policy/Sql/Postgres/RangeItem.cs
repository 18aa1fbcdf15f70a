namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>How sure a range item is that it has a column of a name; a surer item wins over one that only may.</summary>
internal enum ColumnMatch
{
    No,

    /// <summary>The result of a function: what columns it has is not known.</summary>
    Hidden,

    /// <summary>A table the catalog does not know.</summary>
    Possible,

    Yes,
}

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(string? alias)
{
    /// <summary>The name columns are qualified with, null when there is none.</summary>
    public string? Alias { get; } = alias;

    public abstract ColumnMatch Has(string column);

    /// <summary>A reference to one column.</summary>
    public abstract void Read(WalkContext context, string column, int location);

    /// <summary>A reference to the whole row.</summary>
    public abstract void ReadAll(WalkContext context, int location);

    /// <summary>Adds the columns a star stands for.</summary>
    public abstract void Expand(QueryOutput output);

    /// <summary>FOR UPDATE and its kin reach this item.</summary>
    public virtual void Lock(WalkContext context)
    {
    }

    /// <summary>Whether <c>name.column</c>, or <c>schema.name.column</c>, means this item.</summary>
    public virtual RangeItem? Named(string? schema, string name) =>
        schema is null && string.Equals(Alias, name, StringComparison.Ordinal) ? this : null;
}
