namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Where the text names a column.</summary>
/// <param name="Span">With its qualifiers; <c>default</c> when nothing is written (USING, NATURAL).</param>
/// <param name="Qualifier">What stands before the column, with the dot; <c>default</c> when it is bare.</param>
internal readonly record struct ColumnPlace(SourceSpan Span, SourceSpan Qualifier);
