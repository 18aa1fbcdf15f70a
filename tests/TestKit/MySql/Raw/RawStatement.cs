namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>The answer to COM_STMT_PREPARE.</summary>
public sealed record RawStatement(uint Id, IReadOnlyList<MySqlColumn> Parameters, IReadOnlyList<MySqlColumn> Columns, int Warnings);
