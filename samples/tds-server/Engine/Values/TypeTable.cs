using System.Collections.Concurrent;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Types by number, so that a text of SQLite can name them to the functions it calls.</summary>
internal static class TypeTable
{
    private static readonly ConcurrentDictionary<SqlType, int> Ids = new();
    private static readonly ConcurrentDictionary<int, SqlType> Types = new();
    private static int _last;

    public static int Id(SqlType type) => Ids.GetOrAdd(type, t =>
    {
        var id = Interlocked.Increment(ref _last);
        Types[id] = t;
        return id;
    });

    public static SqlType Get(long id) => Types[(int)id];
}
