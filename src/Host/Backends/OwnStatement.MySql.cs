using System.Globalization;
using System.Text;

namespace ProxyDb.Host.Backends;

/// <summary>The MySQL part: one text, of one statement where only variables change.</summary>
public sealed partial class OwnStatement
{
    /// <summary>Does nothing, and leaves no warnings of somebody else behind.</summary>
    public static OwnStatement Nothing { get; } = new("DO 0");

    /// <summary>Makes LAST_INSERT_ID() answer what it would at the backend that made the value.</summary>
    public static OwnStatement InsertId(ulong value) => new(string.Create(CultureInfo.InvariantCulture, $"SET last_insert_id={value}"));

    /// <summary>
    /// Brings variables and current database from one vector to another; null when there is nothing to do. <c>USE</c> of a name
    /// outside of ASCII is written under utf8mb4, since the gateway's own texts are in UTF-8.
    /// </summary>
    public static OwnStatement? MySqlSettings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm)
    {
        mustConfirm = false;
        var statements = new StringBuilder();
        var sets = new StringBuilder();
        var isRecoded = false;
        foreach (var (name, value) in from.ChangesTo(to))
        {
            if (MySqlSettingNames.IsTracking(name))
            {
                if (loginParameters.ContainsKey(name))
                {
                    Assign(sets, name, value);
                }

                continue;
            }

            mustConfirm |= MySqlSettingNames.MustBeConfirmed(name);
            switch (name)
            {
                case MySqlSettingNames.Database:
                    isRecoded = !Ascii.IsValid(value ?? throw new InvalidOperationException("there is no way back to no database"));
                    statements.Append(isRecoded ? "SET NAMES utf8mb4; USE " : "USE ").Append(QuoteName(value)).Append("; ");
                    break;
                case MySqlSettingNames.Isolation:
                    statements.Append("SET SESSION TRANSACTION ISOLATION LEVEL ").Append(Isolation(value, loginParameters)).Append("; ");
                    break;
                case MySqlSettingNames.ReadOnly:
                    statements.Append("SET SESSION TRANSACTION READ ").Append(IsOn(value) ? "ONLY; " : "WRITE; ");
                    break;
                case MySqlSettingNames.CollationConnection:
                    break;
                default:
                    Assign(sets, name, value);
                    break;
            }
        }

        AssignCharacterSets(sets, from, to, isRecoded);
        var text = statements.Append(sets).ToString();
        return text.Length == 0 ? null : new OwnStatement(text.EndsWith("; ", StringComparison.Ordinal) ? text[..^2] : text);
    }

    /// <summary>The collation comes last: setting its character set sets it too.</summary>
    private static void AssignCharacterSets(StringBuilder sets, SettingsVector from, SettingsVector to, bool isRecoded)
    {
        if (isRecoded)
        {
            foreach (var name in (string[])
                [MySqlSettingNames.CharacterSetClient, MySqlSettingNames.CharacterSetResults, MySqlSettingNames.CharacterSetConnection])
            {
                if (to[name] == from[name])
                {
                    Assign(sets, name, to[name]);
                }
            }
        }

        var collation = to[MySqlSettingNames.CollationConnection];
        if (collation is null && from[MySqlSettingNames.CollationConnection] is not null
            && from[MySqlSettingNames.CharacterSetConnection] == to[MySqlSettingNames.CharacterSetConnection])
        {
            // The default of the set it has.
            Assign(sets, MySqlSettingNames.CharacterSetConnection, to[MySqlSettingNames.CharacterSetConnection]);
        }

        if (collation is not null
            && (isRecoded || collation != from[MySqlSettingNames.CollationConnection]
                || from[MySqlSettingNames.CharacterSetConnection] != to[MySqlSettingNames.CharacterSetConnection]))
        {
            Assign(sets, MySqlSettingNames.CollationConnection, collation);
        }
    }

    /// <param name="value">Null: what a new session has.</param>
    private static void Assign(StringBuilder sets, string name, string? value)
    {
        sets.Append(sets.Length == 0 ? "SET " : ", ").Append(QuoteName(name)).Append('=');
        if (value is null)
        {
            sets.Append("DEFAULT");
        }
        else if (name == MySqlSettingNames.CharacterSetResults && value.Length == 0)
        {
            sets.Append("NULL");
        }
        else
        {
            AppendValue(sets, value);
        }
    }

    /// <summary>
    /// A number stands bare, since variables of that kind refuse strings. A string that a mode or character set could read otherwise
    /// is written by its bytes.
    /// </summary>
    private static void AppendValue(StringBuilder sets, string value)
    {
        if (IsNumber(value))
        {
            sets.Append(value);
        }
        else if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.AsSpan().IndexOfAny('\'', '\\', '"') >= 0)
        {
            RefuseNul(value);
            sets.Append("CONVERT(0x").Append(Convert.ToHexString(Encoding.UTF8.GetBytes(value))).Append(" USING utf8mb4)");
        }
        else
        {
            sets.Append('\'').Append(value).Append('\'');
        }
    }

    private static bool IsNumber(string value)
    {
        var digits = value.StartsWith('-') ? value.AsSpan(1) : value;
        var point = digits.IndexOf('.');
        return digits.Length is > 0 and <= 30 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && (point < 0 ? !digits.ContainsAnyExceptInRange('0', '9')
                : !digits[..point].ContainsAnyExceptInRange('0', '9') && !digits[(point + 1)..].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsOn(string? value) => value is not null && (value == "1" || value.Equals("ON", StringComparison.OrdinalIgnoreCase));

    /// <summary>The levels are a closed set of words.</summary>
    private static string Isolation(string? value, IReadOnlyDictionary<string, string> loginParameters) =>
        (value ?? loginParameters.GetValueOrDefault(MySqlSettingNames.Isolation) ?? loginParameters.GetValueOrDefault("tx_isolation"))?
            .ToUpperInvariant().Replace(' ', '-') switch
        {
            "READ-UNCOMMITTED" => "READ UNCOMMITTED",
            "READ-COMMITTED" => "READ COMMITTED",
            "SERIALIZABLE" => "SERIALIZABLE",
            _ => "REPEATABLE READ",
        };

    /// <summary>An identifier in backticks.</summary>
    private static string QuoteName(string name)
    {
        RefuseNul(name);
        return "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`";
    }
}
