namespace ProxyDb.Policy.Sql;

/// <summary>The SQL language of a cluster. MariaDB speaks MySQL's wire, so this is not the wire protocol's name.</summary>
public enum SqlDialect
{
    Postgres,
    MySql,
    MariaDb,
    TSql,
}
