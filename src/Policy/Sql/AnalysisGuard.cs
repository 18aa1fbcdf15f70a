using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Sql;

/// <summary>What the guard says of a text.</summary>
/// <param name="Error">Why it must not be parsed; null when it may be.</param>
/// <param name="Reduced">The text to parse in place of the one sent, without VALUES rows that say nothing new; null: the text as sent.</param>
/// <param name="Map">Places of <paramref name="Reduced"/> → places of the text as sent; null with it.</param>
/// <param name="HighestParameter">Highest $n of the whole text, left-out rows included; 0 when there is none.</param>
public readonly record struct GuardedText(AnalysisError? Error, byte[]? Reduced, SpanMap? Map, int HighestParameter);

/// <summary>
/// Counts what could kill a parser, before it gets the text (architecture.md §5). PostgreSQL: libpg_query writes its tree by
/// recursion, so that chains of any left-recursive production cost stack; on 16 MiB they are survived up to about three
/// times the default limit.
/// </summary>
public static class AnalysisGuard
{
    /// <summary>From this size on VALUES rows are left out; smaller texts are parsed as they are.</summary>
    public const int ReductionThreshold = 16 * 1024;

    /// <summary>What may follow a place where scanning fails: nothing in it is counted.</summary>
    private const int UnscannedLimit = 16 * 1024;

    /// <param name="sent">One message text in UTF-8.</param>
    /// <param name="standardConformingStrings">The session's setting. What comes back is to be parsed with the setting on.</param>
    /// <param name="leavesRowsOut">Rows of VALUES that say nothing new may be left out of what is to be parsed.</param>
    public static GuardedText CheckPostgres(
        ReadOnlySpan<byte> sent, bool standardConformingStrings, AnalysisLimits limits, bool leavesRowsOut = true)
    {
        var map = new SpanMap();
        var adapted = PostgresParserText.Adapt(sent, standardConformingStrings, map, out var supported);
        if (!supported)
        {
            return new GuardedText(
                new AnalysisError("unsupported", 0, "a national literal with a backslash needs `standard_conforming_strings` on"), null, null, 0);
        }

        var text = adapted ?? sent;
        var rows = leavesRowsOut && text.Length >= ReductionThreshold ? new ValuesReduction(text.Length) : null;
        if (Count(text, adapted is not null || standardConformingStrings, limits, rows, out var highestParameter) is { } error)
        {
            return new GuardedText(error, null, null, 0);
        }

        return rows is { Removed: > 0 }
            ? new GuardedText(null, rows.Reduced(text), rows.Map.After(map), highestParameter)
            : new GuardedText(null, adapted, adapted is null ? null : map, highestParameter);
    }

    private static AnalysisError? Count(
        ReadOnlySpan<byte> text, bool standardConformingStrings, AnalysisLimits limits, ValuesReduction? rows, out int highestParameter)
    {
        var lexer = new PostgresLexer(text, standardConformingStrings);
        var count = new Counter(limits);
        highestParameter = 0;
        while (lexer.Next(out var token))
        {
            if (token.Kind == PostgresTokenKind.Invalid && token.Length > UnscannedLimit)
            {
                return TooLarge($"the text after a token that cannot be read is longer than {UnscannedLimit} bytes");
            }

            if (count.Add(text, token) is { } error)
            {
                return error;
            }

            if (rows is not null && token.Is(text, "VALUES"u8))
            {
                count.Skipped(rows.Read(text, ref lexer));
            }
        }

        highestParameter = Math.Max(count.HighestParameter, rows?.HighestParameter ?? 0);
        return text.Length - count.Literals > limits.Text ? TooLarge($"the text is longer than {limits.Text} bytes without its literals") : null;
    }

    private static AnalysisError TooLarge(string message) => new("too_large", 0, message);

    private struct Counter(AnalysisLimits limits)
    {
        private int _chain;
        private int _depth;
        private int _cases;

        /// <summary>Bytes in literals and in left-out rows.</summary>
        public int Literals { get; private set; }

        public int HighestParameter { get; private set; }

        public void Skipped(int bytes) => Literals += bytes;

        public AnalysisError? Add(ReadOnlySpan<byte> text, PostgresToken token)
        {
            switch (token.Kind)
            {
                case PostgresTokenKind.Operator or PostgresTokenKind.Typecast:
                    _chain++;
                    break;
                case PostgresTokenKind.OpenBracket:
                    _chain++;
                    _depth++;
                    break;
                case PostgresTokenKind.OpenParenthesis:
                    _depth++;
                    break;
                case PostgresTokenKind.CloseParenthesis or PostgresTokenKind.CloseBracket:
                    _depth = Math.Max(0, _depth - 1);
                    break;
                case PostgresTokenKind.Parameter:
                    HighestParameter = Math.Max(HighestParameter, PostgresParameter.Number(token.Bytes(text)));
                    break;
                case PostgresTokenKind.Identifier:
                    Keyword(token.Bytes(text));
                    break;
                default:
                    Literals += token.IsString ? token.Length : 0;
                    break;
            }

            return _chain > limits.Chain
                ? new AnalysisError("too_large", 0, $"the text has more than {limits.Chain} operators, joins and casts")
                : _depth + _cases > limits.Depth
                    ? new AnalysisError("too_deep", 0, $"the text is nested deeper than {limits.Depth} levels")
                    : null;
        }

        private void Keyword(ReadOnlySpan<byte> word)
        {
            var known = PostgresWords.Of(word);
            _chain += (known & PostgresWord.Chain) != 0 ? 1 : 0;
            _cases += (known & PostgresWord.Case) != 0 ? 1 : 0;
            _cases -= (known & PostgresWord.End) != 0 && _cases > 0 ? 1 : 0;
        }
    }
}
