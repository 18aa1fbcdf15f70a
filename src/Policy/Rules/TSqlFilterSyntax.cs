using System.Collections.Immutable;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Conditions of filters in SQL Server: parsed bare and in parentheses, so that a condition cannot end its place. It is written into
/// texts that are read under the session's SET options, so what would mean something else under another one is refused.
/// </summary>
internal sealed class TSqlFilterSyntax : IFilterSyntax
{
    public static TSqlFilterSyntax Instance { get; } = new();

    public string Parameter(int number) => TSqlFilterText.Parameter(number);

    public FilterCheck Check(string text, ImmutableArray<int> parameters)
    {
        if (Lexed(text, parameters) is { } lexical)
        {
            return lexical;
        }

        if (TSqlFilterText.Parse(text, inParentheses: false, out var prefix, out var error) is null
            || TSqlFilterText.Parse(text, inParentheses: true, out prefix, out error) is not { } condition)
        {
            return FilterCheck.Of(
                $"not a condition of SQL Server: {error!.Message}", Math.Clamp(error.Position - 1 - prefix, 0, text.Length));
        }

        var walk = new TSqlFilterWalk(text, prefix);
        condition.Accept(walk);
        return walk.Fault ?? new FilterCheck(null, 0, walk.Lists, walk.Columns);
    }

    /// <summary>What may not stand in a condition whatever its grammar.</summary>
    private static FilterCheck? Lexed(string text, ImmutableArray<int> parameters)
    {
        var lexer = new TSqlLexer(text, quotedIdentifier: true);
        var (end, found) = (0, 0);
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            if (!text.AsSpan(end, token.Start - end).IsWhiteSpace())
            {
                return FilterCheck.Of("a condition has no comments; write the reason as `description`", end);
            }

            if (Fault(text[token.Start]) is { } fault)
            {
                return FilterCheck.Of(fault, token.Start);
            }

            if (text[token.Start] == '@' && (found >= parameters.Length || parameters[found++] != token.Start))
            {
                return FilterCheck.Of("a filter has no variables; attributes are written {{user.NAME}}", token.Start);
            }

            end = token.Start + token.Length;
        }

        return !text.AsSpan(end).IsWhiteSpace() ? FilterCheck.Of("a condition has no comments; write the reason as `description`", end)
            : end == 0 ? FilterCheck.Of("the condition is empty", 0)
            : found < parameters.Length
                ? FilterCheck.Of("an attribute is a value, so it cannot stand inside a literal or a name; write it without quotes", parameters[found])
            : null;
    }

    private static string? Fault(char first) => first switch
    {
        '"' => "double quotes hold a text or a name as the session's `quoted_identifier` says; write '…' or […]",
        ';' => "a filter is one condition; leave `;` out",
        '$' => "a filter has no parameters of its own; attributes are written {{user.NAME}}",
        _ => null,
    };
}
