namespace ProxyDb.Policy.Sql;

/// <summary>The text of <c>sql_mode</c>, as the server prints it or a client sets it.</summary>
public static class MySqlModeText
{
    private const MySqlModes Ansi = MySqlModes.AnsiQuotes | MySqlModes.PipesAsConcat | MySqlModes.IgnoreSpace;

    /// <summary>
    /// The modes that change how a text is read. A word that neither server knows, or a number, gives <see cref="MySqlModes.Oracle"/>:
    /// what nobody knows is refused.
    /// </summary>
    public static MySqlModes Parse(string text)
    {
        var modes = MySqlModes.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            modes |= Word(word.ToUpperInvariant());
        }

        return modes;
    }

    /// <summary>Combinations hold what the server's manual lists for them.</summary>
    private static MySqlModes Word(string word) => word switch
    {
        "ANSI_QUOTES" => MySqlModes.AnsiQuotes,
        "NO_BACKSLASH_ESCAPES" => MySqlModes.NoBackslashEscapes,
        "PIPES_AS_CONCAT" => MySqlModes.PipesAsConcat,
        "IGNORE_SPACE" => MySqlModes.IgnoreSpace,
        "HIGH_NOT_PRECEDENCE" => MySqlModes.HighNotPrecedence,
        "ANSI" or "DB2" or "MAXDB" or "MSSQL" or "POSTGRESQL" => Ansi,
        "MYSQL323" or "MYSQL40" => MySqlModes.HighNotPrecedence,
        "ALLOW_INVALID_DATES" or "EMPTY_STRING_IS_NULL" or "ERROR_FOR_DIVISION_BY_ZERO" or "IGNORE_BAD_TABLE_OPTIONS" or "NO_AUTO_CREATE_USER"
            or "NO_AUTO_VALUE_ON_ZERO" or "NO_DIR_IN_CREATE" or "NO_ENGINE_SUBSTITUTION" or "NO_FIELD_OPTIONS" or "NO_KEY_OPTIONS"
            or "NO_TABLE_OPTIONS" or "NO_UNSIGNED_SUBTRACTION" or "NO_ZERO_DATE" or "NO_ZERO_IN_DATE" or "ONLY_FULL_GROUP_BY"
            or "PAD_CHAR_TO_FULL_LENGTH" or "REAL_AS_FLOAT" or "SIMULTANEOUS_ASSIGNMENT" or "STRICT_ALL_TABLES" or "STRICT_TRANS_TABLES"
            or "TIME_ROUND_FRACTIONAL" or "TIME_TRUNCATE_FRACTIONAL" or "TRADITIONAL" => MySqlModes.None,
        _ => MySqlModes.Oracle,
    };
}
