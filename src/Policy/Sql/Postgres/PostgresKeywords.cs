using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Keywords of PostgreSQL 15 by what quote_identifier does with them, from the list embedded beside this file.</summary>
internal static class PostgresKeywords
{
    private static readonly FrozenSet<string> Quoted = Read();

    /// <summary>Whether a word must be quoted to be an identifier: every keyword that is not an unreserved one.</summary>
    public static bool MustBeQuoted(string word) => Quoted.Contains(word);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(PostgresKeywords).Assembly.GetManifestResourceStream("postgres.keywords.txt")
            ?? throw new InvalidOperationException("the list of keywords is not embedded");
        using var reader = new StreamReader(stream);

        // The first line says where the list comes from.
        _ = reader.ReadLine();
        return reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
