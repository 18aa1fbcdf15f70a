using System.Buffers;
using System.Text;

namespace ProxyDb.Host.Backends;

/// <summary>The T-SQL part: one batch.</summary>
public sealed partial class OwnStatement
{
    private static readonly SearchValues<char> ValueCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789- ");

    /// <summary>
    /// Brings options and current database from one vector to another in one batch; null when there is nothing to do. The language comes
    /// first, since it sets the order of days and dates with it.
    /// </summary>
    /// <param name="loginParameters">What a new connection has: the way back where a session has no value of its own.</param>
    public static OwnStatement? TSqlSettings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters)
    {
        var text = new StringBuilder();
        var changes = from.ChangesTo(to).ToDictionary(static c => c.Key, static c => c.Value, StringComparer.Ordinal);
        if (changes.Remove(TSqlSettingNames.Database, out var database))
        {
            AppendUse(text, database ?? loginParameters.GetValueOrDefault(TSqlSettingNames.Database));
        }

        if (LanguageOf(changes, loginParameters) is { } language)
        {
            text.Append("SET LANGUAGE ").Append(QuoteNational(language)).Append("; ");
            RestoreDates(changes, to);
        }

        foreach (var (name, value) in changes)
        {
            if (value is not null && name != TSqlSettingNames.Impersonation)
            {
                AppendSet(text, name, value);
            }
        }

        return text.Length == 0 ? null : new OwnStatement(text.ToString(0, text.Length - 2));
    }

    /// <summary>A constant that keeps every character, whatever the database's code page.</summary>
    private static string QuoteNational(string value)
    {
        RefuseNul(value);
        return "N'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    /// <summary>An option that loses its own value has that of the language again, which only setting the language gives.</summary>
    private static string? LanguageOf(Dictionary<string, string?> changes, IReadOnlyDictionary<string, string> loginParameters)
    {
        var isAsked = changes.Remove(TSqlSettingNames.Language, out var language);
        var isReset = changes.TryGetValue(TSqlSettingNames.DateFirst, out var first) && first is null;
        isReset |= changes.TryGetValue(TSqlSettingNames.DateFormat, out var format) && format is null;
        return isAsked || isReset ? language ?? loginParameters.GetValueOrDefault(TSqlSettingNames.Language) : null;
    }

    private static void RestoreDates(Dictionary<string, string?> changes, SettingsVector to)
    {
        foreach (var name in (string[])[TSqlSettingNames.DateFirst, TSqlSettingNames.DateFormat])
        {
            if (to[name] is { } value)
            {
                changes[name] = value;
            }
        }
    }

    private static void AppendUse(StringBuilder text, string? database)
    {
        if (database is not null)
        {
            text.Append("USE ").Append(QuoteBrackets(database)).Append("; ");
        }
    }

    /// <summary>Values are words and numbers of a closed form: nothing else is written, whoever asked for it.</summary>
    private static void AppendSet(StringBuilder text, string name, string value)
    {
        if (!TSqlSettingNames.IsTracked(name) || value.AsSpan().ContainsAnyExcept(ValueCharacters))
        {
            throw new ArgumentException("no value of a setting", nameof(value));
        }

        text.Append("SET ").Append(name.ToUpperInvariant()).Append(' ').Append(value.ToUpperInvariant()).Append("; ");
    }
}
