using ProxyDb.Policy.Rewriting.Targets.MySql;
using ProxyDb.Policy.Rewriting.Targets.Postgres;
using ProxyDb.Policy.Rewriting.Targets.TSql;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

internal static class WriteSyntax
{
    /// <summary>The dialect's; null for one whose writes cannot be secured.</summary>
    public static IWriteSyntax? Of(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Postgres => PostgresWriteSyntax.Instance,
        SqlDialect.MySql or SqlDialect.MariaDb => MySqlWriteSyntax.Instance,
        SqlDialect.TSql => TSqlWriteSyntax.Instance,
        _ => null,
    };
}
