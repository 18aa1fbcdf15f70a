using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>The only place that names the sibling protocols.</summary>
internal static class ProtocolCatalog
{
    public static IWireProtocol Create(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Postgres => new Protocols.Postgres.WireProtocol(),
        DatabaseProtocol.Mysql => new Protocols.MySql.WireProtocol(),
        _ => new Protocols.Tds.WireProtocol(),
    };

    public static SqlDialect DialectOf(DatabaseProtocol protocol) => protocol switch
    {
        DatabaseProtocol.Postgres => SqlDialect.Postgres,
        DatabaseProtocol.Mysql => SqlDialect.MySql,
        _ => SqlDialect.TSql,
    };
}
