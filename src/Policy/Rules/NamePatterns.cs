using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// A list of patterns for objects or columns. An object of the session's database is known by <c>schema.name</c> and
/// <c>database.schema.name</c>; one of another database or server only by its full name (policy-language.md §3).
/// </summary>
public sealed class NamePatterns(ImmutableArray<NamePattern> patterns)
{
    public ImmutableArray<NamePattern> All { get; } = patterns;

    public bool HasEverything => All.Any(static p => p.IsEverything);

    /// <summary>Whether the name is surely meant: what an allow needs.</summary>
    /// <param name="column">Null for the object itself; <c>*</c> for columns that the catalog does not know.</param>
    /// <param name="database">The session's database.</param>
    public bool Cover(in ObjectName name, string? column, string database) => Matches(name, column, database, possible: false);

    /// <summary>Whether the name may be meant: what a deny needs.</summary>
    public bool MayCover(in ObjectName name, string? column, string database) => Matches(name, column, database, possible: true);

    /// <summary>Whether every object of a schema is surely meant.</summary>
    public bool CoverSchema(string schema) => All.Any(p => p.Matches([schema, null], possible: false));

    private bool Matches(in ObjectName name, string? column, string database, bool possible)
    {
        var full = FullName(name, column, database);
        var isOwn = name.Server is null && (name.Database is null || string.Equals(name.Database, database, StringComparison.Ordinal));
        var own = full.AsSpan(name.Server is null ? 1 : 0);
        foreach (var pattern in All)
        {
            if (isOwn && pattern.Matches(own[1..], possible))
            {
                return true;
            }

            if (MayNameDatabase(pattern, own.Length - 1, possible) && pattern.Matches(own, possible))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// An allow's <c>app.**</c> means the schema, not a database that happens to have that name; a deny takes both.
    /// </summary>
    private static bool MayNameDatabase(NamePattern pattern, int shortParts, bool possible) =>
        possible || !pattern.HasAnyParts || pattern.StartsWithAnyParts || pattern.FixedParts >= shortParts;

    private static string?[] FullName(in ObjectName name, string? column, string database) => column is null
        ? [name.Server, name.Database ?? database, name.Schema, name.Name]
        : [name.Server, name.Database ?? database, name.Schema, name.Name, column == "*" ? null : column];
}
