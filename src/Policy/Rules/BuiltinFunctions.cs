using System.Collections.Frozen;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Names of a server's built-in functions, and which of them are <c>@safe</c>: they read no relation, file, setting or session
/// but their arguments. Both lists are files of <c>policies/</c>, made by <c>generate-safe-functions.sh</c> and reviewed.
/// </summary>
public sealed class BuiltinFunctions
{
    private readonly FrozenSet<string> _all;
    private readonly FrozenSet<string> _safe;

    private BuiltinFunctions(IEnumerable<string> all, IEnumerable<string> safe)
    {
        _all = all.ToFrozenSet(StringComparer.Ordinal);
        _safe = safe.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>PostgreSQL 15.</summary>
    public static BuiltinFunctions Postgres { get; } =
        new(EmbeddedPolicies.Lines("builtin-functions.postgres.txt"), EmbeddedPolicies.Lines("safe-functions.postgres.txt"));

    /// <summary>The safe names, for listings and tests.</summary>
    public IReadOnlyCollection<string> Safe => _safe;

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> All => _all;

    public bool Contains(string name) => _all.Contains(name);

    public bool IsSafe(string name) => _safe.Contains(name);
}
