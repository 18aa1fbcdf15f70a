namespace ProxyDb.Policy.Decisions;

/// <summary>Where a row of one of PostgreSQL's catalogs says what it is about. A row is hidden when one of its places says something denied.</summary>
internal abstract record PostgresCatalogPlace
{
    /// <param name="Relation">The column with a relation's object id.</param>
    /// <param name="Number">The column with the number of a relation's column; null when rows are about relations only.</param>
    /// <param name="Numbers">The same for several numbers: <c>smallint[]</c> or <c>int2vector</c>.</param>
    /// <param name="Class">The column that says which catalog the id is of.</param>
    public sealed record ById(string Relation, string? Number = null, string? Numbers = null, string? Class = null) : PostgresCatalogPlace;

    /// <summary>Columns with the names of a schema, a relation in it and, if rows are about columns, of a column.</summary>
    public sealed record ByName(string Schema, string Relation, string? Column = null) : PostgresCatalogPlace;

    /// <summary>Names that may be those of something that belongs to a denied relation: its indexes and sequences.</summary>
    public sealed record ByNameOfPart(string Schema, string Relation) : PostgresCatalogPlace;

    /// <summary>Names of a schema and a constraint in it.</summary>
    public sealed record ByConstraint(string Schema, string Constraint) : PostgresCatalogPlace;

    /// <summary>Types of rows, by the relation's id and, for arrays of rows, by the type of the element.</summary>
    public sealed record ByRowType(string Relation, string Element) : PostgresCatalogPlace;
}
