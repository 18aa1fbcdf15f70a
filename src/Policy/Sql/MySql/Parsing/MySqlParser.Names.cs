using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>Whether the current token can be a name: quoted, or a word that is not reserved.</summary>
    private bool AtName() => IsName(_tokens.Current);

    private bool IsName(MySqlToken token) => token.Kind switch
    {
        MySqlTokenKind.Word => token.Keyword == MySqlKeyword.NotKeyword || !MySqlKeywords.IsReserved(token.Keyword, IsMariaDb),
        MySqlTokenKind.QuotedName => true,
        _ => false,
    };

    private MySqlName ParseName()
    {
        if (!AtName())
        {
            throw _tokens.Fault();
        }

        return TakeName();
    }

    /// <summary>The current word or quoted name, reserved or not.</summary>
    private MySqlName TakeName()
    {
        var token = _tokens.Current;
        var text = token.Text(_tokens.Text);
        _tokens.Advance();
        return token.Kind == MySqlTokenKind.QuotedName
            ? new MySqlName(MySqlLiterals.Name(text), token.Span, true)
            : new MySqlName(text.ToString(), token.Span, false);
    }

    /// <summary>A name, or a string in the place of one (aliases, user names, character sets).</summary>
    private MySqlName ParseNameOrString() => _tokens.At(MySqlTokenKind.String) ? TakeStringAsName() : ParseName();

    private MySqlName TakeStringAsName()
    {
        var span = _tokens.Current.Span;
        return new MySqlName(TakeString(), span, true);
    }

    /// <summary>One string token; adjacent ones are not joined.</summary>
    private string ParseString()
    {
        if (!_tokens.At(MySqlTokenKind.String))
        {
            throw _tokens.Fault();
        }

        return TakeString();
    }

    private string TakeString()
    {
        var value = MySqlLiterals.String(_tokens.Current.Text(_tokens.Text), _tokens.EscapesBackslash);
        _tokens.Advance();
        return value;
    }

    /// <summary>After a dot any word is a name.</summary>
    private MySqlName ParseNameAfterDot()
    {
        if (_tokens.Kind is not (MySqlTokenKind.Word or MySqlTokenKind.QuotedName or MySqlTokenKind.Introducer)
            || (_tokens.Start != _tokens.PreviousEnd && !AtName()))
        {
            throw _tokens.Fault();
        }

        return TakeName();
    }

    /// <summary><c>name</c>, <c>database.name</c>, <c>.name</c></summary>
    private QualifiedName ParseQualifiedName()
    {
        var start = _tokens.Start;
        if (_tokens.Accept(MySqlTokenKind.Dot))
        {
            var only = ParseNameAfterDot();
            return new QualifiedName { Span = _tokens.SpanFrom(start), Name = only };
        }

        var first = ParseName();
        if (!_tokens.At(MySqlTokenKind.Dot) || _tokens.Peek(1).Kind == MySqlTokenKind.Star)
        {
            return new QualifiedName { Span = _tokens.SpanFrom(start), Name = first };
        }

        _tokens.Advance();
        var second = ParseNameAfterDot();
        return new QualifiedName { Span = _tokens.SpanFrom(start), Schema = first, Name = second };
    }

    /// <summary>A column, with its table and database before it or not.</summary>
    private ColumnReference ParseColumnReference()
    {
        var start = _tokens.Start;
        var startsWithDot = _tokens.Accept(MySqlTokenKind.Dot);
        var first = startsWithDot ? ParseNameAfterDot() : ParseName();
        return ParseColumnAfter(first, start);
    }

    private ColumnReference ParseColumnAfter(MySqlName first, int start)
    {
        if (!_tokens.Accept(MySqlTokenKind.Dot))
        {
            return new ColumnReference { Span = _tokens.SpanFrom(start), Column = first };
        }

        var second = ParseNameAfterDot();
        if (!_tokens.Accept(MySqlTokenKind.Dot))
        {
            return new ColumnReference { Span = _tokens.SpanFrom(start), Table = first, Column = second };
        }

        var third = ParseNameAfterDot();
        return new ColumnReference { Span = _tokens.SpanFrom(start), Schema = first, Table = second, Column = third };
    }

    /// <summary><c>(name, …)</c></summary>
    private ImmutableArray<MySqlName> ParseNameList()
    {
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var names = ImmutableArray.CreateBuilder<MySqlName>();
        do
        {
            names.Add(ParseName());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return names.DrainToImmutable();
    }

    /// <summary>The current word in upper case; takes it.</summary>
    private string TakeUpper()
    {
        var word = _tokens.Current.Text(_tokens.Text).ToString().ToUpper(CultureInfo.InvariantCulture);
        _tokens.Advance();
        return word;
    }

    private ImmutableArray<MySqlExpression> ParseExpressionList()
    {
        var items = ImmutableArray.CreateBuilder<MySqlExpression>();
        do
        {
            items.Add(ParseExpression());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return items.DrainToImmutable();
    }
}
