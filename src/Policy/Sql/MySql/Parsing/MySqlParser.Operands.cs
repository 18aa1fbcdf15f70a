using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private MySqlExpression ParseUnary()
    {
        var prefix = _tokens.Kind switch
        {
            MySqlTokenKind.Plus => UnaryOperator.Plus,
            MySqlTokenKind.Minus => UnaryOperator.Minus,
            MySqlTokenKind.Tilde => UnaryOperator.BitNot,
            MySqlTokenKind.Exclamation => UnaryOperator.Not,
            MySqlTokenKind.Word when _tokens.At(MySqlKeyword.Binary) => UnaryOperator.Binary,
            MySqlTokenKind.Word when _tokens.At(MySqlKeyword.Not) && (_modes & MySqlModes.HighNotPrecedence) != 0 => UnaryOperator.Not,
            _ => (UnaryOperator?)null,
        };
        if (prefix is not { } sign)
        {
            var place = _tokens.Start;
            return ParsePostfix(ParseOperand(), place);
        }

        Enter();
        var start = _tokens.Start;
        _tokens.Advance();
        var operand = ParseUnary();
        Leave();
        return new UnaryExpression { Span = _tokens.SpanFrom(start), Operator = sign, Operand = operand };
    }

    /// <summary>COLLATE, and the arrows of MySQL behind a column.</summary>
    private MySqlExpression ParsePostfix(MySqlExpression operand, int start)
    {
        for (var links = 0; ; links++)
        {
            if (links > _limits.Depth)
            {
                throw new MySqlSyntaxException(MySqlSyntaxError.TooDeep(_tokens.Start, _limits.Depth));
            }

            if (_tokens.Accept(MySqlKeyword.Collate))
            {
                var collation = _tokens.At(MySqlKeyword.Binary) || _tokens.At(MySqlKeyword.Default) ? TakeName() : ParseNameOrString();
                operand = new CollateExpression { Span = _tokens.SpanFrom(start), Operand = operand, Collation = collation };
            }
            else if (_tokens.Kind is MySqlTokenKind.Arrow or MySqlTokenKind.DoubleArrow)
            {
                var arrow = _tokens.At(MySqlTokenKind.Arrow) ? ComparisonOperator.JsonExtract : ComparisonOperator.JsonUnquote;
                _tokens.Advance();
                var path = ParseLiteral();
                operand = new BinaryExpression { Span = _tokens.SpanFrom(start), Operator = arrow, Left = operand, Right = path };
            }
            else
            {
                return operand;
            }
        }
    }

    private MySqlExpression ParseOperand()
    {
        switch (_tokens.Kind)
        {
            case MySqlTokenKind.Word:
                return ParseWordOperand();
            case MySqlTokenKind.QuotedName or MySqlTokenKind.Dot:
                return ParseNamedOperand();
            case MySqlTokenKind.OpenParenthesis:
                var start = _tokens.Start;
                return Operand(ParseParentheses(allowsOne: false), start);
            case MySqlTokenKind.Parameter:
                var span = _tokens.Current.Span;
                _tokens.Advance();
                return new ParameterExpression { Span = span, Index = _parameters++ };
            case MySqlTokenKind.At:
                return ParseUserVariableOrAssignment();
            case MySqlTokenKind.DoubleAt:
                return ParseSystemVariable();
            case MySqlTokenKind.OpenBrace:
                return ParseOdbcEscape();
            default:
                return ParseLiteral();
        }
    }

    private LiteralExpression ParseLiteral()
    {
        var token = _tokens.Current;
        var text = token.Text(_tokens.Text);
        switch (token.Kind)
        {
            case MySqlTokenKind.Integer:
                return TakeLiteral(LiteralKind.Integer, text.ToString());
            case MySqlTokenKind.Decimal:
                return TakeLiteral(LiteralKind.Decimal, text.ToString());
            case MySqlTokenKind.Float:
                return TakeLiteral(LiteralKind.Float, text.ToString());
            case MySqlTokenKind.Hex:
                return TakeLiteral(LiteralKind.Hex, Digits(text));
            case MySqlTokenKind.Bit:
                return TakeLiteral(LiteralKind.Bit, Digits(text));
            case MySqlTokenKind.NullEscape:
                return TakeLiteral(LiteralKind.Null, "");
            case MySqlTokenKind.String or MySqlTokenKind.NationalString:
                return ParseStringLiteral(null, token.Start);
            case MySqlTokenKind.Introducer:
                return ParseIntroduced(token);
            default:
                throw _tokens.Fault();
        }
    }

    private static string Digits(ReadOnlySpan<char> text) => (text[^1] == '\'' ? text[2..^1] : text[2..]).ToString();

    private LiteralExpression TakeLiteral(LiteralKind kind, string value)
    {
        var span = _tokens.Current.Span;
        _tokens.Advance();
        return new LiteralExpression { Span = span, Kind = kind, Value = value };
    }

    private LiteralExpression ParseStringLiteral(string? introducer, int start)
    {
        var kind = _tokens.At(MySqlTokenKind.NationalString) ? LiteralKind.NationalString : LiteralKind.String;
        var value = TakeString();
        while (_tokens.At(MySqlTokenKind.String))
        {
            value += TakeString();
        }

        return new LiteralExpression { Span = _tokens.SpanFrom(start), Kind = kind, Value = value, Introducer = introducer };
    }

    private LiteralExpression ParseIntroduced(MySqlToken introducer)
    {
        var name = introducer.Text(_tokens.Text)[1..].ToString().ToLowerInvariant();
        _tokens.Advance();
        if (_tokens.At(MySqlTokenKind.String))
        {
            return ParseStringLiteral(name, introducer.Start);
        }

        if (_tokens.Kind is not (MySqlTokenKind.Hex or MySqlTokenKind.Bit))
        {
            throw _tokens.Fault();
        }

        var kind = _tokens.At(MySqlTokenKind.Hex) ? LiteralKind.Hex : LiteralKind.Bit;
        var digits = Digits(_tokens.Current.Text(_tokens.Text));
        _tokens.Advance();
        return new LiteralExpression { Span = _tokens.SpanFrom(introducer.Start), Kind = kind, Value = digits, Introducer = name };
    }

    private MySqlExpression ParseUserVariableOrAssignment()
    {
        var start = _tokens.Start;
        var variable = ParseUserVariable();
        if (!_tokens.Accept(MySqlTokenKind.Assign))
        {
            return variable;
        }

        Enter();
        var value = ParseExpression();
        Leave();
        return new VariableAssignment { Span = _tokens.SpanFrom(start), Variable = variable, Value = value };
    }

    private UserVariable ParseUserVariable()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.At);
        var name = _tokens.Kind switch
        {
            MySqlTokenKind.HostName => new MySqlName(_tokens.Current.Text(_tokens.Text).ToString(), _tokens.Current.Span, false),
            MySqlTokenKind.QuotedName => new MySqlName(MySqlLiterals.Name(_tokens.Current.Text(_tokens.Text)), _tokens.Current.Span, true),
            MySqlTokenKind.String => new MySqlName(
                MySqlLiterals.String(_tokens.Current.Text(_tokens.Text), _tokens.EscapesBackslash), _tokens.Current.Span, true),
            _ => throw _tokens.Fault(),
        };
        _tokens.Advance();
        return new UserVariable { Span = _tokens.SpanFrom(start), Name = name };
    }

    private SystemVariable ParseSystemVariable()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.DoubleAt);
        var scope = _tokens.Keyword switch
        {
            MySqlKeyword.Global => VariableScope.Global,
            MySqlKeyword.Session => VariableScope.Session,
            MySqlKeyword.Local => VariableScope.Local,
            MySqlKeyword.Persist => VariableScope.Persist,
            MySqlKeyword.PersistOnly => VariableScope.PersistOnly,
            _ => AdjacentScope(),
        };
        if (scope != VariableScope.Unstated && _tokens.Peek(1).Kind == MySqlTokenKind.Dot)
        {
            _tokens.Advance();
            _tokens.Advance();
        }
        else
        {
            scope = VariableScope.Unstated;
        }

        if (_tokens.Kind is not (MySqlTokenKind.Word or MySqlTokenKind.QuotedName))
        {
            throw _tokens.Fault();
        }

        var name = TakeName();
        MySqlName? prefix = null;
        if (_tokens.Accept(MySqlTokenKind.Dot))
        {
            prefix = name;
            name = ParseNameAfterDot();
        }

        return new SystemVariable { Span = _tokens.SpanFrom(start), Scope = scope, Prefix = prefix, Name = name };
    }

    /// <summary>Directly before a dot a word is no keyword for the scanner; here its text decides.</summary>
    private VariableScope AdjacentScope() => _tokens.AtWord("GLOBAL") ? VariableScope.Global
        : _tokens.AtWord("SESSION") ? VariableScope.Session
        : _tokens.AtWord("LOCAL") ? VariableScope.Local
        : _tokens.AtWord("PERSIST") ? VariableScope.Persist
        : _tokens.AtWord("PERSIST_ONLY") ? VariableScope.PersistOnly
        : VariableScope.Unstated;

    private OdbcEscape ParseOdbcEscape()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.OpenBrace);
        Enter();
        var name = ParseName();
        var operand = ParseExpression();
        _tokens.Expect(MySqlTokenKind.CloseBrace);
        Leave();
        return new OdbcEscape { Span = _tokens.SpanFrom(start), Name = name, Operand = operand };
    }

    /// <summary>What <see cref="ParseParentheses"/> gave, as an operand.</summary>
    private static MySqlExpression Operand(MySqlNode inside, int start) => inside is ParenthesizedQuery query
        ? new SubqueryExpression { Span = new SourceSpan(start, query.Span.End - start), Query = query.Inner }
        : (MySqlExpression)inside;

    /// <summary>
    /// At an opening parenthesis: a query (with its parentheses), an expression, or a row. Which of them is known only behind nested
    /// parentheses: <c>((SELECT 1) UNION SELECT 2)</c>, <c>((SELECT 1) + 1)</c>.
    /// </summary>
    /// <param name="allowsOne">Expressions come as a row, even one.</param>
    private MySqlNode ParseParentheses(bool allowsOne)
    {
        Enter();
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var inner = _tokens.Start;
        MySqlExpression first;
        if (AtQueryStart())
        {
            return Close(ParseQuery());
        }
        else if (_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            var inside = ParseParentheses(allowsOne: false);
            if (inside is ParenthesizedQuery query && (_tokens.At(MySqlTokenKind.CloseParenthesis) || AtQueryContinuation()))
            {
                return Close(ParseQueryAfter(query, inner));
            }

            first = ParseOperators(ParsePostfix(Operand(inside, inner), inner), inner, Level.Or);
        }
        else
        {
            first = ParseExpression();
        }

        if (!allowsOne && _tokens.Accept(MySqlTokenKind.CloseParenthesis))
        {
            Leave();
            return first;
        }

        var items = ParseMore(first);
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
        return new RowExpression { Span = _tokens.SpanFrom(start), Items = items };

        ParenthesizedQuery Close(MySqlQuery query)
        {
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
            Leave();
            return new ParenthesizedQuery { Span = _tokens.SpanFrom(start), Inner = query };
        }
    }

    private ImmutableArray<MySqlExpression> ParseMore(MySqlExpression first)
    {
        var items = ImmutableArray.CreateBuilder<MySqlExpression>(2);
        items.Add(first);
        while (_tokens.Accept(MySqlTokenKind.Comma))
        {
            items.Add(ParseExpression());
        }

        return items.DrainToImmutable();
    }

    /// <summary><c>(query)</c>, without its parentheses.</summary>
    private MySqlQuery ParseSubquery()
    {
        if (_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            var place = _tokens.Position;
            if (ParseParentheses(allowsOne: false) is ParenthesizedQuery query)
            {
                return query.Inner;
            }

            _tokens.Rewind(place);
        }

        throw _tokens.Fault();
    }
}
