using System.Collections.Frozen;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// What is known of the databases of one cluster at one moment. Immutable; a change is a new snapshot with another
/// <see cref="Version"/>, which keys every cache of facts.
/// </summary>
public sealed class CatalogSnapshot
{
    /// <summary>
    /// MySQL: the name of the one database that holds what MySQL calls databases as its schemas, since a text may name any of them.
    /// </summary>
    public const string WholeServer = "";

    private readonly FrozenDictionary<string, CatalogDatabase> _databases;

    /// <param name="version">Rises with each published snapshot of a source; 0 for a file.</param>
    /// <param name="digest">Equal digests mean equal contents; empty when it was not computed.</param>
    public CatalogSnapshot(SqlDialect dialect, IEnumerable<CatalogDatabase> databases, long version = 0, string digest = "")
    {
        Dialect = dialect;
        Version = version;
        Digest = digest;
        _databases = databases.ToFrozenDictionary(static d => d.Name, StringComparer.Ordinal);
        if (dialect == SqlDialect.TSql)
        {
            foreach (var database in _databases.Values)
            {
                database.Server = _databases;
            }
        }
    }

    public SqlDialect Dialect { get; }

    public long Version { get; }

    public string Digest { get; }

    public IReadOnlyCollection<CatalogDatabase> Databases => _databases.Values;

    /// <summary>A catalog that knows the server's built-ins and nothing else: no name of a user resolves.</summary>
    public static CatalogSnapshot BuiltinsOnly(SqlDialect dialect) => new(dialect, []);

    /// <summary>MySQL: whatever the name of the current database, as long as the server is known.</summary>
    public CatalogDatabase? Database(string name) => _databases.GetValueOrDefault(name) ?? Dialect switch
    {
        SqlDialect.Postgres => null,
        SqlDialect.TSql => _databases.GetValueOrDefault(TSqlNames.Of(null).Fold(name)),
        _ => _databases.GetValueOrDefault(WholeServer),
    };

    /// <summary>Whether a database has schemas in it; MySQL's are schemas of the server themselves.</summary>
    public static bool HasSchemas(SqlDialect dialect) => dialect is SqlDialect.Postgres or SqlDialect.TSql;

    /// <summary>Name lookup as a session in this namespace does it.</summary>
    public CatalogScope Scope(AnalysisNamespace session) => new(Database(session.Database), Dialect, session);
}
