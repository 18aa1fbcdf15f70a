using System.Collections.Immutable;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Whether what a statement writes satisfies the filter of its row. True only when it surely does: two texts that the server may
/// or may not take for one value are different here. NULL never satisfies a filter, so callers refuse it themselves.
/// </summary>
public static class WriteCheckJudge
{
    /// <summary>Judges a value. Allocates nothing.</summary>
    /// <param name="value">
    /// Text form of what the client bound, as the server would print or read it; of no account when the check carries a literal.
    /// </param>
    /// <param name="attribute">Values of the subject's attribute; empty when the check names none.</param>
    public static bool Holds(WriteCheck check, ReadOnlySpan<char> value, ImmutableArray<string> attribute)
    {
        if (check.Parameter == 0)
        {
            if (check.Literal is null)
            {
                return false;
            }

            value = check.Literal;
        }

        var allowed = check.Attribute is null ? check.Values : attribute;
        if (allowed.IsDefaultOrEmpty || (check.Attribute is not null && !check.IsList && allowed.Length != 1))
        {
            return false;
        }

        foreach (var candidate in allowed)
        {
            if (ValueEquality.Surely(check.Type, value, candidate))
            {
                return true;
            }
        }

        return false;
    }
}
