using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Conditions of filters in MySQL and MariaDB: parsed bare and in parentheses, so that a condition cannot end its place. It is written
/// into texts that are read under the session's sql_mode, so what would mean something else under another mode is refused.
/// </summary>
internal sealed class MySqlFilterSyntax : IFilterSyntax
{
    public static MySqlFilterSyntax Instance { get; } = new();

    public string Parameter(int number) => "?";

    public FilterCheck Check(string text, ImmutableArray<int> parameters)
    {
        if (Lexed(text, parameters) is { } lexical)
        {
            return lexical;
        }

        if (MySqlFilterText.Parse(text, inParentheses: false, out var prefix, out var error) is null
            || MySqlFilterText.Parse(text, inParentheses: true, out prefix, out error) is not { } condition)
        {
            return FilterCheck.Of(
                $"not a condition of MySQL: {error!.Message}", Math.Clamp(error.Position - 1 - prefix, 0, text.Length));
        }

        var walk = new MySqlFilterWalk(text, prefix);
        walk.Visit(condition);
        return walk.Fault ?? new FilterCheck(null, 0, walk.Lists, walk.Columns);
    }

    /// <summary>What may not stand in a condition whatever its grammar.</summary>
    private static FilterCheck? Lexed(string text, ImmutableArray<int> parameters)
    {
        var lexer = new MySqlLexer(text, MySqlFilterText.Session);
        var (end, found) = (0, 0);
        var before = default(MySqlToken);
        for (var token = lexer.Next(); token.Kind != MySqlTokenKind.End; token = lexer.Next())
        {
            if (!text.AsSpan(end, token.Start - end).IsWhiteSpace() || token.Kind == MySqlTokenKind.Hint)
            {
                return FilterCheck.Of("a condition has no comments; write the reason as `description`", end);
            }

            if (Fault(text, token, before) is { } fault)
            {
                return FilterCheck.Of(fault, token.Start);
            }

            if (token.Kind == MySqlTokenKind.Parameter && (found >= parameters.Length || parameters[found++] != token.Start))
            {
                return FilterCheck.Of("a filter has no parameters of its own; attributes are written {{user.NAME}}", token.Start);
            }

            (end, before) = (token.End, token);
        }

        return !text.AsSpan(end).IsWhiteSpace() ? FilterCheck.Of("a condition has no comments; write the reason as `description`", end)
            : end == 0 ? FilterCheck.Of("the condition is empty", 0)
            : found < parameters.Length
                ? FilterCheck.Of("an attribute is a value, so it cannot stand inside a literal or a name; write it without quotes", parameters[found])
            : null;
    }

    private static string? Fault(string text, MySqlToken token, MySqlToken before) => token.Kind switch
    {
        MySqlTokenKind.Invalid => "not a condition of MySQL: it holds what is no token",
        MySqlTokenKind.Semicolon => "a filter is one condition; leave `;` out",
        MySqlTokenKind.String or MySqlTokenKind.QuotedName or MySqlTokenKind.NationalString when text[token.Start] == '"' =>
            "double quotes hold a text or a name as the session's sql_mode says; write '…' or `…`",
        MySqlTokenKind.String or MySqlTokenKind.NationalString when token.Text(text).Contains('\\') =>
            "a backslash means what the session's sql_mode says; leave it out",
        MySqlTokenKind.Word when text[token.Start] == '$' => "a filter has no parameters of its own; attributes are written {{user.NAME}}",
        MySqlTokenKind.DoublePipe => "`||` means what the session's sql_mode says; write OR or CONCAT(…)",
        MySqlTokenKind.At or MySqlTokenKind.DoubleAt => "a condition reads no variables, which a session can set; use an attribute",
        _ when before.Keyword == MySqlKeyword.Not && token.Kind != MySqlTokenKind.OpenParenthesis && !FollowsNot(token.Keyword) =>
            "what NOT binds is for the session's sql_mode to say; write NOT (…)",
        _ => null,
    };

    private static bool FollowsNot(MySqlKeyword keyword) => keyword is MySqlKeyword.Exists or MySqlKeyword.In or MySqlKeyword.Between
        or MySqlKeyword.Like or MySqlKeyword.Regexp or MySqlKeyword.Rlike or MySqlKeyword.Null or MySqlKeyword.True or MySqlKeyword.False
        or MySqlKeyword.Unknown;
}
