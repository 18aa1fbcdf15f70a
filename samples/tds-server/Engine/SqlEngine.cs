using System.Collections.Concurrent;
using System.Collections.Immutable;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>T-SQL over SQLite: one file holds the tables of all databases, which it loses when it ends.</summary>
public sealed class SqlEngine : ISqlEngine
{
    /// <summary>@@SERVERNAME.</summary>
    public const string ServerName = "SAMPLE";

    private readonly ConcurrentDictionary<SqlSession, bool> _sessions = new();
    private readonly ConcurrentDictionary<string, Principal> _principals = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, long> _identities = new();
    private readonly string _directory;
    private ServerCatalog _committed;

    /// <param name="databases">Names of the databases that exist besides master, tempdb, model and msdb.</param>
    public SqlEngine(IEnumerable<string> databases)
    {
        _directory = Directory.CreateTempSubdirectory("tds-server-").FullName;
        Path = System.IO.Path.Combine(_directory, "data.db");
        // The first connection stays: the file keeps its journal mode, and no other one is ever the last that tidies up.
        Keeper = new SqlSession(this);
        Keeper.Link.Run("PRAGMA journal_mode=WAL");
        var names = new List<string> { "master", "tempdb", "model", "msdb" };
        names.AddRange(databases.Where(d => !names.Exists(n => Names.Equal(n, d))));
        _committed = new ServerCatalog(names.Select((n, i) => new DatabaseObject(i + 1, n)).ToImmutableDictionary(d => d.Name, Names.Comparer));
    }

    private SqlSession Keeper { get; }

    internal string Path { get; }

    /// <summary>What writers wait for.</summary>
    internal SemaphoreSlim WriteLock { get; } = new(1, 1);

    /// <summary>The session that holds the lock; 0 for none.</summary>
    internal int Writer { get; set; }

    internal ServerCatalog Committed
    {
        get => Volatile.Read(ref _committed);
        set => Volatile.Write(ref _committed, value);
    }

    internal IEnumerable<SqlSession> Sessions => _sessions.Keys;

    public bool HasDatabase(string name) => Committed.Find(name) is not null;

    /// <summary>Makes a login read only, or gives it another schema than dbo. Before it opens a session.</summary>
    public void Define(string login, bool isReadOnly, string defaultSchema = "dbo") => _principals[login] = new Principal(login, isReadOnly, defaultSchema);

    public ISqlSession Open(SessionInfo info) => new SqlSession(this, info);

    internal Principal PrincipalOf(string login) => _principals.TryGetValue(login, out var known) ? known : new Principal(login, false, "dbo");

    internal void Add(SqlSession session) => _sessions[session] = true;

    internal void Remove(SqlSession session) => _sessions.TryRemove(session, out _);

    /// <summary>The next number of an identity column; numbers that a rollback leaves are gone, as at the server.</summary>
    internal long NextIdentity(TableObject table, (long Seed, long Increment) identity) =>
        _identities.AddOrUpdate(table.Id, identity.Seed, (_, last) => last + identity.Increment);

    internal long? LastIdentity(int table) => _identities.TryGetValue(table, out var last) ? last : null;

    internal void SeenIdentity(TableObject table, long value, long increment) =>
        _identities.AddOrUpdate(table.Id, value, (_, last) => increment > 0 ? Math.Max(last, value) : Math.Min(last, value));

    internal void ResetIdentity(int table, long? last)
    {
        if (last is { } value)
            _identities[table] = value;
        else
            _identities.TryRemove(table, out _);
    }

    public void Dispose()
    {
        foreach (var session in Sessions)
            session.Dispose();
        Keeper.Link.Dispose();
        WriteLock.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A login, and the user it is in every database.</summary>
internal sealed record Principal(string Name, bool IsReadOnly, string DefaultSchema)
{
    /// <summary>sa and its like are dbo.</summary>
    public bool IsOwner => !IsReadOnly && Names.Equal(DefaultSchema, "dbo");
}
