namespace ProxyDb.Policy.Sql;

/// <summary>
/// A name as the server stores it, already folded. Parts that the text does not give and nothing resolves are null.
/// PostgreSQL and T-SQL: server.database.schema.name; MySQL: database.name with <see cref="Schema"/> holding the database.
/// </summary>
public readonly record struct ObjectName(string? Server, string? Database, string? Schema, string Name)
{
    public ObjectName(string? schema, string name)
        : this(null, null, schema, name)
    {
    }

    /// <summary>Dotted; a part that holds a dot, a quote or a star, or is not in folded form, is quoted with double quotes.</summary>
    public override string ToString()
    {
        var text = Quote(Name);
        if (Schema is not null)
        {
            text = Quote(Schema) + "." + text;
        }

        if (Database is not null)
        {
            text = Quote(Database) + "." + (Schema is null ? "." : "") + text;
        }

        return Server is null ? text : Quote(Server) + "." + text;
    }

    private static string Quote(string part) =>
        part.AsSpan().IndexOfAny(".\"*") < 0 && part.Length > 0 ? part : "\"" + part.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
