using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>T-SQL over SQLite.</summary>
public sealed class SqlEngine : ISqlEngine
{
    /// <param name="databases">Names of the databases that exist besides master.</param>
    public SqlEngine(IEnumerable<string> databases) => Databases = new HashSet<string>([.. databases, "master"], StringComparer.OrdinalIgnoreCase);

    private HashSet<string> Databases { get; }

    public bool HasDatabase(string name) => Databases.Contains(name);

    public ISqlSession Open(SessionInfo info) => new SqlSession(info);

    public void Dispose()
    {
    }
}
