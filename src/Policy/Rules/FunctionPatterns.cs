using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// A <c>functions</c> list: entries without a dot are built-ins, <c>@safe</c> the reviewed set, others <c>schema.name</c>
/// (policy-language.md §3).
/// </summary>
public sealed class FunctionPatterns(ImmutableArray<NamePattern> patterns, bool safe)
{
    private const string BuiltinSchema = PostgresBuiltins.CatalogSchema;

    public ImmutableArray<NamePattern> All { get; } = patterns;

    public bool Safe { get; } = safe;

    /// <param name="possible">As for names: a deny also takes what may be meant.</param>
    public bool Match(in ObjectName function, bool possible)
    {
        // A built-in carries no schema; what carries pg_catalog is a routine that somebody put there. What carries none and is no
        // known built-in is a function nobody knows: `*` must not let it through, its own name or `**` may.
        var builtin = function.Schema is null && function.Database is null;
        if (builtin && Safe && SafeFunctions.Postgres.Contains(function.Name))
        {
            return true;
        }

        var known = builtin && PostgresBuiltins.IsFunction(function.Name);
        foreach (var pattern in All)
        {
            if (builtin && (known || possible || pattern.IsExact) && pattern.Matches([function.Name], possible))
            {
                return true;
            }

            if (pattern.IsEverything || pattern.Matches([function.Schema ?? BuiltinSchema, function.Name], possible))
            {
                return true;
            }
        }

        return false;
    }
}
