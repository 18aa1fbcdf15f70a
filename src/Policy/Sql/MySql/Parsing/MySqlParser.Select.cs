using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>SELECT to its WINDOW clause; what follows belongs to the whole query.</summary>
    private SelectQuery ParseSelect(int start)
    {
        _tokens.Expect(MySqlKeyword.Select);
        var hint = TakeHint();
        var options = ParseSelectOptions();
        var items = ParseSelectItems();
        var into = _tokens.At(MySqlKeyword.Into) ? ParseInto() : null;
        var from = _tokens.Accept(MySqlKeyword.From) ? ParseFrom() : [];
        var where = _tokens.Accept(MySqlKeyword.Where) ? ParseExpression() : null;
        var withRollup = false;
        ImmutableArray<OrderItem> groupBy = [];
        if (_tokens.Accept(MySqlKeyword.Group))
        {
            _tokens.Expect(MySqlKeyword.By);
            groupBy = ParseOrderItems();
            if (_tokens.At(MySqlKeyword.With) && _tokens.Peek(1).Keyword is MySqlKeyword.Rollup or MySqlKeyword.Cube)
            {
                _tokens.Advance();
                _tokens.Advance();
                withRollup = true;
            }
        }

        var having = _tokens.Accept(MySqlKeyword.Having) ? ParseExpression() : null;
        var windows = _tokens.Accept(MySqlKeyword.Window) ? ParseWindows() : [];
        var qualify = !IsMariaDb && _tokens.Accept(MySqlKeyword.Qualify) ? ParseExpression() : null;
        return new SelectQuery
        {
            Span = _tokens.SpanFrom(start),
            Hint = hint,
            Options = options,
            Items = items,
            From = from,
            Where = where,
            GroupBy = groupBy,
            WithRollup = withRollup,
            Having = having,
            Windows = windows,
            Qualify = qualify,
            Into = into,
        };
    }

    private SourceSpan? TakeHint()
    {
        if (!_tokens.At(MySqlTokenKind.Hint))
        {
            return null;
        }

        var span = _tokens.Current.Span;
        _tokens.Advance();
        return span;
    }

    private SelectOptions ParseSelectOptions()
    {
        var options = SelectOptions.None;
        while (true)
        {
            var option = _tokens.Keyword switch
            {
                MySqlKeyword.Distinct or MySqlKeyword.Distinctrow => SelectOptions.Distinct,
                MySqlKeyword.Unique when IsMariaDb => SelectOptions.Distinct,
                MySqlKeyword.HighPriority => SelectOptions.HighPriority,
                MySqlKeyword.StraightJoin => SelectOptions.StraightJoin,
                MySqlKeyword.SqlSmallResult => SelectOptions.SmallResult,
                MySqlKeyword.SqlBigResult => SelectOptions.BigResult,
                MySqlKeyword.SqlBufferResult => SelectOptions.BufferResult,
                MySqlKeyword.SqlCache when IsMariaDb => SelectOptions.Cache,
                MySqlKeyword.SqlNoCache => SelectOptions.NoCache,
                MySqlKeyword.SqlCalcFoundRows => SelectOptions.CalcFoundRows,
                _ => SelectOptions.None,
            };
            if (option == SelectOptions.None && !_tokens.At(MySqlKeyword.All))
            {
                return options;
            }

            options |= option;
            _tokens.Advance();
        }
    }

    private ImmutableArray<SelectItem> ParseSelectItems()
    {
        var items = ImmutableArray.CreateBuilder<SelectItem>(4);
        do
        {
            items.Add(ParseSelectItem());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return items.DrainToImmutable();
    }

    private SelectItem ParseSelectItem()
    {
        var start = _tokens.Start;
        if (TryParseStar() is { } star)
        {
            return new SelectItem { Span = star.Span, Expression = star };
        }

        var expression = ParseExpression();
        var alias = ParseItemAlias();
        return new SelectItem { Span = _tokens.SpanFrom(start), Expression = expression, Alias = alias };
    }

    private MySqlName? ParseItemAlias()
    {
        if (_tokens.Accept(MySqlKeyword.As))
        {
            return ParseNameOrString();
        }

        return _tokens.At(MySqlTokenKind.String) || (AtName() && !AtWindowClause()) ? ParseNameOrString() : null;
    }

    /// <summary>WINDOW name AS (: in MariaDB the word is not reserved.</summary>
    private bool AtWindowClause() => _tokens.At(MySqlKeyword.Window) && IsName(_tokens.Peek(1))
        && _tokens.Peek(2).Keyword == MySqlKeyword.As && _tokens.Peek(3).Kind == MySqlTokenKind.OpenParenthesis;

    private StarExpression? TryParseStar()
    {
        var start = _tokens.Start;
        if (_tokens.Accept(MySqlTokenKind.Star))
        {
            return new StarExpression { Span = _tokens.SpanFrom(start) };
        }

        var dotted = _tokens.At(MySqlTokenKind.Dot) ? 1 : 0;
        if (_tokens.Peek(dotted).Kind is not (MySqlTokenKind.Word or MySqlTokenKind.QuotedName)
            || _tokens.Peek(dotted + 1).Kind != MySqlTokenKind.Dot)
        {
            return null;
        }

        if (_tokens.Peek(dotted + 2).Kind == MySqlTokenKind.Star)
        {
            var table = TakeStarName(dotted == 1);
            _tokens.Advance();
            _tokens.Advance();
            return new StarExpression { Span = _tokens.SpanFrom(start), Table = table };
        }

        if (_tokens.Peek(3).Kind != MySqlTokenKind.Dot || _tokens.Peek(4).Kind != MySqlTokenKind.Star)
        {
            return null;
        }

        var schema = ParseName();
        _tokens.Advance();
        var inner = ParseNameAfterDot();
        _tokens.Advance();
        _tokens.Advance();
        return new StarExpression { Span = _tokens.SpanFrom(start), Schema = schema, Table = inner };
    }

    private MySqlName TakeStarName(bool afterDot)
    {
        if (!afterDot)
        {
            return ParseName();
        }

        _tokens.Advance();
        return ParseNameAfterDot();
    }

    private ImmutableArray<WindowSpecification> ParseWindows()
    {
        var windows = ImmutableArray.CreateBuilder<WindowSpecification>(1);
        do
        {
            var start = _tokens.Start;
            var name = ParseName();
            _tokens.Expect(MySqlKeyword.As);
            windows.Add(ParseWindow(name, start));
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return windows.DrainToImmutable();
    }

    private ImmutableArray<OrderItem> ParseOrderBy()
    {
        _tokens.Expect(MySqlKeyword.Order);
        _tokens.Expect(MySqlKeyword.By);
        return ParseOrderItems();
    }

    private ImmutableArray<OrderItem> ParseOrderItems()
    {
        var items = ImmutableArray.CreateBuilder<OrderItem>(1);
        do
        {
            var start = _tokens.Start;
            var expression = ParseExpression();
            var isDescending = _tokens.Accept(MySqlKeyword.Desc);
            if (!isDescending)
            {
                _tokens.Accept(MySqlKeyword.Asc);
            }

            items.Add(new OrderItem { Span = _tokens.SpanFrom(start), Expression = expression, IsDescending = isDescending });
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return items.DrainToImmutable();
    }
}
