using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>The <see cref="ISessionSyntax"/> of a cluster's servers.</summary>
public static class SessionSyntax
{
    private static readonly PostgresSessionSyntax Postgres = new();
    private static readonly MySqlSessionSyntax MySql = new();
    private static readonly TSqlSessionSyntax TSql = new();

    public static ISessionSyntax Of(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Postgres => Postgres,
        SqlDialect.TSql => TSql,
        _ => MySql,
    };

    public static ISessionSyntax Of(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Postgres => Postgres,
        DatabaseProtocol.Mysql => MySql,
        _ => TSql,
    };
}
