using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>An operand that starts with a word: constants, special forms, calls, columns.</summary>
    private MySqlExpression ParseWordOperand()
    {
        var next = _tokens.Peek(1).Kind;
        switch (_tokens.Keyword)
        {
            case MySqlKeyword.NotKeyword:
                return ParseNamedOperand();
            case MySqlKeyword.Null:
                return TakeLiteral(LiteralKind.Null, "");
            case MySqlKeyword.True:
                return TakeLiteral(LiteralKind.True, "");
            case MySqlKeyword.False:
                return TakeLiteral(LiteralKind.False, "");
            case MySqlKeyword.Date or MySqlKeyword.Time or MySqlKeyword.Timestamp when next == MySqlTokenKind.String:
                return ParseTemporal();
            case MySqlKeyword.Case:
                return ParseCase();
            case MySqlKeyword.Exists when next == MySqlTokenKind.OpenParenthesis:
                return ParseExists();
            case MySqlKeyword.Interval:
                return ParseInterval();
            case MySqlKeyword.Match:
                return ParseMatch();
            case MySqlKeyword.Row when next == MySqlTokenKind.OpenParenthesis:
                return ParseRow();
            case MySqlKeyword.Default:
                return ParseDefault();
            case MySqlKeyword.Values when next == MySqlTokenKind.OpenParenthesis:
                return ParseInsertedValue();
            case MySqlKeyword.Value when next == MySqlTokenKind.OpenParenthesis && IsMariaDb:
                return ParseInsertedValue();
            case MySqlKeyword.Next or MySqlKeyword.Previous when _tokens.Peek(1).Keyword == MySqlKeyword.Value && IsMariaDb:
                return ParseSequenceValue();
            case var keyword when next == MySqlTokenKind.OpenParenthesis && IsCallable(keyword):
                return ParseCall();
            case var keyword when IsBareFunction(keyword):
                return ParseBareFunction();
            default:
                return ParseNamedOperand();
        }
    }

    /// <summary>Functions that are written without parentheses; with MySQL's reserved words only.</summary>
    private static bool IsBareFunction(MySqlKeyword keyword) => keyword is MySqlKeyword.CurrentDate or MySqlKeyword.CurrentTime
        or MySqlKeyword.CurrentTimestamp or MySqlKeyword.CurrentUser or MySqlKeyword.CurrentRole or MySqlKeyword.Localtime
        or MySqlKeyword.Localtimestamp or MySqlKeyword.UtcDate or MySqlKeyword.UtcTime or MySqlKeyword.UtcTimestamp;

    /// <summary>Whether a call may start with the word: any name, and the reserved words that are functions.</summary>
    private bool IsCallable(MySqlKeyword keyword) => IsBareFunction(keyword)
        || !MySqlKeywords.IsReserved(keyword, IsMariaDb)
        || keyword is MySqlKeyword.If or MySqlKeyword.Left or MySqlKeyword.Right or MySqlKeyword.Repeat or MySqlKeyword.Replace
            or MySqlKeyword.Insert or MySqlKeyword.Mod or MySqlKeyword.Char or MySqlKeyword.Character or MySqlKeyword.Convert
            or MySqlKeyword.Database
            or MySqlKeyword.Schema or MySqlKeyword.RowNumber or MySqlKeyword.Rank or MySqlKeyword.DenseRank or MySqlKeyword.PercentRank
            or MySqlKeyword.CumeDist or MySqlKeyword.Ntile or MySqlKeyword.Lag or MySqlKeyword.Lead or MySqlKeyword.FirstValue
            or MySqlKeyword.LastValue or MySqlKeyword.NthValue or MySqlKeyword.Grouping;

    private FunctionCall ParseBareFunction()
    {
        var start = _tokens.Start;
        var name = TakeName();
        return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, HasParentheses = false };
    }

    /// <summary>A column, or a call by a name: <c>f(…)</c>, <c>database.f(…)</c>.</summary>
    private MySqlExpression ParseNamedOperand()
    {
        var start = _tokens.Start;
        if (_tokens.At(MySqlTokenKind.Dot))
        {
            return ParseColumnReference();
        }

        if (_tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis && AtName())
        {
            return ParseCall();
        }

        var first = ParseName();
        if (_tokens.At(MySqlTokenKind.Dot) && _tokens.Peek(2).Kind == MySqlTokenKind.OpenParenthesis)
        {
            _tokens.Advance();
            var name = ParseNameAfterDot();
            return ParseGenericCall(first, name, start);
        }

        if (_tokens.At(MySqlTokenKind.Dot) && _tokens.Peek(2).Kind == MySqlTokenKind.Dot && _tokens.Peek(4).Kind == MySqlTokenKind.OpenParenthesis)
        {
            _tokens.Advance();
            var package = ParseNameAfterDot();
            _tokens.Advance();
            var routine = ParseNameAfterDot();
            return ParseGenericCall(first, routine, start, package);
        }

        return ParseColumnAfter(first, start);
    }

    private LiteralExpression ParseTemporal()
    {
        var start = _tokens.Start;
        var kind = _tokens.Keyword switch
        {
            MySqlKeyword.Date => LiteralKind.Date,
            MySqlKeyword.Time => LiteralKind.Time,
            _ => LiteralKind.Timestamp,
        };
        _tokens.Advance();
        var value = TakeString();
        return new LiteralExpression { Span = _tokens.SpanFrom(start), Kind = kind, Value = value };
    }

    private CaseExpression ParseCase()
    {
        Enter();
        var start = _tokens.Start;
        _tokens.Advance();
        var operand = _tokens.At(MySqlKeyword.When) ? null : ParseExpression();
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        do
        {
            var branch = _tokens.Start;
            _tokens.Expect(MySqlKeyword.When);
            var condition = ParseExpression();
            _tokens.Expect(MySqlKeyword.Then);
            var value = ParseExpression();
            branches.Add(new CaseBranch { Span = _tokens.SpanFrom(branch), When = condition, Then = value });
        }
        while (_tokens.At(MySqlKeyword.When));
        var otherwise = _tokens.Accept(MySqlKeyword.Else) ? ParseExpression() : null;
        _tokens.Expect(MySqlKeyword.End);
        Leave();
        return new CaseExpression { Span = _tokens.SpanFrom(start), Operand = operand, Branches = branches.DrainToImmutable(), Else = otherwise };
    }

    private ExistsExpression ParseExists()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var query = ParseSubquery();
        return new ExistsExpression { Span = _tokens.SpanFrom(start), Query = query };
    }

    /// <summary><c>INTERVAL value unit</c>, or the function <c>INTERVAL(a, b, …)</c>.</summary>
    private MySqlExpression ParseInterval()
    {
        Enter();
        var start = _tokens.Start;
        var name = TakeName();
        MySqlExpression value;
        if (_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            var inner = _tokens.Start;
            var inside = Operand(ParseParentheses(allowsOne: false), inner);
            if (inside is RowExpression row && row.Span.Start == inner && !AtUnit())
            {
                Leave();
                return new FunctionCall { Span = _tokens.SpanFrom(start), Name = name, Arguments = row.Items };
            }

            value = ParseOperators(ParsePostfix(inside, inner), inner, Level.Or);
        }
        else
        {
            value = ParseExpression();
        }

        var unit = ParseUnit();
        Leave();
        return new IntervalExpression { Span = _tokens.SpanFrom(start), Value = value, Unit = unit };
    }

    private bool AtUnit() => _tokens.Kind == MySqlTokenKind.Word && IntervalUnits.Find(_tokens.Current.Text(_tokens.Text)) is not null;

    private string ParseUnit()
    {
        var unit = _tokens.Kind == MySqlTokenKind.Word ? IntervalUnits.Find(_tokens.Current.Text(_tokens.Text)) : null;
        if (unit is null)
        {
            throw _tokens.Fault();
        }

        _tokens.Advance();
        return unit;
    }

    private MatchExpression ParseMatch()
    {
        Enter();
        var start = _tokens.Start;
        _tokens.Advance();
        var parenthesized = _tokens.Accept(MySqlTokenKind.OpenParenthesis);
        var columns = ImmutableArray.CreateBuilder<MySqlExpression>();
        do
        {
            columns.Add(ParseColumnReference());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        if (parenthesized)
        {
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        }

        _tokens.Expect(MySqlKeyword.Against);
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var against = ParseLevel(Level.BitOr);
        SkipMatchModifiers();
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
        return new MatchExpression { Span = _tokens.SpanFrom(start), Columns = columns.DrainToImmutable(), Against = against };
    }

    private void SkipMatchModifiers()
    {
        if (_tokens.Accept(MySqlKeyword.In))
        {
            if (_tokens.Accept(MySqlKeyword.Boolean))
            {
                _tokens.Expect(MySqlKeyword.Mode);
                return;
            }

            _tokens.Expect(MySqlKeyword.Natural);
            _tokens.Expect(MySqlKeyword.Language);
            _tokens.Expect(MySqlKeyword.Mode);
        }

        if (_tokens.Accept(MySqlKeyword.With))
        {
            _tokens.Expect(MySqlKeyword.Query);
            _tokens.Expect(MySqlKeyword.Expansion);
        }
    }

    private RowExpression ParseRow()
    {
        Enter();
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var items = ParseExpressionList();
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
        return new RowExpression { Span = _tokens.SpanFrom(start), Items = items };
    }

    /// <summary>DEFAULT, DEFAULT(column).</summary>
    private DefaultExpression ParseDefault()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlKeyword.Default);
        ColumnReference? column = null;
        if (_tokens.Accept(MySqlTokenKind.OpenParenthesis))
        {
            column = ParseColumnReference();
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        }

        return new DefaultExpression { Span = _tokens.SpanFrom(start), Column = column };
    }

    private InsertedValue ParseInsertedValue()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var column = ParseColumnReference();
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return new InsertedValue { Span = _tokens.SpanFrom(start), Column = column };
    }

    private SequenceExpression ParseSequenceValue()
    {
        var start = _tokens.Start;
        var access = _tokens.At(MySqlKeyword.Next) ? SequenceAccess.Next : SequenceAccess.Previous;
        _tokens.Advance();
        _tokens.Advance();
        _tokens.Expect(MySqlKeyword.For);
        var sequence = ParseQualifiedName();
        return new SequenceExpression { Span = _tokens.SpanFrom(start), Access = access, Sequence = sequence };
    }
}
