using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>CREATE TABLE: the table as the catalog knows it, and as SQLite has it.</summary>
internal static class TableMaker
{
    /// <summary>Database and schema of something that is made, which must be there; its name must not.</summary>
    public static (string Database, string Schema) Place(SqlSession session, SchemaObjectName name, bool mayExist = false)
    {
        var database = name.DatabaseIdentifier?.Value is { Length: > 0 } d ? d : session.Frame.Module?.Database ?? session.Database;
        var schema = name.SchemaIdentifier?.Value is { Length: > 0 } s ? s : session.DefaultSchema;
        var db = session.Catalog.Find(database) ?? throw new SqlError(911, 16, $"Database '{database}' does not exist. Make sure that the name is entered correctly.");
        if (!db.Schemas.TryGetValue(schema, out var found))
            throw new SqlError(2760, 16, $"The specified schema name \"{schema}\" either does not exist or you do not have permission to use it.");
        if (!mayExist && db.Find(found.Name, name.BaseIdentifier.Value) is not null)
            throw Errors.Exists(name.BaseIdentifier.Value);
        return (db.Name, found.Name);
    }

    /// <summary>Puts a table into catalog and SQLite; a temporary one into its session.</summary>
    public static void Create(SqlSession session, TableObject table)
    {
        if (table.IsTemporary)
        {
            if (session.Temporary(table.Name) is not null)
                throw Errors.Exists(table.Name);
            session.Link.Run(Sql(table));
            Index(session, table);
            session.AddTemporary(table);
            if (session.Frame.Module is not null || session.Frame.OwnsTemporary)
                session.Frame.Temporary.Add(table.Name);
            return;
        }
        session.Link.Run(Sql(table));
        Index(session, table);
        session.Catalog = session.Catalog.With(table);
    }

    public static string Sql(TableObject table)
    {
        var columns = table.Columns.Where(c => c.Computed is null).Select(c => c.SqliteName + Translator.CollateText(c.Type));
        return $"CREATE TABLE {table.SqliteName} ({string.Join(',', columns)})";
    }

    public static void Index(SqlSession session, TableObject table)
    {
        foreach (var index in table.Indexes)
            Index(session, table, index);
    }

    public static string IndexName(TableObject table, IndexObject index) => string.Create(CultureInfo.InvariantCulture, $"{(table.IsTemporary ? "temp." : "main.")}i{table.Id}_{index.Id}");

    public static void Index(SqlSession session, TableObject table, IndexObject index)
    {
        if (index.Columns.Any(c => table.Column(c.Column).Computed is not null))
            return;
        var columns = string.Join(',', index.Columns.Select(c => "c" + c.Column.ToString(CultureInfo.InvariantCulture) + (c.Descending ? " DESC" : "")));
        var unique = index.IsUnique && index.Filter is null ? "UNIQUE " : "";
        try
        {
            session.Link.Run($"CREATE {unique}INDEX {IndexName(table, index)} ON t{table.Id}({columns})");
        }
        catch (UniqueViolation)
        {
            throw new SqlError(1505, 16, $"The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name '{table.Schema}.{table.Name}' and the index name '{index.Name}'.");
        }
    }

    public static TableObject MakeTemporary(SqlSession session, string name, TableDefinition definition, string database, string prefix) =>
        new TableBuilder(session, "tempdb", "dbo", name).Build(definition) with { IsTemporary = true };
}
