using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private ImmutableArray<MySqlTable> ParseFrom() => _tokens.Accept(MySqlKeyword.Dual) ? [] : ParseTableList();

    private ImmutableArray<MySqlTable> ParseTableList()
    {
        var tables = ImmutableArray.CreateBuilder<MySqlTable>(1);
        do
        {
            tables.Add(ParseTableReference());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return tables.DrainToImmutable();
    }

    /// <summary>A table with what is joined to it.</summary>
    private MySqlTable ParseTableReference()
    {
        var start = _tokens.Start;
        return ParseJoins(ParseTableFactor(), start);
    }

    private MySqlTable ParseTableFactor()
    {
        var start = _tokens.Start;
        switch (_tokens.Kind)
        {
            case MySqlTokenKind.OpenParenthesis:
                return ParseTableParentheses() is var inside && inside is ParenthesizedQuery query
                    ? ParseDerived(query, isLateral: false, start)
                    : (MySqlTable)inside;
            case MySqlTokenKind.OpenBrace:
                Enter();
                _tokens.Advance();
                ParseName();
                var table = ParseTableReference();
                _tokens.Expect(MySqlTokenKind.CloseBrace);
                Leave();
                return new ParenthesizedTables { Span = _tokens.SpanFrom(start), Tables = [table] };
            default:
                if (_tokens.At(MySqlKeyword.JsonTable) && _tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis)
                {
                    return ParseJsonTable();
                }

                if (_tokens.At(MySqlKeyword.Lateral) && _tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis)
                {
                    _tokens.Advance();
                    return ParseDerived(ParseParenthesizedQuery(), isLateral: true, start);
                }

                return ParseNamedTable();
        }
    }

    /// <summary>At a parenthesis: a query in parentheses (its alias not yet taken), or tables.</summary>
    private MySqlNode ParseTableParentheses()
    {
        Enter();
        var start = _tokens.Start;
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var inner = _tokens.Start;
        MySqlTable first;
        if (AtQueryStart())
        {
            return Close(ParseQuery());
        }
        else if (_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            var inside = ParseTableParentheses();
            if (inside is ParenthesizedQuery query)
            {
                if (_tokens.At(MySqlTokenKind.CloseParenthesis) || AtQueryContinuation())
                {
                    return Close(ParseQueryAfter(query, inner));
                }

                inside = ParseDerived(query, isLateral: false, inner);
            }

            first = ParseJoins((MySqlTable)inside, inner);
        }
        else
        {
            first = ParseTableReference();
        }

        var tables = ImmutableArray.CreateBuilder<MySqlTable>(1);
        tables.Add(first);
        while (_tokens.Accept(MySqlTokenKind.Comma))
        {
            tables.Add(ParseTableReference());
        }

        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
        return new ParenthesizedTables { Span = _tokens.SpanFrom(start), Tables = tables.DrainToImmutable() };

        ParenthesizedQuery Close(MySqlQuery query)
        {
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
            Leave();
            return new ParenthesizedQuery { Span = _tokens.SpanFrom(start), Inner = query };
        }
    }

    private DerivedTable ParseDerived(ParenthesizedQuery query, bool isLateral, int start)
    {
        var historic = IsMariaDb && _tokens.At(MySqlKeyword.For, MySqlKeyword.SystemTime);
        if (historic)
        {
            ParseSystemTime(out _);
        }

        var alias = ParseTableAlias();
        var columns = alias is not null && _tokens.At(MySqlTokenKind.OpenParenthesis) ? ParseNameList() : [];
        return new DerivedTable
        {
            Span = _tokens.SpanFrom(start),
            Query = query.Inner,
            IsLateral = isLateral,
            Alias = alias,
            Columns = columns,
        };
    }

    /// <summary>MariaDB takes an equals sign for AS.</summary>
    private MySqlName? ParseTableAlias()
    {
        if (_tokens.Accept(MySqlKeyword.As) || (IsMariaDb && _tokens.Accept(MySqlTokenKind.Equal)))
        {
            return _tokens.At(MySqlTokenKind.String) && IsMariaDb ? throw _tokens.Fault() : ParseName();
        }

        return AtName() && !AtWindowClause() ? TakeName() : null;
    }

    private NamedTable ParseNamedTable()
    {
        var start = _tokens.Start;
        var name = ParseQualifiedName();
        var partitions = _tokens.Accept(MySqlKeyword.Partition) ? ParseNameList() : [];
        var end = _tokens.PreviousEnd;
        ImmutableArray<MySqlExpression> times = [];
        var historic = IsMariaDb && _tokens.At(MySqlKeyword.For, MySqlKeyword.SystemTime);
        if (historic)
        {
            ParseSystemTime(out times);
        }

        var alias = ParseTableAlias();
        SkipTableSample();
        SkipIndexHints();
        return new NamedTable
        {
            Span = _tokens.SpanFrom(start),
            Name = name,
            Alias = alias,
            Partitions = partitions,
            SystemTime = times,
            IsHistoric = historic,
            NameEnd = end,
        };
    }

    /// <summary>FOR SYSTEM_TIME ALL | AS OF t | BETWEEN a AND b | FROM a TO b</summary>
    private void ParseSystemTime(out ImmutableArray<MySqlExpression> times)
    {
        _tokens.Advance();
        _tokens.Advance();
        if (_tokens.Accept(MySqlKeyword.All))
        {
            times = [];
            return;
        }

        if (_tokens.Accept(MySqlKeyword.As))
        {
            _tokens.Expect(MySqlKeyword.Of);
            times = [ParsePointInTime()];
            return;
        }

        var between = _tokens.Accept(MySqlKeyword.Between);
        if (!between)
        {
            _tokens.Expect(MySqlKeyword.From);
        }

        var from = ParsePointInTime();
        _tokens.Expect(between ? MySqlKeyword.And : MySqlKeyword.To);
        times = [from, ParsePointInTime()];
    }

    /// <summary>[TIMESTAMP|TRANSACTION] value</summary>
    private MySqlExpression ParsePointInTime()
    {
        var next = _tokens.Peek(1);
        if (_tokens.Keyword is MySqlKeyword.Transaction or MySqlKeyword.Timestamp
            && next.Kind is not (MySqlTokenKind.String or MySqlTokenKind.CloseParenthesis or MySqlTokenKind.Comma or MySqlTokenKind.End or MySqlTokenKind.Dot))
        {
            _tokens.Advance();
        }

        return ParseLevel(Level.BitOr);
    }

    /// <summary>TABLESAMPLE SYSTEM|BERNOULLI (n) of MySQL.</summary>
    private void SkipTableSample()
    {
        if (!IsMariaDb && _tokens.Accept(MySqlKeyword.Tablesample))
        {
            _tokens.Advance();
            _tokens.Expect(MySqlTokenKind.OpenParenthesis);
            ParseLiteral();
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        }
    }

    /// <summary>USE|IGNORE|FORCE INDEX|KEY [FOR JOIN|ORDER BY|GROUP BY] (names): they change no access.</summary>
    private void SkipIndexHints()
    {
        while (_tokens.Keyword is MySqlKeyword.Use or MySqlKeyword.Ignore or MySqlKeyword.Force
            && _tokens.Peek(1).Keyword is MySqlKeyword.Index or MySqlKeyword.Key)
        {
            _tokens.Advance();
            _tokens.Advance();
            if (_tokens.Accept(MySqlKeyword.For) && !_tokens.Accept(MySqlKeyword.Join))
            {
                if (!_tokens.Accept(MySqlKeyword.Order))
                {
                    _tokens.Expect(MySqlKeyword.Group);
                }

                _tokens.Expect(MySqlKeyword.By);
            }

            _tokens.Expect(MySqlTokenKind.OpenParenthesis);
            while (!_tokens.Accept(MySqlTokenKind.CloseParenthesis))
            {
                if (!_tokens.Accept(MySqlKeyword.Primary))
                {
                    ParseName();
                }

                if (!_tokens.At(MySqlTokenKind.CloseParenthesis))
                {
                    _tokens.Expect(MySqlTokenKind.Comma);
                }
            }

            if (AtAnotherHint())
            {
                _tokens.Advance();
            }
        }
    }

    private bool AtAnotherHint() => _tokens.At(MySqlTokenKind.Comma)
        && _tokens.Peek(1).Keyword is MySqlKeyword.Use or MySqlKeyword.Ignore or MySqlKeyword.Force;
}
