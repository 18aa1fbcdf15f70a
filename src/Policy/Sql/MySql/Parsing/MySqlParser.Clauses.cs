using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private bool AtLimit() => _tokens.At(MySqlKeyword.Limit)
        || (IsMariaDb && (_tokens.At(MySqlKeyword.Offset) || AtFetch()));

    private bool AtFetch() => _tokens.At(MySqlKeyword.Fetch) && _tokens.Peek(1).Keyword is MySqlKeyword.First or MySqlKeyword.Next;

    private LimitClause ParseLimit()
    {
        var start = _tokens.Start;
        return _tokens.Accept(MySqlKeyword.Limit) ? ParseLimitNumbers(start) : ParseFetch(start);
    }

    private LimitClause ParseLimitNumbers(int start)
    {
        MySqlExpression? count = null, offset = null, examined = null;
        if (!_tokens.At(MySqlKeyword.Rows))
        {
            count = ParseLimitValue();
            if (_tokens.Accept(MySqlTokenKind.Comma))
            {
                offset = count;
                count = ParseLimitValue();
            }
            else if (_tokens.Accept(MySqlKeyword.Offset))
            {
                offset = ParseLimitValue();
            }
        }

        if (_tokens.Accept(MySqlKeyword.Rows))
        {
            _tokens.Expect(MySqlKeyword.Examined);
            examined = ParseLimitValue();
        }

        return new LimitClause { Span = _tokens.SpanFrom(start), Count = count, Offset = offset, RowsExamined = examined };
    }

    /// <summary>[OFFSET n ROWS] [FETCH FIRST [n] ROWS ONLY|WITH TIES]</summary>
    private LimitClause ParseFetch(int start)
    {
        MySqlExpression? offset = null, count = null;
        var withTies = false;
        if (_tokens.Accept(MySqlKeyword.Offset))
        {
            offset = ParseLimitValue();
            AcceptRows();
        }

        var isFetch = _tokens.Accept(MySqlKeyword.Fetch);
        if (isFetch)
        {
            if (!_tokens.Accept(MySqlKeyword.First))
            {
                _tokens.Expect(MySqlKeyword.Next);
            }

            count = _tokens.Keyword is MySqlKeyword.Row or MySqlKeyword.Rows ? null : ParseLimitValue();
            AcceptRows();
            withTies = _tokens.Accept(MySqlKeyword.With);
            if (withTies)
            {
                _tokens.Expect(MySqlKeyword.Ties);
            }
            else
            {
                _tokens.Expect(MySqlKeyword.Only);
            }
        }

        return new LimitClause { Span = _tokens.SpanFrom(start), Count = count, Offset = offset, IsFetch = isFetch, WithTies = withTies };
    }

    private void AcceptRows()
    {
        if (!_tokens.Accept(MySqlKeyword.Row))
        {
            _tokens.Expect(MySqlKeyword.Rows);
        }
    }

    /// <summary>A number, a parameter, or in a stored program a variable.</summary>
    private MySqlExpression ParseLimitValue()
    {
        if (_tokens.Kind is MySqlTokenKind.Integer or MySqlTokenKind.Hex or MySqlTokenKind.Parameter)
        {
            return ParseOperand();
        }

        return AtName() ? ParseColumnReference() : throw _tokens.Fault();
    }

    private bool AtLock() => _tokens.At(MySqlKeyword.Lock)
        || (_tokens.At(MySqlKeyword.For) && _tokens.Peek(1).Keyword is MySqlKeyword.Update or MySqlKeyword.Share);

    private LockingClause ParseLock()
    {
        var start = _tokens.Start;
        var strength = LockStrength.Share;
        ImmutableArray<QualifiedName> of = [];
        if (_tokens.Accept(MySqlKeyword.Lock))
        {
            _tokens.Expect(MySqlKeyword.In);
            _tokens.Expect(MySqlKeyword.Share);
            _tokens.Expect(MySqlKeyword.Mode);
        }
        else
        {
            _tokens.Expect(MySqlKeyword.For);
            strength = _tokens.At(MySqlKeyword.Update) ? LockStrength.Update : LockStrength.Share;
            _tokens.Advance();
            of = _tokens.Accept(MySqlKeyword.Of) ? ParseQualifiedNames() : [];
        }

        var skips = false;
        if (_tokens.Accept(MySqlKeyword.Skip))
        {
            _tokens.Expect(MySqlKeyword.Locked);
            skips = true;
        }
        else if (_tokens.Accept(MySqlKeyword.Wait))
        {
            ParseLimitValue();
        }
        else
        {
            _tokens.Accept(MySqlKeyword.Nowait);
        }

        return new LockingClause { Span = _tokens.SpanFrom(start), Strength = strength, Of = of, SkipsLocked = skips };
    }

    private ImmutableArray<QualifiedName> ParseQualifiedNames()
    {
        var names = ImmutableArray.CreateBuilder<QualifiedName>(1);
        do
        {
            names.Add(ParseQualifiedName());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return names.DrainToImmutable();
    }

    private IntoClause ParseInto()
    {
        var start = _tokens.Start;
        _tokens.Expect(MySqlKeyword.Into);
        if (_tokens.Accept(MySqlKeyword.Dumpfile))
        {
            var dump = ParseString();
            return new IntoClause { Span = _tokens.SpanFrom(start), Kind = IntoKind.Dumpfile, File = dump };
        }

        if (_tokens.Accept(MySqlKeyword.Outfile))
        {
            var file = ParseString();
            SkipFileFormat();
            return new IntoClause { Span = _tokens.SpanFrom(start), Kind = IntoKind.Outfile, File = file };
        }

        var targets = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        do
        {
            targets.Add(ParseIntoTarget());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return new IntoClause { Span = _tokens.SpanFrom(start), Kind = IntoKind.Variables, Targets = targets.DrainToImmutable() };
    }

    private MySqlExpression ParseIntoTarget() => _tokens.Kind switch
    {
        MySqlTokenKind.At => ParseUserVariable(),
        MySqlTokenKind.Parameter => ParseOperand(),
        _ => ParseColumnReference(),
    };

    /// <summary>[CHARACTER SET name] [FIELDS …] [LINES …], of INTO OUTFILE and LOAD DATA.</summary>
    private void SkipFileFormat()
    {
        if (_tokens.Accept(MySqlKeyword.Charset) || _tokens.Accept(MySqlKeyword.Char, MySqlKeyword.Set)
            || _tokens.Accept(MySqlKeyword.Character, MySqlKeyword.Set))
        {
            ParseCharacterSetName();
        }

        if (_tokens.Accept(MySqlKeyword.Fields) || _tokens.Accept(MySqlKeyword.Columns))
        {
            SkipFormatItems();
        }

        if (_tokens.Accept(MySqlKeyword.Lines))
        {
            SkipFormatItems();
        }
    }

    private void SkipFormatItems()
    {
        var any = false;
        while (true)
        {
            if (_tokens.Accept(MySqlKeyword.Optionally))
            {
                _tokens.Expect(MySqlKeyword.Enclosed);
            }
            else if (!_tokens.Accept(MySqlKeyword.Terminated) && !_tokens.Accept(MySqlKeyword.Enclosed)
                && !_tokens.Accept(MySqlKeyword.Escaped) && !_tokens.Accept(MySqlKeyword.Starting))
            {
                if (!any)
                {
                    throw _tokens.Fault();
                }

                return;
            }

            _tokens.Expect(MySqlKeyword.By);
            ParseLiteral();
            any = true;
        }
    }
}
