using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>What stands in <c>pg_catalog</c> of PostgreSQL 15, from the lists embedded beside this file.</summary>
internal static class PostgresBuiltins
{
    public const string Schema = "pg_catalog";

    public static FrozenSet<string> Functions { get; } = Words("functions");

    public static FrozenSet<string> Types { get; } = Words("types");

    public static FrozenSet<string> Operators { get; } = Words("operators");

    /// <summary>Keywords that an identifier must be quoted for.</summary>
    public static FrozenSet<string> Keywords { get; } = Words("keywords");

    /// <summary>Tables and views by name, with their columns in order.</summary>
    public static FrozenDictionary<string, ImmutableArray<string>> Relations { get; } = ReadRelations();

    private static FrozenSet<string> Words(string list) =>
        Lines(list).SelectMany(static line => line.Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, ImmutableArray<string>> ReadRelations() =>
        Lines("relations").Select(static line => line.Split(' '))
            .ToFrozenDictionary(static words => words[0], static words => words[1..].ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Lines of an embedded list; the first one says where it comes from.</summary>
    private static IEnumerable<string> Lines(string list)
    {
        using var stream = typeof(PostgresBuiltins).Assembly.GetManifestResourceStream($"postgres.{list}.txt")
            ?? throw new InvalidOperationException($"the list of built-in {list} is not embedded");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
