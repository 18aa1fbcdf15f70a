using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>
/// SQL that ProxyDb sends on its own account: a closed set. The texts are built from constants, quoted identifiers and string
/// constants written by one quoting function; nothing of a client's statement text gets in.
/// </summary>
public sealed partial class OwnStatement
{
    private OwnStatement(string text) => Text = text;

    private OwnStatement(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>A simple statement to be framed by the protocol, or null.</summary>
    public string? Text { get; }

    /// <summary>A constant message of the protocol's own making.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>One text of two statements.</summary>
    public static OwnStatement Join(OwnStatement? first, OwnStatement second) =>
        first is null ? second : new OwnStatement(first.Text + "; " + second.Text);

    /// <summary>Leaves an open transaction.</summary>
    public static OwnStatement Rollback { get; } = new("ROLLBACK");

    /// <summary>Names of the session's temporary relations, one a row; to be read by the conversation.</summary>
    public const string TemporaryNames =
        "SELECT c.relname::pg_catalog.text FROM pg_catalog.pg_class c WHERE c.relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()";

    /// <summary>The session's search path, and an empty one in its place up to the end of the transaction.</summary>
    public const string EmptySearchPath =
        "SELECT pg_catalog.current_setting('search_path'), pg_catalog.set_config('search_path', '', true)";

    /// <summary>Puts back what <see cref="EmptySearchPath"/> took away.</summary>
    public static string RestoreSearchPath(string value) => $"SELECT pg_catalog.set_config('search_path', {QuoteLiteral(value)}, true)";

    /// <summary>A failing statement in a denied one's place, or the end of an evicted prepared statement.</summary>
    public static OwnStatement Of(OwnMessage kind, ReadOnlyMemory<byte> bytes) => kind switch
    {
        OwnMessage.FailingPrepare or OwnMessage.FailingStatement or OwnMessage.CloseStatement or OwnMessage.Read or OwnMessage.Ping or
            OwnMessage.ForgetDiagnostics => new OwnStatement(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Brings settings from one vector to another; null when there is nothing to do.</summary>
    /// <param name="loginParameters">
    /// What RESET goes back to: a value that is wanted and is the connection's own is reset, not set, so that the session looks to
    /// itself (<c>pg_settings.source</c>) as it would without a gateway.
    /// </param>
    /// <param name="mustConfirm">One of them decides what a statement means or may do.</param>
    public static OwnStatement? Settings(
        SettingsVector from, SettingsVector to, IReadOnlyDictionary<string, string> loginParameters, out bool mustConfirm)
    {
        mustConfirm = false;
        var resets = new StringBuilder();
        var sets = new StringBuilder();
        foreach (var (name, value) in from.ChangesTo(to))
        {
            mustConfirm |= SettingNames.MustBeConfirmed(name);
            if (value is null || (from[name] is not null && loginParameters.GetValueOrDefault(name) == value))
            {
                resets.Append("RESET ").Append(QuoteIdentifier(name)).Append("; ");
            }
            else
            {
                sets.Append(sets.Length == 0 ? "SELECT " : ", ")
                    .Append("pg_catalog.set_config(").Append(QuoteLiteral(name)).Append(", ").Append(QuoteLiteral(value)).Append(", false)");
            }
        }

        var text = resets.Append(sets).ToString();
        return text.Length == 0 ? null : new OwnStatement(text);
    }

    /// <summary>Takes back whatever code of users may have set, and applies a vector on the clean ground.</summary>
    public static OwnStatement SettingsFromUnknown(SettingsVector to, IReadOnlyDictionary<string, string> loginParameters)
    {
        foreach (var (name, value) in to.Values)
        {
            if (loginParameters.GetValueOrDefault(name) == value)
            {
                to = to.Without(name);
            }
        }

        var applied = Settings(SettingsVector.Empty, to, loginParameters, out _);
        return new OwnStatement("SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; " + (applied?.Text ?? ""));
    }

    /// <summary>An identifier in double quotes: the one quoting function for names.</summary>
    public static string QuoteIdentifier(string name)
    {
        RefuseNul(name);
        return "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>
    /// A string constant that reads the same whatever standard_conforming_strings says: with a backslash inside it is written in the
    /// escape form. The one quoting function for values.
    /// </summary>
    public static string QuoteLiteral(string value)
    {
        RefuseNul(value);
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal)
            ? "E'" + quoted.Replace("\\", "\\\\", StringComparison.Ordinal) + "'"
            : "'" + quoted + "'";
    }

    /// <summary>T-SQL: an identifier in brackets, which read the same whatever QUOTED_IDENTIFIER says.</summary>
    public static string QuoteBrackets(string name)
    {
        RefuseNul(name);
        return "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";
    }

    private static void RefuseNul(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a zero byte in a name or value", nameof(value));
        }
    }
}
