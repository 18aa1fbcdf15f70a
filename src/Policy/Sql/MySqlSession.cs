namespace ProxyDb.Policy.Sql;

/// <summary>Modes of <c>sql_mode</c> that change how a text is read.</summary>
[Flags]
public enum MySqlModes
{
    None = 0,
    AnsiQuotes = 1,
    NoBackslashEscapes = 2,
    PipesAsConcat = 4,
    IgnoreSpace = 8,
    HighNotPrecedence = 16,

    /// <summary>MariaDB's <c>ORACLE</c>: another grammar, which is refused.</summary>
    Oracle = 32,
}

/// <summary>Which server reads the text.</summary>
/// <param name="Number">Major × 10,000 + minor × 100 + patch, as executable comments write it: 101106, 80403.</param>
public readonly record struct MySqlServer(bool IsMariaDb, int Number)
{
    /// <summary>The MySQL that is taken for granted where none is named.</summary>
    public static MySqlServer MySql { get; } = new(false, 80403);

    /// <summary>The MariaDB that is taken for granted where none is named.</summary>
    public static MySqlServer MariaDb { get; } = new(true, 101106);

    /// <summary>
    /// From <c>version()</c> or a greeting: <c>10.11.6-MariaDB-0+deb12u1</c>, <c>5.5.5-10.11.6-MariaDB</c>, <c>8.0.36-28</c>. False: the
    /// version cannot be read.
    /// </summary>
    public static bool TryParse(string text, out MySqlServer server)
    {
        server = default;
        var isMariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        var version = isMariaDb && text.StartsWith("5.5.5-", StringComparison.Ordinal) ? text.AsSpan(6) : text.AsSpan();
        var number = 0;
        for (var part = 0; part < 3; part++)
        {
            var digits = 0;
            while (digits < version.Length && char.IsAsciiDigit(version[digits]))
            {
                digits++;
            }

            if (digits is 0 or > 2 || !int.TryParse(version[..digits], System.Globalization.CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            number = (number * 100) + value;
            version = version[digits..];
            if (part < 2 && (version.IsEmpty || version[0] != '.'))
            {
                return false;
            }

            version = version.IsEmpty ? version : version[1..];
        }

        server = new MySqlServer(isMariaDb, number);
        return true;
    }
}

/// <summary>What decides how a text is read besides the current database.</summary>
/// <param name="Server">Null: not known, and then a text with an executable comment is refused.</param>
/// <param name="CharacterSet">
/// <c>character_set_client</c> in lower case. Texts come decoded; it says what else differs (the no-break space is white space in latin1).
/// </param>
/// <param name="FoldsTableNames"><c>lower_case_table_names</c> is not 0: names of databases, tables and aliases are compared in lower case.</param>
public sealed record MySqlSession(MySqlServer? Server, MySqlModes Modes, string CharacterSet, bool FoldsTableNames)
{
    public static MySqlSession Unknown { get; } = new(null, MySqlModes.None, "utf8mb4", false);
}
