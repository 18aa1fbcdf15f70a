using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>CAST(value [AT TIME ZONE [INTERVAL] 'zone'] AS type [ARRAY])</summary>
    private CastExpression ParseCast(int start)
    {
        Open();
        var operand = ParseExpression();
        string? zone = null;
        if (_tokens.AcceptWord("AT"))
        {
            _tokens.Expect(MySqlKeyword.Time);
            _tokens.Expect(MySqlKeyword.Zone);
            _tokens.Accept(MySqlKeyword.Interval);
            zone = ParseString();
        }

        _tokens.Expect(MySqlKeyword.As);
        var type = ParseCastType();
        Close();
        return new CastExpression { Span = _tokens.SpanFrom(start), Operand = operand, Type = type, TimeZone = zone };
    }

    /// <summary>CONVERT(value, type), CONVERT(value USING charset)</summary>
    private MySqlExpression ParseConvert(int start)
    {
        Open();
        var operand = ParseExpression();
        if (_tokens.Accept(MySqlKeyword.Using))
        {
            var set = ParseCharacterSetName();
            Close();
            return new CharacterSetConversion { Span = _tokens.SpanFrom(start), Operand = operand, CharacterSet = set };
        }

        _tokens.Expect(MySqlTokenKind.Comma);
        var type = ParseCastType();
        Close();
        return new CastExpression { Span = _tokens.SpanFrom(start), Operand = operand, Type = type };
    }

    /// <summary>EXTRACT(unit FROM value), TIMESTAMPADD(unit, a, b)</summary>
    /// <param name="separator">After the unit; NotKeyword: a comma.</param>
    private FunctionCall ParseUnitCall(MySqlName name, int start, MySqlKeyword separator)
    {
        Open();
        var unit = ParseUnit();
        if (separator == MySqlKeyword.NotKeyword)
        {
            _tokens.Expect(MySqlTokenKind.Comma);
        }
        else
        {
            _tokens.Expect(separator);
        }

        var arguments = ParseExpressionList();
        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Keyword = unit, Arguments = arguments };
    }

    private FunctionCall ParseGetFormat(MySqlName name, int start)
    {
        Open();
        if (_tokens.Keyword is not (MySqlKeyword.Date or MySqlKeyword.Time or MySqlKeyword.Datetime or MySqlKeyword.Timestamp))
        {
            throw _tokens.Fault();
        }

        var kind = TakeUpper();
        _tokens.Expect(MySqlTokenKind.Comma);
        var arguments = ParseExpressionList();
        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Keyword = kind, Arguments = arguments };
    }

    /// <summary>TRIM([BOTH|LEADING|TRAILING] [what] FROM value), TRIM(value)</summary>
    private FunctionCall ParseTrim(MySqlName name, int start)
    {
        Open();
        var side = _tokens.Keyword is MySqlKeyword.Both or MySqlKeyword.Leading or MySqlKeyword.Trailing ? TakeUpper() : null;
        var arguments = ImmutableArray.CreateBuilder<MySqlExpression>(2);
        if (side is null || !_tokens.At(MySqlKeyword.From))
        {
            arguments.Add(ParseExpression());
        }

        if (_tokens.Accept(MySqlKeyword.From))
        {
            arguments.Add(ParseExpression());
        }
        else if (side is not null)
        {
            throw _tokens.Fault();
        }

        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Keyword = side, Arguments = arguments.DrainToImmutable() };
    }

    /// <summary>SUBSTRING(value, from [, length]), SUBSTRING(value FROM from [FOR length])</summary>
    private FunctionCall ParseSubstring(MySqlName name, int start)
    {
        Open();
        var arguments = ImmutableArray.CreateBuilder<MySqlExpression>(3);
        arguments.Add(ParseExpression());
        if (_tokens.Accept(MySqlKeyword.From))
        {
            arguments.Add(ParseExpression());
            if (_tokens.Accept(MySqlKeyword.For))
            {
                arguments.Add(ParseExpression());
            }
        }
        else
        {
            while (_tokens.Accept(MySqlTokenKind.Comma))
            {
                arguments.Add(ParseExpression());
            }
        }

        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = arguments.DrainToImmutable() };
    }

    /// <summary>POSITION(what IN value)</summary>
    private FunctionCall ParsePosition(MySqlName name, int start)
    {
        Open();
        var what = ParseLevel(Level.BitOr);
        _tokens.Expect(MySqlKeyword.In);
        var value = ParseExpression();
        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = [what, value] };
    }

    /// <summary>CHAR(codes [USING charset])</summary>
    private FunctionCall ParseChar(MySqlName name, int start)
    {
        Open();
        var codes = ParseExpressionList();
        MySqlName? set = _tokens.Accept(MySqlKeyword.Using) ? ParseCharacterSetName() : null;
        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = codes, CharacterSet = set };
    }

    /// <summary>WEIGHT_STRING(value [AS CHAR(n)|BINARY(n)] [LEVEL n …] ), and its form with four numbers.</summary>
    private FunctionCall ParseWeightString(MySqlName name, int start)
    {
        Open();
        var arguments = ParseExpressionList();
        var type = _tokens.Accept(MySqlKeyword.As) ? ParseCastType() : null;
        if (_tokens.Accept(MySqlKeyword.Level))
        {
            do
            {
                _tokens.Expect(MySqlTokenKind.Integer);
                if (_tokens.Accept(MySqlTokenKind.Minus))
                {
                    _tokens.Expect(MySqlTokenKind.Integer);
                }

                _ = _tokens.Accept(MySqlKeyword.Asc) || _tokens.Accept(MySqlKeyword.Desc);
                _tokens.AcceptWord("REVERSE");
            }
            while (_tokens.Accept(MySqlTokenKind.Comma));
        }

        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = arguments, Type = type };
    }

    /// <summary>JSON_VALUE(document, path [RETURNING type] [… ON EMPTY] [… ON ERROR]) of MySQL.</summary>
    private FunctionCall ParseJsonValue(MySqlName name, int start)
    {
        Open();
        var arguments = ParseExpressionList();
        var type = _tokens.Accept(MySqlKeyword.Returning) ? ParseCastType() : null;
        var defaults = ImmutableArray.CreateBuilder<MySqlExpression>();
        while (!_tokens.At(MySqlTokenKind.CloseParenthesis))
        {
            ParseOnEmptyOrError(defaults);
        }

        Close();
        return new FunctionCall
        {
            Span = _tokens.SpanFrom(start),
            Name = name,
            Arguments = arguments,
            Type = type,
            Defaults = defaults.DrainToImmutable(),
        };
    }

    /// <summary>NULL, ERROR or DEFAULT value, ON EMPTY or ON ERROR.</summary>
    private void ParseOnEmptyOrError(ImmutableArray<MySqlExpression>.Builder defaults)
    {
        if (_tokens.Accept(MySqlKeyword.Default))
        {
            defaults.Add(ParseUnary());
        }
        else if (!_tokens.Accept(MySqlKeyword.Null) && !_tokens.Accept(MySqlKeyword.Error))
        {
            throw _tokens.Fault();
        }

        _tokens.Expect(MySqlKeyword.On);
        if (!_tokens.Accept(MySqlKeyword.Empty))
        {
            _tokens.Expect(MySqlKeyword.Error);
        }
    }

    /// <summary>NEXTVAL(s), LASTVAL(s), SETVAL(s, value [, used [, round]]) of MariaDB: the argument names a sequence.</summary>
    private SequenceExpression ParseSequenceCall(MySqlKeyword keyword, int start)
    {
        Open();
        var sequence = ParseQualifiedName();
        var arguments = _tokens.Accept(MySqlTokenKind.Comma) ? ParseExpressionList() : [];
        Close();
        return new SequenceExpression
        {
            Span = _tokens.SpanFrom(start),
            Access = keyword switch
            {
                MySqlKeyword.Nextval => SequenceAccess.Next,
                MySqlKeyword.Lastval => SequenceAccess.Previous,
                _ => SequenceAccess.Set,
            },
            Sequence = sequence,
            Arguments = arguments,
        };
    }

    /// <summary>COLUMN_CREATE(name, value [AS type], …) and its like: the types are left out, they name nothing.</summary>
    private FunctionCall ParseDynamicColumns(MySqlName name, int start)
    {
        Open();
        var arguments = ImmutableArray.CreateBuilder<MySqlExpression>();
        do
        {
            arguments.Add(ParseExpression());
            if (_tokens.Accept(MySqlKeyword.As))
            {
                ParseCastType();
            }
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        Close();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = arguments.DrainToImmutable() };
    }

    private void Open()
    {
        Enter();
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
    }

    private void Close()
    {
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
    }
}
