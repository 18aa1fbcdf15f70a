using System.Collections.Frozen;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Which SET options of SQL Server follow a session from backend to backend, and what a new connection has of them. Names and values
/// are in lower case, as analysis gives them. Whatever is not here stays at its backend and pins.
/// </summary>
public static class TSqlSettingNames
{
    /// <summary>The current database: not an option, but a setting of the session like them.</summary>
    public const string Database = "database";

    public const string Language = "language";
    public const string QuotedIdentifier = "quoted_identifier";
    public const string Isolation = "transaction isolation level";
    public const string DateFirst = "datefirst";
    public const string DateFormat = "dateformat";
    public const string DeadlockPriority = "deadlock_priority";

    /// <summary>
    /// Somebody else's name may be in force (EXECUTE AS). No statement of the gateway leads to it or back.
    /// </summary>
    public const string Impersonation = "execute as";

    /// <summary>Under what names a server reports itself at the login.</summary>
    public const string Version = "version";

    /// <summary>What is on or off.</summary>
    private static readonly string[] Switches =
    [
        QuotedIdentifier, "ansi_nulls", "ansi_padding", "ansi_warnings", "ansi_null_dflt_on", "concat_null_yields_null", "arithabort",
        "cursor_close_on_commit", "implicit_transactions", "nocount", "numeric_roundabort", "xact_abort",
    ];

    /// <summary>What takes a number or words of its own.</summary>
    private static readonly string[] Valued = [DateFirst, DateFormat, DeadlockPriority, Language, "lock_timeout", "rowcount", "textsize", Isolation];

    private static readonly FrozenSet<string> Tracked = Switches.Concat(Valued).Append(Database).Append(Impersonation).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What LOGIN7 sets for a client that says it is ODBC or OLE DB (MS-TDS 2.2.6.4, fODBC); others have the defaults of the server and the
    /// database.
    /// </summary>
    private static readonly string[] OnForDrivers =
        [QuotedIdentifier, "ansi_nulls", "ansi_padding", "ansi_warnings", "ansi_null_dflt_on", "concat_null_yields_null"];

    private static readonly (string Name, string Value)[] Defaults =
    [
        ("arithabort", "off"), ("cursor_close_on_commit", "off"), ("implicit_transactions", "off"), ("nocount", "off"),
        ("numeric_roundabort", "off"), ("xact_abort", "off"), (DeadlockPriority, "normal"), ("lock_timeout", "-1"), ("rowcount", "0"),
        (Isolation, "read committed"),
    ];

    private static readonly SettingsVector Drivers =
        With(With(SettingsVector.Empty, Defaults), [.. OnForDrivers.Select(static n => (n, "on")), ("textsize", "2147483647")]);
    private static readonly SettingsVector Others = With(SettingsVector.Empty, Defaults);
    private static readonly SettingsVector OthersAsked = With(Others, [.. OnForDrivers.Select(static n => (n, "off")), ("textsize", "4096")]);

    public static bool IsTracked(string name) => Tracked.Contains(name);

    /// <summary>What a backend surely has after its login or reset.</summary>
    /// <param name="variant">The client's, whose flags the backend's login has too (<c>odbc=1</c>, <c>oledb=1</c>).</param>
    public static SettingsVector Fresh(string variant) => IsDriver(variant) ? Drivers : Others;

    /// <summary>
    /// What a session begins with. Where the login leaves options to the database's defaults they are set, to those a database has that
    /// nobody changed: what a text means must not hang on something nobody reports.
    /// </summary>
    public static SettingsVector Startup(string variant) => IsDriver(variant) ? Drivers : OthersAsked;

    private static bool IsDriver(string variant)
    {
        foreach (var part in variant.AsSpan().Split(';'))
        {
            if (variant.AsSpan()[part] is "odbc=1" or "oledb=1")
            {
                return true;
            }
        }

        return false;
    }

    private static SettingsVector With(SettingsVector vector, IEnumerable<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            vector = vector.With(name, value);
        }

        return vector;
    }
}
