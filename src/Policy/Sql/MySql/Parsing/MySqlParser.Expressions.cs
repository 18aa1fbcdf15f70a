using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>Precedences from the loosest; an operator of a level has operands of the levels above.</summary>
    private enum Level
    {
        None,
        Or,
        Xor,
        And,
        Not,
        Comparison,
        Predicate,
        BitOr,
        BitAnd,
        Shift,
        Additive,
        Multiplicative,
        BitXor,
        Concatenation,
        Unary,
    }

    /// <summary>Any expression. Lists of DEFAULT, stars and aliases are read by those who allow them.</summary>
    internal MySqlExpression ParseExpression() => ParseLevel(Level.Or);

    private MySqlExpression ParseLevel(Level least)
    {
        var start = _tokens.Start;
        if (least <= Level.Not && _tokens.At(MySqlKeyword.Not) && (_modes & MySqlModes.HighNotPrecedence) == 0)
        {
            return ParseOperators(ParseNot(start), start, least);
        }

        return ParseOperators(ParseUnary(), start, least);
    }

    private UnaryExpression ParseNot(int start)
    {
        Enter();
        _tokens.Advance();
        var operand = ParseLevel(Level.Not);
        Leave();
        return new UnaryExpression { Span = _tokens.SpanFrom(start), Operator = UnaryOperator.Not, Operand = operand };
    }

    /// <summary>Goes on after a first operand, with operators of a level and above.</summary>
    private MySqlExpression ParseOperators(MySqlExpression left, int start, Level least)
    {
        var links = 0;
        while (LevelHere() is var level && level != Level.None && level >= least)
        {
            left = level switch
            {
                Level.Or or Level.Xor or Level.And => ParseLogical(left, start, level),
                Level.Comparison => ParseComparison(left, start),
                Level.Predicate => ParsePredicate(left, start),
                _ => ParseChain(left, start, level),
            };
            if (++links > _limits.Depth)
            {
                throw new MySqlSyntaxException(MySqlSyntaxError.TooDeep(_tokens.Start, _limits.Depth));
            }
        }

        return left;
    }

    private Level LevelHere() => _tokens.Kind switch
    {
        MySqlTokenKind.Word => WordLevel(),
        MySqlTokenKind.Equal or (>= MySqlTokenKind.NullSafeEqual and <= MySqlTokenKind.GreaterOrEqual) => Level.Comparison,
        MySqlTokenKind.Pipe => Level.BitOr,
        MySqlTokenKind.Ampersand => Level.BitAnd,
        MySqlTokenKind.ShiftLeft or MySqlTokenKind.ShiftRight => Level.Shift,
        MySqlTokenKind.Plus or MySqlTokenKind.Minus => Level.Additive,
        MySqlTokenKind.Star or MySqlTokenKind.Slash or MySqlTokenKind.Percent => Level.Multiplicative,
        MySqlTokenKind.Caret => Level.BitXor,
        MySqlTokenKind.DoubleAmpersand => Level.And,
        MySqlTokenKind.DoublePipe => (_modes & MySqlModes.PipesAsConcat) != 0 ? Level.Concatenation : Level.Or,
        _ => Level.None,
    };

    private Level WordLevel() => _tokens.Keyword switch
    {
        MySqlKeyword.NotKeyword => Level.None,
        MySqlKeyword.And => Level.And,
        MySqlKeyword.Or => Level.Or,
        MySqlKeyword.Xor => Level.Xor,
        MySqlKeyword.Is => Level.Comparison,
        MySqlKeyword.In or MySqlKeyword.Between or MySqlKeyword.Like or MySqlKeyword.Regexp or MySqlKeyword.Rlike => Level.Predicate,
        MySqlKeyword.Not when IsPredicate(_tokens.Peek(1).Keyword) => Level.Predicate,
        MySqlKeyword.Sounds when _tokens.Peek(1).Keyword == MySqlKeyword.Like => Level.Predicate,
        MySqlKeyword.Member when _tokens.Peek(1).Keyword == MySqlKeyword.Of && !IsMariaDb => Level.Predicate,
        MySqlKeyword.Div or MySqlKeyword.Mod => Level.Multiplicative,
        _ => Level.None,
    };

    private static bool IsPredicate(MySqlKeyword keyword) =>
        keyword is MySqlKeyword.In or MySqlKeyword.Between or MySqlKeyword.Like or MySqlKeyword.Regexp or MySqlKeyword.Rlike;

    private LogicalExpression ParseLogical(MySqlExpression first, int start, Level level)
    {
        var operands = ImmutableArray.CreateBuilder<MySqlExpression>(2);
        operands.Add(first);
        while (LevelHere() == level)
        {
            _tokens.Advance();
            operands.Add(ParseLevel(level + 1));
        }

        return new LogicalExpression
        {
            Span = _tokens.SpanFrom(start),
            Operator = level switch { Level.Or => LogicalOperator.Or, Level.Xor => LogicalOperator.Xor, _ => LogicalOperator.And },
            Operands = operands.DrainToImmutable(),
        };
    }

    private OperatorChain ParseChain(MySqlExpression first, int start, Level level)
    {
        var operands = ImmutableArray.CreateBuilder<MySqlExpression>(2);
        var operators = ImmutableArray.CreateBuilder<ChainOperator>(1);
        operands.Add(first);
        while (LevelHere() == level)
        {
            operators.Add(ChainOperatorHere());
            _tokens.Advance();
            operands.Add(ParseLevel(level + 1));
        }

        return new OperatorChain
        {
            Span = _tokens.SpanFrom(start),
            Operands = operands.DrainToImmutable(),
            Operators = operators.DrainToImmutable(),
        };
    }

    private ChainOperator ChainOperatorHere() => _tokens.Kind switch
    {
        MySqlTokenKind.Pipe => ChainOperator.BitOr,
        MySqlTokenKind.Ampersand => ChainOperator.BitAnd,
        MySqlTokenKind.ShiftLeft => ChainOperator.ShiftLeft,
        MySqlTokenKind.ShiftRight => ChainOperator.ShiftRight,
        MySqlTokenKind.Plus => ChainOperator.Add,
        MySqlTokenKind.Minus => ChainOperator.Subtract,
        MySqlTokenKind.Star => ChainOperator.Multiply,
        MySqlTokenKind.Slash => ChainOperator.Divide,
        MySqlTokenKind.Caret => ChainOperator.BitXor,
        MySqlTokenKind.DoublePipe => ChainOperator.Concatenate,
        MySqlTokenKind.Percent => ChainOperator.Modulo,
        _ => _tokens.At(MySqlKeyword.Div) ? ChainOperator.IntegerDivide : ChainOperator.Modulo,
    };

    /// <summary>IS, and the comparison operators with a value or a quantified query.</summary>
    private MySqlExpression ParseComparison(MySqlExpression left, int start)
    {
        if (_tokens.Accept(MySqlKeyword.Is))
        {
            var negated = _tokens.Accept(MySqlKeyword.Not);
            var test = ParseTruthTest();
            return new IsExpression { Span = _tokens.SpanFrom(start), Operand = left, Test = test, Negated = negated };
        }

        var comparison = _tokens.Kind switch
        {
            MySqlTokenKind.Equal => ComparisonOperator.Equal,
            MySqlTokenKind.NullSafeEqual => ComparisonOperator.NullSafeEqual,
            MySqlTokenKind.NotEqual => ComparisonOperator.NotEqual,
            MySqlTokenKind.Less => ComparisonOperator.Less,
            MySqlTokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
            MySqlTokenKind.Greater => ComparisonOperator.Greater,
            _ => ComparisonOperator.GreaterOrEqual,
        };
        _tokens.Advance();
        if (_tokens.Keyword is MySqlKeyword.Any or MySqlKeyword.Some or MySqlKeyword.All
            && _tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis)
        {
            return ParseQuantified(left, start, comparison);
        }

        var right = ParseLevel(Level.Predicate);
        return new BinaryExpression { Span = _tokens.SpanFrom(start), Operator = comparison, Left = left, Right = right };
    }

    private TruthTest ParseTruthTest() => _tokens.Accept(MySqlKeyword.Null) || _tokens.Accept(MySqlTokenKind.NullEscape) ? TruthTest.Null
        : _tokens.Accept(MySqlKeyword.True) ? TruthTest.True
        : _tokens.Accept(MySqlKeyword.False) ? TruthTest.False
        : _tokens.Accept(MySqlKeyword.Unknown) ? TruthTest.Unknown
        : throw _tokens.Fault();

    private QuantifiedExpression ParseQuantified(MySqlExpression left, int start, ComparisonOperator comparison)
    {
        var isAll = _tokens.At(MySqlKeyword.All);
        _tokens.Advance();
        var query = ParseSubquery();
        return new QuantifiedExpression { Span = _tokens.SpanFrom(start), Operand = left, Operator = comparison, IsAll = isAll, Query = query };
    }

    private MySqlExpression ParsePredicate(MySqlExpression left, int start)
    {
        var negated = _tokens.Accept(MySqlKeyword.Not);
        var keyword = _tokens.Keyword;
        _tokens.Advance();
        switch (keyword)
        {
            case MySqlKeyword.In:
                return ParseIn(left, start, negated);
            case MySqlKeyword.Between:
                var low = ParseLevel(Level.BitOr);
                _tokens.Expect(MySqlKeyword.And);
                var high = ParseLevel(Level.Predicate);
                return new BetweenExpression { Span = _tokens.SpanFrom(start), Operand = left, Negated = negated, Low = low, High = high };
            case MySqlKeyword.Like:
                var pattern = ParseLevel(Level.BitOr);
                var escape = _tokens.Accept(MySqlKeyword.Escape) ? ParseLevel(Level.BitOr) : null;
                return new LikeExpression { Span = _tokens.SpanFrom(start), Operand = left, Negated = negated, Pattern = pattern, Escape = escape };
            case MySqlKeyword.Sounds:
                _tokens.Advance();
                return Binary(ComparisonOperator.SoundsLike);
            case MySqlKeyword.Member:
                _tokens.Advance();
                return Binary(ComparisonOperator.MemberOf);
            default:
                return Binary(negated ? ComparisonOperator.NotRegexp : ComparisonOperator.Regexp);
        }

        BinaryExpression Binary(ComparisonOperator comparison)
        {
            var right = ParseLevel(Level.BitOr);
            return new BinaryExpression { Span = _tokens.SpanFrom(start), Operator = comparison, Left = left, Right = right };
        }
    }

    private InExpression ParseIn(MySqlExpression left, int start, bool negated)
    {
        var list = _tokens.Start;
        if (!_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            throw _tokens.Fault();
        }

        var inside = ParseParentheses(allowsOne: true);
        var span = _tokens.SpanFrom(start);
        var listSpan = _tokens.SpanFrom(list);
        return inside is ParenthesizedQuery query
            ? new InExpression { Span = span, Operand = left, Negated = negated, Query = query.Inner, ListSpan = listSpan }
            : new InExpression { Span = span, Operand = left, Negated = negated, Items = ((RowExpression)inside).Items, ListSpan = listSpan };
    }
}
