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

/// <summary>Why every column of an item is read.</summary>
internal enum RowUse
{
    /// <summary><c>*</c> or <c>t.*</c> of an output list: the columns stand for themselves.</summary>
    Star,

    /// <summary>The row as a value.</summary>
    Row,

    /// <summary>Any of them may be meant.</summary>
    Doubt,
}

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(string? alias)
{
    /// <summary>The name columns are qualified with, null when there is none.</summary>
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
