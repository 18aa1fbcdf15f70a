namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>A cursor that the batch at hand declares.</summary>
/// <param name="Output">What its query yields; null when that is not known.</param>
/// <param name="IsLocal">It ends with the batch.</param>
internal sealed record DeclaredCursor(QueryOutput? Output, bool IsLocal);
