namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A value given to a statement or procedure. Its output goes back in <see cref="Value"/> and <see cref="Type"/>.</summary>
/// <param name="name">With its @; empty for one by position.</param>
public sealed class SqlArgument(string name, SqlType type, object? value)
{
    public string Name { get; } = name;

    public SqlType Type { get; set; } = type;

    /// <summary>As in rows, and <see cref="SqlTable"/> for a table.</summary>
    public object? Value { get; set; } = value;

    public bool IsOutput { get; init; }

    /// <summary>No value given: the default of the parameter.</summary>
    public bool IsDefault { get; init; }
}
