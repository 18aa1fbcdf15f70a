namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A column of a result, or of a bulk load.</summary>
public sealed record SqlColumn(string Name, SqlType Type)
{
    public bool IsNullable { get; init; } = true;

    public bool IsIdentity { get; init; }

    public bool IsComputed { get; init; }

    /// <summary>Written to text, ntext and image columns only: the table they are of.</summary>
    public string Table { get; init; } = "";
}
