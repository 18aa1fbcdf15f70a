using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// A secured statement together with the obligations it was made for: the only way to a permit for an allow that is bound to some.
/// Made by the rewriter only.
/// </summary>
public sealed class SecuredForm
{
    private SecuredForm(Obligations obligations, SecuredStatement statement, ulong foreign) =>
        (Obligations, Statement, ForeignParameters) = (obligations, statement, foreign);

    public Obligations Obligations { get; }

    public SecuredStatement Statement { get; }

    /// <summary>Of the parameters it was made for: <see cref="AnalysisNamespace.ForeignParameters"/>.</summary>
    public ulong ForeignParameters { get; }

    /// <summary>Rewrites a text for obligations. Null: refused, and <paramref name="refusal"/> says why in one sentence.</summary>
    /// <param name="rule">The rule that asked for what could not be done; null when it is not one alone.</param>
    public static SecuredForm? Make(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView? catalog, ImmutableArray<StatementFacts> facts,
        Obligations obligations, out string refusal, out string? rule)
    {
        (refusal, rule) = ("", null);
        if (catalog is null)
        {
            refusal = "masks and filters need the catalog of the database, which is not known here";
            return null;
        }

        var result = StatementRewriter.Rewrite(dialect, text, names, catalog, facts, obligations);
        if (result.Statement is { } statement)
        {
            return new SecuredForm(obligations, statement, names.ForeignParameters);
        }

        (refusal, rule) = (result.Refusal ?? "the statement cannot be secured", result.Rule);
        return null;
    }

    /// <summary>The form for equal obligations of another plan; null when they are not equal.</summary>
    public SecuredForm? For(Obligations obligations) => Obligations.HoldAs(obligations) ? new SecuredForm(obligations, Statement, ForeignParameters) : null;

    /// <summary>
    /// Arms the slot with bytes of this form, if the decision is an allow that is bound to the very obligations it was made for.
    /// </summary>
    public bool TryPermit(
        Decision decision, ForwardPermit.Slot slot, ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out ForwardPermit? permit)
    {
        permit = decision.Verdict == Verdict.Allow && ReferenceEquals(decision.Obligations, Obligations) ? slot.Arm(payload) : null;
        return permit is not null;
    }

    /// <summary>For tests of what comes after the rewriter.</summary>
    internal static SecuredForm Of(Obligations obligations, SecuredStatement statement) => new(obligations, statement, foreign: 0);
}
