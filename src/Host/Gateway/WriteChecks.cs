using System.Text;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>Values that a statement writes to the column of a filter: only what the filter would show the session again.</summary>
internal static class WriteChecks
{
    /// <summary>Longer values are decoded to the heap.</summary>
    private const int ShortLength = 256;

    /// <summary>The first check of a value in the text itself that does not hold; -1 when all do.</summary>
    public static int FirstFailed(SecuredForm form, SessionAttributes attributes)
    {
        var checks = form.Statement.WriteChecks;
        for (var i = 0; i < checks.Length; i++)
        {
            if (checks[i].Parameter == 0 && !Holds(checks[i], default, attributes))
            {
                return i;
            }
        }

        return -1;
    }

    /// <param name="value">In the text form of its type, in the client's encoding.</param>
    public static bool Holds(WriteCheck check, ReadOnlySpan<byte> value, SessionAttributes attributes, TextEncoding encoding)
    {
        if (Ascii.IsValid(value) && value.Length <= ShortLength)
        {
            Span<char> characters = stackalloc char[value.Length];
            Ascii.ToUtf16(value, characters, out _);
            return Holds(check, characters, attributes);
        }

        return encoding.Decode(value, out var utf8) is null && Holds(check, Encoding.UTF8.GetString(utf8 ?? value), attributes);
    }

    public static Decision Refusal(SecuredForm form, int check, Decision decision, bool isKnown)
    {
        var failed = form.Statement.WriteChecks[check];
        var value = failed.Parameter == 0 ? "a value" : $"the value of ${failed.Parameter}";
        return decision.Unmet(
            isKnown
                ? $"{value} for `{failed.Column}` is outside of the rows that rule `{failed.Rule}` lets the user see"
                : $"{value} for `{failed.Column}` cannot be held against rule `{failed.Rule}`; send it as text, or declare its type as a number, text or uuid",
            failed.Rule);
    }

    private static bool Holds(WriteCheck check, ReadOnlySpan<char> value, SessionAttributes attributes) =>
        WriteCheckJudge.Holds(check, value, check.Attribute is null ? [] : attributes.ValuesOf(check.Attribute));
}
