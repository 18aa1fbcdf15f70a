using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>What the guard says of a text.</summary>
/// <param name="Error">Why it must not be parsed; null when it may be.</param>
/// <param name="NeedsStack">It is long or nested: parser and walkers need a stack of their own.</param>
internal readonly record struct TSqlGuarded(AnalysisError? Error, bool NeedsStack);

/// <summary>
/// Counts what could kill ScriptDom before it gets the text (architecture.md §5): a stack overflow of the parser, or of a visitor,
/// ends the process. Refuses what the server's engine and ScriptDom may read differently.
/// </summary>
internal static class TSqlGuard
{
    /// <summary>Parentheses, BEGIN and CASE within each other; the parser's time rises faster than the depth.</summary>
    public const int MaxDepth = 200;

    /// <summary>Signs or NOTs in a row: one level of recursion each.</summary>
    private const int MaxRun = 50;

    /// <summary>IF, WHILE and ELSE of a text: each may be the body of the one before it.</summary>
    private const int MaxBranches = 2_000;

    /// <summary>The parser reads what stands in parentheses right of a JOIN twice: what nests there costs the power of two.</summary>
    private const int MaxJoinCost = 1 << 15;

    private const int MaxTokens = 400_000;

    private const int SmallText = 8 * 1024;
    private const int SmallDepth = 24;
    private const int SmallChain = 200;
    private const int SmallBranches = 24;

    public static TSqlGuarded Check(ReadOnlySpan<char> text, bool? quotedIdentifier, AnalysisLimits limits)
    {
        var lexer = new TSqlLexer(text, quotedIdentifier ?? true);
        Span<bool> joins = stackalloc bool[MaxDepth + 1];
        var count = new Counter(joins);
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            if (quotedIdentifier is null && text[token.Start] == '"')
            {
                return Refused("unsupported", token.Start + 1, "a double quote while it is not known whether `quoted_identifier` is on");
            }

            count.Add(text, token);
            if (count.Error(limits) is { } error)
            {
                return new TSqlGuarded(error, false);
            }
        }

        if (lexer.Refusal is { } refusal)
        {
            return Refused("unsupported", lexer.RefusedAt + 1, refusal);
        }

        return text.Length - count.Literals > limits.Text
            ? Refused("too_large", 0, $"the text is longer than {limits.Text} characters without its literals")
            : new TSqlGuarded(null, text.Length > SmallText || count.IsLarge);
    }

    private static TSqlGuarded Refused(string code, int position, string message) => new(new AnalysisError(code, position, message), false);

    private ref struct Counter(Span<bool> joins)
    {
        /// <summary>For each parenthesis that is open, whether it stands right of a JOIN.</summary>
        private readonly Span<bool> _joins = joins;
        private int _tokens;
        private int _depth;
        private int _deepest;
        private int _blocks;
        private int _chain;
        private int _longest;
        private int _branches;
        private int _run;
        private bool _begins;
        private bool _afterJoin;
        private int _joinDepth;
        private int _joinCost;

        /// <summary>Characters in literals.</summary>
        public int Literals { get; private set; }

        public readonly bool IsLarge => _deepest > SmallDepth || _longest > SmallChain || _branches > SmallBranches;

        public readonly AnalysisError? Error(AnalysisLimits limits) =>
            _tokens > MaxTokens ? new AnalysisError("too_large", 0, $"the text has more than {MaxTokens} words and signs")
            : _chain > limits.Chain ? new AnalysisError("too_large", 0, $"a statement has more than {limits.Chain} operators, joins and set operations")
            : _branches > MaxBranches ? new AnalysisError("too_large", 0, $"the text has more than {MaxBranches} branches")
            : _depth + _blocks > Math.Min(MaxDepth, limits.Depth) || _run > MaxRun
            || _joinCost > MaxJoinCost
                ? new AnalysisError("too_deep", 0, $"the text is nested deeper than {Math.Min(MaxDepth, limits.Depth)} levels")
            : null;

        public void Add(ReadOnlySpan<char> text, TSqlToken token)
        {
            _tokens++;
            var begins = _begins;
            _begins = false;
            var run = _run;
            _run = 0;
            var afterJoin = _afterJoin;
            _afterJoin = false;
            switch (token.Kind)
            {
                case TSqlTokenKind.OpenParenthesis:
                    Open(afterJoin);
                    break;
                case TSqlTokenKind.CloseParenthesis:
                    Close();
                    break;
                case TSqlTokenKind.Operator:
                    _chain++;
                    _run = text[token.Start] is '+' or '-' or '~' ? run + 1 : 0;
                    break;
                case TSqlTokenKind.Semicolon:
                    _chain = _depth == 0 ? 0 : _chain;
                    break;
                case TSqlTokenKind.Word:
                    Word(text.Slice(token.Start, token.Length), begins, run);
                    break;
                default:
                    Literals += token.IsString ? token.Length : 0;
                    break;
            }

            _deepest = Math.Max(_deepest, _depth + _blocks);
            _longest = Math.Max(_longest, _chain);
        }

        private void Open(bool afterJoin)
        {
            if (_depth < _joins.Length)
            {
                _joins[_depth] = afterJoin;
            }

            _depth++;
            _joinDepth += afterJoin ? 1 : 0;
            _joinCost += afterJoin ? 1 << Math.Min(_joinDepth, 20) : 0;
        }

        private void Close()
        {
            if (_depth > 0 && --_depth < _joins.Length && _joins[_depth])
            {
                _joinDepth--;
            }
        }

        private void Word(ReadOnlySpan<char> word, bool begins, int run)
        {
            switch (TSqlGuardWords.Of(word))
            {
                case TSqlGuardWord.Join:
                    _chain++;
                    _afterJoin = true;
                    break;
                case TSqlGuardWord.Chain:
                    _chain++;
                    break;
                case TSqlGuardWord.Not:
                    _run = run + 1;
                    break;
                case TSqlGuardWord.Case:
                    _blocks++;
                    break;
                case TSqlGuardWord.Begin:
                    _blocks++;
                    _begins = true;
                    break;
                case TSqlGuardWord.BeginsNoBlock when begins:
                case TSqlGuardWord.End:
                    _blocks = Math.Max(0, _blocks - 1);
                    break;
                case TSqlGuardWord.Branch:
                    _branches++;
                    break;
                default:
                    break;
            }
        }
    }
}
