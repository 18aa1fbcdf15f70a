using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>One record for a text of several statements: the most serious action, and everything that any of them touches.</summary>
internal static class MergedFacts
{
    /// <summary>From what a reviewer must see to what tells nothing.</summary>
    private static readonly SqlAction[] BySeriousness =
    [
        SqlAction.Admin, SqlAction.Dcl, SqlAction.Ddl, SqlAction.Truncate, SqlAction.Delete, SqlAction.Update, SqlAction.Insert, SqlAction.Copy,
        SqlAction.Call, SqlAction.Maintain, SqlAction.Lock, SqlAction.Select, SqlAction.Metadata, SqlAction.Transaction, SqlAction.Session, SqlAction.None,
    ];

    public static StatementFacts Of(ImmutableArray<StatementFacts> statements)
    {
        if (statements.Length == 1)
        {
            return statements[0];
        }

        var worst = statements.MinBy(static f => Array.IndexOf(BySeriousness, f.Action))!;
        return new StatementFacts
        {
            Action = worst.Action,
            Dialect = worst.Dialect,
            Kind = worst.Kind,
            Accesses = [.. statements.SelectMany(static f => f.Accesses)],
            Flags = statements.Aggregate(StatementFlags.MultiStatement, static (all, f) => all | f.Flags),
            Shape = Shape(statements),
            NormalizedText = string.Join("; ", statements.Select(static f => f.NormalizedText)),
            ReturnsRows = statements.Any(static f => f.ReturnsRows),
        };
    }

    /// <summary>Of the same form as a statement's, over those of all of them.</summary>
    private static string Shape(ImmutableArray<StatementFacts> statements)
    {
        var joined = string.Join(' ', statements.Select(static f => f.Shape));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(joined)));
        var (length, version) = (statements[0].Shape.Length, statements[0].Shape);
        return length is >= 2 and < 64 ? string.Concat(version.AsSpan(0, 2), hash.AsSpan(0, length - 2)) : hash[..Math.Min(length, 64)];
    }
}
