using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Columns of CREATE TABLE and ALTER TABLE.</summary>
internal sealed partial class MySqlParser
{
    private ColumnDefinition ParseColumn()
    {
        var start = _tokens.Start;
        var name = ParseColumnReference().Column;
        var column = new ColumnBuilder();
        if (!AtGenerated())
        {
            column.Type = ParseColumnType();
        }

        while (ParseColumnAttribute(column))
        {
        }

        return new ColumnDefinition
        {
            Name = name,
            Type = column.Type,
            Expressions = column.Expressions.ToImmutable(),
            IsGenerated = column.IsGenerated,
            IsKey = column.IsKey,
            References = column.References,
            Span = _tokens.SpanFrom(start),
        };
    }

    /// <summary>A type; MariaDB takes the name of a grammar in front of it: <c>oracle_schema.DATE</c>.</summary>
    private DataType ParseColumnType()
    {
        if (IsMariaDb && _tokens.Peek(1).Kind == Kind.Dot)
        {
            _ = ParseName();
            _tokens.Advance();
        }

        return ParseDataType();
    }

    private bool AtGenerated() => _tokens.At(Word.Generated, Word.Always) || (_tokens.At(Word.As) && _tokens.Peek(1).Kind == Kind.OpenParenthesis);

    /// <summary>False: no attribute is here.</summary>
    private bool ParseColumnAttribute(ColumnBuilder column)
    {
        if (_tokens.Accept(Kind.NullEscape))
        {
            return true;
        }

        switch (_tokens.Keyword)
        {
            case Word.Not when _tokens.Peek(1).Keyword is Word.Null or Word.Secondary:
                _tokens.Advance();
                _tokens.Advance();
                return true;
            case Word.Null or Word.AutoIncrement or Word.Invisible or Word.Visible or Word.Virtual or Word.Stored or Word.Persistent:
                _tokens.Advance();
                return true;
            case Word.Default:
                _tokens.Advance();
                column.Expressions.Add(ParseColumnDefault());
                return true;
            case Word.On when _tokens.Peek(1).Keyword == Word.Update:
                _tokens.Advance();
                _tokens.Advance();
                column.Expressions.Add(ParseUnary());
                return true;
            case Word.Serial when _tokens.Peek(1).Keyword == Word.Default:
                _tokens.Advance();
                _tokens.Advance();
                _tokens.Expect(Word.Value);
                column.IsKey = true;
                return true;
            case Word.Primary or Word.Unique or Word.Key:
                ParseColumnKey(column);
                return true;
            case Word.Generated or Word.As:
                ParseGenerated(column);
                return true;
            case Word.Constraint or Word.Check:
                ParseColumnCheck(column);
                return true;
            case Word.References:
                column.References = ParseReferences();
                return true;
            default:
                return ParseColumnOption();
        }
    }

    /// <summary>Attributes that hold no expression and name no other object.</summary>
    private bool ParseColumnOption()
    {
        switch (_tokens.Keyword)
        {
            case Word.Comment:
                _tokens.Advance();
                _ = ParseString();
                return true;
            case Word.Collate or Word.Charset:
                _tokens.Advance();
                _ = ParseCharacterSetName();
                return true;
            case Word.Character or Word.Char when _tokens.Peek(1).Keyword == Word.Set:
                _tokens.Advance();
                _tokens.Advance();
                _ = ParseCharacterSetName();
                return true;
            case Word.Storage:
                _tokens.Advance();
                _ = TakeWord();
                return true;
            case Word.With or Word.Without when _tokens.Peek(1).Keyword == Word.System:
                _tokens.Advance();
                _tokens.Advance();
                _tokens.Expect(Word.Versioning);
                return true;
            case Word.Compressed:
                _tokens.Advance();
                if (_tokens.Accept(Kind.Equal))
                {
                    _ = ParseNameOrString();
                }

                return true;
            case Word.Srid when !IsMariaDb:
                _tokens.Advance();
                _tokens.Expect(Kind.Integer);
                return true;
            case Word.First or Word.After:
                return false;
        }

        if (_tokens.AtWord("COLUMN_FORMAT"))
        {
            _tokens.Advance();
            _ = TakeWord();
            return true;
        }

        if (_tokens.Kind is not (Kind.Word or Kind.QuotedName) || !IsAssignment(_tokens.Peek(1)))
        {
            return false;
        }

        // name = value of an engine; REF_SYSTEM_ID, ENGINE_ATTRIBUTE.
        _tokens.Advance();
        _tokens.Advance();
        ParseOptionValue();
        return true;
    }

    private string ParseOptionValue()
    {
        var start = _tokens.Start;
        if (_tokens.Kind is not (Kind.Word or Kind.QuotedName or Kind.String or Kind.Integer or Kind.Decimal or Kind.Float or Kind.Hex or Kind.Introducer))
        {
            throw _tokens.Fault();
        }

        if (_tokens.Kind == Kind.String)
        {
            return ParseString();
        }

        _tokens.Advance();
        return _tokens.Text[start.._tokens.PreviousEnd];
    }

    /// <summary>DEFAULT of a column: a literal, a call, or an expression in parentheses; MariaDB takes names too.</summary>
    private MySqlExpression ParseColumnDefault() => ParseUnary();

    private void ParseColumnKey(ColumnBuilder column)
    {
        column.IsKey = true;
        if (_tokens.Accept(Word.Primary))
        {
            _ = _tokens.Accept(Word.Key);
        }
        else if (_tokens.Accept(Word.Unique))
        {
            _ = _tokens.Accept(Word.Key);
        }
        else
        {
            _tokens.Expect(Word.Key);
        }
    }

    /// <summary>[GENERATED ALWAYS] AS (expression), AS ROW START, AS ROW END.</summary>
    private void ParseGenerated(ColumnBuilder column)
    {
        if (_tokens.Accept(Word.Generated))
        {
            _tokens.Expect(Word.Always);
        }

        _tokens.Expect(Word.As);
        if (IsMariaDb && _tokens.At(Word.Row))
        {
            _tokens.Advance();
            if (!_tokens.Accept(Word.Start))
            {
                _tokens.Expect(Word.End);
            }

            return;
        }

        _tokens.Expect(Kind.OpenParenthesis);
        column.IsGenerated = true;
        column.Expressions.AddRange(ParseExpressionList());
        _tokens.Expect(Kind.CloseParenthesis);
    }

    private void ParseColumnCheck(ColumnBuilder column)
    {
        if (_tokens.Accept(Word.Constraint) && _tokens.Keyword is not (Word.Check or Word.References))
        {
            _ = ParseName();
        }

        if (_tokens.At(Word.References))
        {
            column.References = ParseReferences();
            return;
        }

        column.Expressions.Add(ParseCheck());
    }

    /// <summary>Gathers what a column says of itself.</summary>
    private sealed class ColumnBuilder
    {
        public DataType? Type { get; set; }

        public ImmutableArray<MySqlExpression>.Builder Expressions { get; } = ImmutableArray.CreateBuilder<MySqlExpression>();

        public bool IsGenerated { get; set; }

        public bool IsKey { get; set; }

        public ForeignReference? References { get; set; }
    }
}
