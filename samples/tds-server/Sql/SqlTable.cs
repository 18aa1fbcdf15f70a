namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A table-valued parameter.</summary>
/// <param name="TypeName">With its schema where one was sent: <c>dbo.ids</c>.</param>
public sealed record SqlTable(string TypeName, IReadOnlyList<SqlColumn> Columns, IReadOnlyList<object?[]> Rows);
