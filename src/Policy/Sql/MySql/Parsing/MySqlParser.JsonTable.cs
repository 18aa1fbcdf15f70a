using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private JsonTable ParseJsonTable()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        Open();
        var document = ParseExpression();
        _tokens.Expect(MySqlTokenKind.Comma);
        ParseLiteral();
        var columns = ImmutableArray.CreateBuilder<MySqlName>();
        ParseJsonColumns(columns);
        Close();
        var alias = ParseTableAlias();
        return new JsonTable { Span = _tokens.SpanFrom(start), Document = document, Columns = columns.DrainToImmutable(), Alias = alias };
    }

    private void ParseJsonColumns(ImmutableArray<MySqlName>.Builder columns)
    {
        _tokens.Expect(MySqlKeyword.Columns);
        Open();
        do
        {
            ParseJsonColumn(columns);
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        Close();
    }

    private void ParseJsonColumn(ImmutableArray<MySqlName>.Builder columns)
    {
        if (_tokens.At(MySqlKeyword.Nested) && (_tokens.Peek(1).Keyword == MySqlKeyword.Path || _tokens.Peek(1).Kind == MySqlTokenKind.String))
        {
            _tokens.Advance();
            _tokens.Accept(MySqlKeyword.Path);
            ParseLiteral();
            ParseJsonColumns(columns);
            return;
        }

        columns.Add(ParseName());
        if (_tokens.Accept(MySqlKeyword.For))
        {
            _tokens.Expect(MySqlKeyword.Ordinality);
            return;
        }

        ParseDataType();
        _tokens.Accept(MySqlKeyword.Exists);
        _tokens.Expect(MySqlKeyword.Path);
        ParseLiteral();
        var defaults = ImmutableArray.CreateBuilder<MySqlExpression>();
        while (_tokens.Keyword is MySqlKeyword.Null or MySqlKeyword.Error or MySqlKeyword.Default)
        {
            ParseOnEmptyOrError(defaults);
        }
    }
}
