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
    /// <param name="dialect">Whose built-ins are meant.</param>
    public bool Match(in ObjectName function, bool possible, SqlDialect dialect = SqlDialect.Postgres)
    {
        if (dialect is SqlDialect.MySql or SqlDialect.MariaDb)
        {
            return MatchMySql(function, possible);
        }

        if (dialect == SqlDialect.TSql)
        {
            return MatchTSql(function, possible);
        }

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

    /// <summary>
    /// A built-in has no schema, and a routine of users always has one. One of another database or server is matched by as many parts, or
    /// by <c>**</c>.
    /// </summary>
    private bool MatchTSql(in ObjectName function, bool possible)
    {
        var builtin = function is { Schema: null, Database: null, Server: null };
        if (builtin && Safe && SafeFunctions.TSql.Contains(function.Name))
        {
            return true;
        }

        var known = builtin && TSqlBuiltins.IsFunction(function.Name);
        ReadOnlySpan<string?> full = [function.Server, function.Database, function.Schema, function.Name];
        var name = builtin ? full[3..] : function.Server is not null ? full : function.Database is not null ? full[1..] : full[2..];
        foreach (var pattern in All)
        {
            if (pattern.IsEverything || ((!builtin || known || possible || pattern.IsExact) && pattern.Matches(name, possible)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A built-in has no database; what has none and is not built in is a loadable function, or one that nobody knows.</summary>
    private bool MatchMySql(in ObjectName function, bool possible)
    {
        var builtin = function.Schema is null;
        if (builtin && Safe && SafeFunctions.MySql.Contains(function.Name))
        {
            return true;
        }

        var known = builtin && MySqlBuiltins.IsFunction(function.Name);
        foreach (var pattern in All)
        {
            if (pattern.IsEverything || (builtin
                ? (known || possible || pattern.IsExact) && pattern.Matches([function.Name], possible)
                : pattern.Matches([function.Schema, function.Name], possible)))
            {
                return true;
            }
        }

        return false;
    }
}
