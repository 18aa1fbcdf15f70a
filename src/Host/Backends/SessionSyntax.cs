using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>The <see cref="ISessionSyntax"/> of a cluster's servers.</summary>
public static class SessionSyntax
{
    private static readonly PostgresSessionSyntax Postgres = new();
    private static readonly MySqlSessionSyntax MySql = new();

    public static ISessionSyntax Of(SqlDialect dialect) => dialect == SqlDialect.Postgres ? Postgres : MySql;

    public static ISessionSyntax Of(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Postgres => Postgres,
        DatabaseProtocol.Mysql => MySql,
        _ => throw new NotSupportedException($"the protocol `{protocol}` comes with a later release"),
    };
}
