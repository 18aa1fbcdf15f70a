using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private QueryStatement ParseQueryStatement()
    {
        var start = _tokens.Start;
        var query = ParseQuery();
        return new QueryStatement { Span = _tokens.SpanFrom(start), Query = query };
    }

    /// <summary>WITH in front of a query, or of UPDATE, DELETE, INSERT.</summary>
    private MySqlStatement ParseWithStatement()
    {
        var start = _tokens.Start;
        var with = ParseWith();
        switch (_tokens.Keyword)
        {
            case MySqlKeyword.Update:
                return ParseUpdate(with, start);
            case MySqlKeyword.Delete:
                return ParseDelete(with, start);
            case MySqlKeyword.Insert or MySqlKeyword.Replace:
                return ParseInsert(with, start);
            default:
                var query = ParseQueryWithoutWith(start);
                query.With = with;
                return new QueryStatement { Span = _tokens.SpanFrom(start), Query = query };
        }
    }

    private bool AtQueryStart() => _tokens.Keyword switch
    {
        MySqlKeyword.Select or MySqlKeyword.With => true,
        MySqlKeyword.Table => !IsMariaDb,
        MySqlKeyword.Values => IsMariaDb ? _tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis : _tokens.Peek(1).Keyword == MySqlKeyword.Row,
        _ => false,
    };

    /// <summary>What can follow a query in parentheses and belongs to a query around it.</summary>
    private bool AtQueryContinuation() => _tokens.Keyword switch
    {
        MySqlKeyword.Union or MySqlKeyword.Except or MySqlKeyword.Intersect or MySqlKeyword.Order or MySqlKeyword.Limit or MySqlKeyword.Into => true,
        MySqlKeyword.Fetch => true,
        MySqlKeyword.Offset => IsMariaDb,
        MySqlKeyword.For => _tokens.Peek(1).Keyword is MySqlKeyword.Update or MySqlKeyword.Share,
        MySqlKeyword.Lock => true,
        _ => false,
    };

    /// <summary>A query with everything it can have.</summary>
    internal MySqlQuery ParseQuery()
    {
        Enter();
        var start = _tokens.Start;
        var with = _tokens.At(MySqlKeyword.With) ? ParseWith() : null;
        var query = ParseQueryWithoutWith(start);
        query.With = with ?? query.With;
        Leave();
        return query;
    }

    /// <param name="start">Where the query starts, WITH included.</param>
    private MySqlQuery ParseQueryWithoutWith(int start) => ParseSetOperations(ParseQueryOperand(start), start);

    /// <summary>Goes on behind a query in parentheses.</summary>
    private MySqlQuery ParseQueryAfter(ParenthesizedQuery first, int start) =>
        AtQueryContinuation() ? ParseSetOperations(first, start) : first;

    private MySqlQuery ParseSetOperations(MySqlQuery first, int start)
    {
        var query = ParseIntersections(first, start);
        if (_tokens.Keyword is MySqlKeyword.Union or MySqlKeyword.Except)
        {
            var operands = ImmutableArray.CreateBuilder<MySqlQuery>(2);
            var operators = ImmutableArray.CreateBuilder<SetOperation>(1);
            operands.Add(query);
            while (_tokens.Keyword is MySqlKeyword.Union or MySqlKeyword.Except)
            {
                operators.Add(ParseSetOperator());
                var place = _tokens.Start;
                operands.Add(ParseIntersections(ParseQueryOperand(place), place));
            }

            query = new SetQuery
            {
                Span = _tokens.SpanFrom(start),
                Operands = operands.DrainToImmutable(),
                Operators = operators.DrainToImmutable(),
            };
        }

        return ParseTail(query, start);
    }

    private MySqlQuery ParseIntersections(MySqlQuery first, int start)
    {
        if (!_tokens.At(MySqlKeyword.Intersect))
        {
            return first;
        }

        var operands = ImmutableArray.CreateBuilder<MySqlQuery>(2);
        var operators = ImmutableArray.CreateBuilder<SetOperation>(1);
        operands.Add(first);
        while (_tokens.At(MySqlKeyword.Intersect))
        {
            operators.Add(ParseSetOperator());
            operands.Add(ParseQueryOperand(_tokens.Start));
        }

        return new SetQuery { Span = _tokens.SpanFrom(start), Operands = operands.DrainToImmutable(), Operators = operators.DrainToImmutable() };
    }

    private SetOperation ParseSetOperator()
    {
        var set = _tokens.Keyword switch
        {
            MySqlKeyword.Union => SetOperator.Union,
            MySqlKeyword.Except => SetOperator.Except,
            _ => SetOperator.Intersect,
        };
        _tokens.Advance();
        var isAll = _tokens.Accept(MySqlKeyword.All);
        if (!isAll)
        {
            _tokens.Accept(MySqlKeyword.Distinct);
        }

        return new SetOperation(set, isAll);
    }

    /// <summary>SELECT, VALUES, TABLE, or a query in parentheses: without the clauses that belong to the whole.</summary>
    private MySqlQuery ParseQueryOperand(int start)
    {
        switch (_tokens.Keyword)
        {
            case MySqlKeyword.Select:
                return ParseSelect(start);
            case MySqlKeyword.Values:
                return ParseValues(start);
            case MySqlKeyword.Table when !IsMariaDb:
                _tokens.Advance();
                var table = _tokens.Start;
                var name = ParseQualifiedName();
                var named = new NamedTable { Span = _tokens.SpanFrom(table), Name = name, NameEnd = _tokens.PreviousEnd };
                return new TableQuery { Span = _tokens.SpanFrom(start), Table = named };
            default:
                return ParseParenthesizedQuery();
        }
    }

    private ParenthesizedQuery ParseParenthesizedQuery()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var inner = ParseQuery();
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return new ParenthesizedQuery { Span = _tokens.SpanFrom(start), Inner = inner };
    }

    private ValuesQuery ParseValues(int start)
    {
        _tokens.Expect(MySqlKeyword.Values);
        var rows = ImmutableArray.CreateBuilder<RowExpression>();
        do
        {
            rows.Add(ParseValuesRow());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return new ValuesQuery { Span = _tokens.SpanFrom(start), Rows = rows.DrainToImmutable() };
    }

    /// <summary>ORDER BY, LIMIT, PROCEDURE, INTO and locks. They are the last of a query; its span then ends behind them.</summary>
    private MySqlQuery ParseTail(MySqlQuery query, int start)
    {
        var orderBy = _tokens.At(MySqlKeyword.Order) ? ParseOrderBy() : query.OrderBy;
        var limit = AtLimit() ? ParseLimit() : query.Limit;
        if (_tokens.At(MySqlKeyword.Procedure) && query is SelectQuery select)
        {
            select.Procedure = ParseProcedure();
        }

        var into = query.Into;
        var locks = query.Locks;
        while (true)
        {
            if (_tokens.At(MySqlKeyword.Into) && into is null)
            {
                into = ParseInto();
            }
            else if (AtLock())
            {
                locks = locks.Add(ParseLock());
            }
            else
            {
                break;
            }
        }

        query.OrderBy = orderBy;
        query.Limit = limit;
        query.Into = into;
        query.Locks = locks;
        query.Span = _tokens.SpanFrom(start);
        return query;
    }

    private FunctionCall ParseProcedure()
    {
        _tokens.Expect(MySqlKeyword.Procedure);
        var start = _tokens.Start;
        var name = ParseName();
        return ParseGenericCall(null, name, start);
    }

    private WithClause ParseWith()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlKeyword.With);
        var isRecursive = _tokens.Accept(MySqlKeyword.Recursive);
        var tables = ImmutableArray.CreateBuilder<Syntax.CommonTable>(1);
        do
        {
            tables.Add(ParseCommonTable());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return new WithClause { Span = _tokens.SpanFrom(start), IsRecursive = isRecursive, Tables = tables.DrainToImmutable() };
    }

    private Syntax.CommonTable ParseCommonTable()
    {
        var start = _tokens.Start;
        var name = ParseName();
        var columns = _tokens.At(MySqlTokenKind.OpenParenthesis) ? ParseNameList() : [];
        _tokens.Expect(MySqlKeyword.As);
        var query = ParseSubquery();
        ImmutableArray<MySqlName> cycle = [];
        if (IsMariaDb && _tokens.Accept(MySqlKeyword.Cycle))
        {
            cycle = ParseBareNames();
            _tokens.Expect(MySqlKeyword.Restrict);
        }

        return new Syntax.CommonTable { Span = _tokens.SpanFrom(start), Name = name, Columns = columns, Query = query, Cycle = cycle };
    }

    private ImmutableArray<MySqlName> ParseBareNames()
    {
        var names = ImmutableArray.CreateBuilder<MySqlName>();
        do
        {
            names.Add(ParseName());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return names.DrainToImmutable();
    }
}
