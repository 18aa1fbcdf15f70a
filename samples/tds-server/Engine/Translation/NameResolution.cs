using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Finds objects by names of one to four parts, through synonyms.</summary>
internal static class NameResolution
{
    public static (SqlObject? Object, SystemView? View, string Database) Find(TranslationContext context, IReadOnlyList<string> parts, int depth = 0)
    {
        if (parts.Count == 4 && parts[0].Length > 0 && !Names.Equal(parts[0], SqlEngine.ServerName))
            throw new SqlError(7202, 11, $"Could not find server '{parts[0]}' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers.", 2);
        var name = parts[^1];
        if (name.StartsWith('#'))
            return (context.Session.Temporary(name), null, "tempdb");
        var database = parts.Count >= 3 && parts[^3].Length > 0 ? parts[^3] : context.Database;
        if (context.Catalog.Find(database) is not { } db)
            return (null, null, database);
        var schema = parts.Count >= 2 && parts[^2].Length > 0 ? parts[^2] : null;
        if (schema is null || Names.Equal(schema, "sys") || Names.Equal(schema, "INFORMATION_SCHEMA") || Names.Equal(schema, "dbo"))
        {
            if (CatalogViews.Find(schema, name, db.Name) is { } view)
                return (null, view, db.Name);
        }
        string[] schemas = schema is not null ? [schema] : parts.Count >= 3 ? ["dbo"] : [context.Schema, "dbo"];
        foreach (var candidate in schemas)
        {
            if (db.Find(candidate, name) is not { } found)
                continue;
            if (found is SynonymObject synonym)
            {
                var target = depth > 0 ? (null, null, "") : Find(context with { Database = synonym.Database, Schema = synonym.Schema }, synonym.Target, depth + 1);
                return target.Object is null && target.View is null
                    ? throw new SqlError(5313, 16, $"Synonym '{string.Join('.', parts)}' refers to an invalid object.") : target;
            }
            return (found, null, db.Name);
        }
        return (null, null, db.Name);
    }
}
