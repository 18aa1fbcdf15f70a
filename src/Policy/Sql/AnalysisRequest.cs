using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql;

/// <summary>What decides how a text is read besides the text: namespace and lexer settings of the session.</summary>
/// <param name="Database">Current database.</param>
/// <param name="SearchPath">As set, <c>$user</c> already replaced.</param>
/// <param name="Role">Current role, for <c>$user</c> and for cache keys.</param>
/// <param name="StandardConformingStrings">PostgreSQL: off makes a backslash an escape in plain literals.</param>
public sealed record AnalysisNamespace(
    string Database, ImmutableArray<string> SearchPath, string Role, bool StandardConformingStrings = true)
{
    /// <summary>What RESET search_path goes back to; null when it is not known, and then a text that resets it is not read on.</summary>
    public ImmutableArray<string>? DefaultSearchPath { get; init; }

    /// <summary>
    /// Parameters the client has given types of its own choice: bit n-1 for $n, the last bit for all from 64 on. A comparison with one
    /// may convert the column, and a conversion can fail on a row that is hidden: a map finds no such comparison leakproof.
    /// </summary>
    public ulong ForeignParameters { get; init; }

    /// <summary>
    /// T-SQL: the types of the client's parameters as it defines them (<c>@id int, @name nvarchar(40)</c>): what a comparison with one converts.
    /// Empty when they are not known.
    /// </summary>
    public string ParameterTypes { get; init; } = "";

    /// <summary>Names of temporary relations of the session; they shadow everything.</summary>
    public ImmutableArray<string> TemporaryNames { get; init; } = [];

    /// <summary>What decides how MySQL and MariaDB read a text; <see cref="MySqlSession.Unknown"/> refuses what depends on it.</summary>
    public MySqlSession MySql { get; init; } = MySqlSession.Unknown;

    /// <summary>What decides how SQL Server reads a text; <see cref="TSqlSession.Unknown"/> refuses what depends on it.</summary>
    public TSqlSession TSql { get; init; } = TSqlSession.Unknown;
}

/// <summary>Where a text could not be parsed at all (contracts.md §3).</summary>
/// <param name="Code"><c>syntax encoding too_large too_deep unsupported</c>.</param>
/// <param name="Position">1-based character position, 0 when unknown.</param>
/// <param name="Message">For syntax errors the server's own message text.</param>
public sealed record AnalysisError(string Code, int Position, string Message);

/// <summary>Facts of every statement of a text, or the reason there are none.</summary>
public sealed record AnalysisResult(ImmutableArray<StatementFacts> Statements, AnalysisError? Error);
