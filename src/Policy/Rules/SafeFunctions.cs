using System.Collections.Frozen;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// The set <c>@safe</c>: built-in functions that read no relation, file, setting or session but their arguments. The list is a file of
/// <c>policies/</c>, made by <c>generate-safe-functions.sh</c> and reviewed.
/// </summary>
public sealed class SafeFunctions
{
    private readonly FrozenSet<string> _names;

    private SafeFunctions(IEnumerable<string> names) => _names = names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Of PostgreSQL 15.</summary>
    public static SafeFunctions Postgres { get; } = new(EmbeddedPolicies.Lines("safe-functions.postgres.txt"));

    /// <summary>Of MySQL 8.4 and MariaDB.</summary>
    public static SafeFunctions MySql { get; } = new(EmbeddedPolicies.Lines("safe-functions.mysql.txt"));

    /// <summary>Of SQL Server.</summary>
    public static SafeFunctions TSql { get; } = new(EmbeddedPolicies.Lines("safe-functions.tsql.txt"));

    public IReadOnlyCollection<string> Names => _names;

    public bool Contains(string name) => _names.Contains(name);
}
