using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A login that is read only may SELECT, and change its own temporary tables.</summary>
internal static class Permissions
{
    public static void Require(SqlSession session, SqlObject item, string permission)
    {
        if (!session.Principal.IsReadOnly || permission == "SELECT" || item is TableObject { IsTemporary: true } || (permission == "EXECUTE" && item is FunctionObject) || session.Frame.Module is ProcedureObject)
            return;
        throw new SqlError(229, 14, $"The {permission} permission was denied on the object '{item.Name}', database '{item.Database}', schema '{item.Schema}'.", 5);
    }

    public static void RequireDefinition(SqlSession session, string what, int number = 262)
    {
        if (session.Principal.IsReadOnly)
            throw new SqlError(number, 14, $"{what} permission denied in database '{session.Database}'.");
    }
}
