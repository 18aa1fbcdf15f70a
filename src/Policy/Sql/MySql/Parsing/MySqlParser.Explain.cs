using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>EXPLAIN, DESCRIBE, ANALYZE, HANDLER.</summary>
internal sealed partial class MySqlParser
{
    private MySqlStatement ParseExplain()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var runs = false;
        UserVariable? into = null;
        while (ParseExplainOption(ref runs, ref into))
        {
        }

        if (_tokens.Accept(Word.For))
        {
            if (_tokens.Accept(Word.Connection))
            {
                return new ExplainConnection { Id = ParseExpression(), Span = _tokens.SpanFrom(start) };
            }

            // EXPLAIN FOR SCHEMA name statement: names in it are that database's.
            throw _tokens.Fault();
        }

        if (AtExplainable(_tokens.Current))
        {
            return new ExplainStatement { Inner = ParseStatement(), Runs = runs, Into = into, Span = _tokens.SpanFrom(start) };
        }

        var table = ParseQualifiedName();
        if (!AtEnd)
        {
            _ = ParseNameOrString();
        }

        return new DescribeStatement { Table = table, Span = _tokens.SpanFrom(start) };
    }

    private bool ParseExplainOption(ref bool runs, ref UserVariable? into)
    {
        switch (_tokens.Keyword)
        {
            case Word.Extended or Word.Partitions when AtExplainable(_tokens.Peek(1)):
                _tokens.Advance();
                return true;
            case Word.Format when _tokens.Peek(1).Kind == Kind.Equal:
                _tokens.Advance();
                _tokens.Advance();
                _ = ParseNameOrString();
                return true;
            case Word.Analyze when !IsMariaDb:
                _tokens.Advance();
                runs = true;
                return true;
            case Word.Into when !IsMariaDb:
                _tokens.Advance();
                into = ParseUserVariable();
                return true;
            default:
                return false;
        }
    }

    private static bool AtExplainable(MySqlToken token) => token.Kind == Kind.OpenParenthesis
        || token.Keyword is Word.Select or Word.Insert or Word.Replace or Word.Update or Word.Delete or Word.With or Word.Values or Word.Table;

    private MySqlStatement ParseAnalyze()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (IsMariaDb && _tokens.At(Word.Format) && _tokens.Peek(1).Kind == Kind.Equal)
        {
            _tokens.Advance();
            _tokens.Advance();
            _ = ParseNameOrString();
        }
        else if (_tokens.Keyword is Word.NoWriteToBinlog or Word.Local or Word.Table or Word.Tables)
        {
            return ParseMaintenance(start, "ANALYZE TABLE");
        }

        if (!IsMariaDb || !AtExplainable(_tokens.Current))
        {
            throw _tokens.Fault();
        }

        return new ExplainStatement { Inner = ParseStatement(), Runs = true, Span = _tokens.SpanFrom(start) };
    }

    private HandlerStatement ParseHandler()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var table = ParseQualifiedName();
        if (_tokens.Accept(Word.Open))
        {
            MySqlName? alias = _tokens.Accept(Word.As) || !AtEnd ? ParseNameOrString() : null;
            return new HandlerStatement { Verb = HandlerVerb.Open, Table = table, Alias = alias, Span = _tokens.SpanFrom(start) };
        }

        if (_tokens.Accept(Word.Close))
        {
            return new HandlerStatement { Verb = HandlerVerb.Close, Table = table, Span = _tokens.SpanFrom(start) };
        }

        _tokens.Expect(Word.Read);
        var keys = ParseHandlerPlace();
        var where = _tokens.Accept(Word.Where) ? ParseExpression() : null;
        var limit = _tokens.At(Word.Limit) ? ParseLimit() : null;
        return new HandlerStatement { Verb = HandlerVerb.Read, Table = table, Keys = keys, Where = where, Limit = limit, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>FIRST, NEXT, or an index and what to do with it.</summary>
    private ImmutableArray<MySqlExpression> ParseHandlerPlace()
    {
        if (_tokens.Keyword is Word.First or Word.Next && (IsEnd(_tokens.Peek(1)) || _tokens.Peek(1).Keyword is Word.Where or Word.Limit))
        {
            _tokens.Advance();
            return [];
        }

        _ = ParseName();
        if (_tokens.Keyword is Word.First or Word.Next or Word.Prev or Word.Last)
        {
            _tokens.Advance();
            return [];
        }

        if (_tokens.Kind is not (Kind.Equal or Kind.Less or Kind.LessOrEqual or Kind.Greater or Kind.GreaterOrEqual))
        {
            throw _tokens.Fault();
        }

        _tokens.Advance();
        _tokens.Expect(Kind.OpenParenthesis);
        var keys = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        do
        {
            keys.Add(ParseValue());
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
        return keys.DrainToImmutable();
    }
}
