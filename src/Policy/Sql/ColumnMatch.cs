namespace ProxyDb.Policy.Sql;

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
