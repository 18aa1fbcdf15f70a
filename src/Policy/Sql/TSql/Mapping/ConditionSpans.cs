using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>
/// Where conditions stand. The parser's fragments leave words out at their beginning (EXISTS), so that a condition is taken to begin
/// behind what can stand before one.
/// </summary>
internal static class ConditionSpans
{
    public static SourceSpan Of(TSqlFragment condition)
    {
        var first = condition.FirstTokenIndex;
        for (var i = first - 1; i >= 0; i--)
        {
            var token = condition.ScriptTokenStream[i];
            if (token.TokenType is TSqlTokenType.WhiteSpace or TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment)
            {
                continue;
            }

            if (token.TokenType is TSqlTokenType.Where or TSqlTokenType.On or TSqlTokenType.Having or TSqlTokenType.And or TSqlTokenType.LeftParenthesis)
            {
                break;
            }

            first = i;
        }

        var start = condition.ScriptTokenStream[first].Offset;
        return new SourceSpan(start, condition.StartOffset + condition.FragmentLength - start);
    }

    /// <summary>Whether a place holds whole parentheses: one that does not has been told wrongly.</summary>
    public static bool IsBalanced(TSqlFragment fragment)
    {
        var depth = 0;
        for (var i = fragment.FirstTokenIndex; i <= fragment.LastTokenIndex; i++)
        {
            depth += fragment.ScriptTokenStream[i].TokenType switch
            {
                TSqlTokenType.LeftParenthesis => 1,
                TSqlTokenType.RightParenthesis => -1,
                _ => 0,
            };
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }
}
