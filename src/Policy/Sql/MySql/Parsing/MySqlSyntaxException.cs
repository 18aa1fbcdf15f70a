namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Leaves the parser at the first fault of a text; never leaves <see cref="MySqlParser"/>.</summary>
internal sealed class MySqlSyntaxException(AnalysisError error) : Exception(error.Message)
{
    public AnalysisError Error { get; } = error;
}

/// <summary>Faults in the server's own words.</summary>
internal static class MySqlSyntaxError
{
    private const int NearMax = 80;

    /// <param name="place">UTF-16 place of the token that does not fit.</param>
    public static AnalysisError At(string text, int place, bool isMariaDb)
    {
        var line = 1 + text.AsSpan(0, place).Count('\n');
        var near = text.AsSpan(place, Math.Min(NearMax, text.Length - place));
        var server = isMariaDb ? "MariaDB" : "MySQL";
        return new AnalysisError(
            "syntax",
            place + 1,
            $"You have an error in your SQL syntax; check the manual that corresponds to your {server} server version "
            + $"for the right syntax to use near '{near}' at line {line}");
    }

    public static AnalysisError TooDeep(int place, int limit) =>
        new("too_deep", place + 1, $"the text is nested deeper than {limit} levels");

    public static AnalysisError Unsupported(int place, string message) => new("unsupported", place + 1, message);
}
