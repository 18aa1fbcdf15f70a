using ProxyDb.Fuzz.MySql;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Fuzz.Tds;
using ProxyDb.Fuzz.TSql;

namespace ProxyDb.Fuzz;

/// <summary>Feeds one decoder. Throws when anything but the decoder's own fault escapes, or when a stronger promise is broken.</summary>
public delegate void FuzzBody(ReadOnlySpan<byte> input);

/// <summary>One decoder under fuzz, with inputs to start from.</summary>
/// <param name="Seeds">Well-formed inputs that <c>seed</c> writes into the corpus: file name and bytes.</param>
public sealed record FuzzTarget(string Name, FuzzBody Fuzz, Func<IEnumerable<(string Name, byte[] Bytes)>> Seeds)
{
    /// <summary>Every target there is; the corpus test fails for one without a corpus.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } = [.. PostgresTargets.All, .. MySqlTargets.All, .. TdsTargets.All, StatementTarget.Target, TSqlStatementTarget.Target];
}
