using System.Collections.Concurrent;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A call of a function of T-SQL: values as <see cref="Cells"/> decodes them.</summary>
internal readonly record struct FunctionCallFrame(SqlSession Session, SqlType ResultType, SqlType[] Types, object?[] Values)
{
    public string Text(int i) => (string)Values[i]!;

    public long Long(int i) => (long)Values[i]!;
}

/// <summary>A function by number. With <paramref name="NullIfNull"/> it is not called when an argument is NULL.</summary>
internal sealed record FunctionBody(int Number, Func<FunctionCallFrame, object?> Body, bool NullIfNull);

internal static class FunctionTable
{
    private static readonly ConcurrentDictionary<string, FunctionBody> ByName = new(StringComparer.OrdinalIgnoreCase);
    private static readonly List<FunctionBody> All = [];

    public static FunctionBody Get(int number)
    {
        lock (All)
            return All[number];
    }

    public static FunctionBody Add(string name, Func<FunctionCallFrame, object?> body, bool nullIfNull = true)
    {
        lock (All)
        {
            if (ByName.TryGetValue(name, out var known))
                return known;
            var made = new FunctionBody(All.Count, body, nullIfNull);
            All.Add(made);
            ByName[name] = made;
            return made;
        }
    }
}
