using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Options and partitions of tables.</summary>
internal sealed partial class MySqlParser
{
    /// <summary>Options with or without commas between them.</summary>
    private void ParseTableOptions(DefinitionBuilder definition)
    {
        while (AtTableOption())
        {
            ParseTableOption(definition);
            if (_tokens.At(Kind.Comma) && AtTableOption(_tokens.Peek(1), _tokens.Peek(2)))
            {
                _tokens.Advance();
            }
        }
    }

    private bool AtTableOption() => AtTableOption(_tokens.Current, _tokens.Peek(1));

    private static bool AtTableOption(MySqlToken token, MySqlToken next) => token.Kind is Kind.Word or Kind.QuotedName
        && token.Keyword is not (Word.Partition or Word.As or Word.Select or Word.Ignore or Word.Replace or Word.Values or Word.Table)
        && (token.Keyword != Word.With || next.Keyword == Word.System);

    private void ParseTableOption(DefinitionBuilder definition)
    {
        switch (_tokens.Keyword)
        {
            case Word.Union:
                _tokens.Advance();
                _ = _tokens.Accept(Kind.Equal);
                _tokens.Expect(Kind.OpenParenthesis);
                if (!_tokens.At(Kind.CloseParenthesis))
                {
                    definition.Union.AddRange(ParseList(ParseQualifiedName));
                }

                _tokens.Expect(Kind.CloseParenthesis);
                return;
            case Word.With:
                _tokens.Advance();
                _tokens.Advance();
                _tokens.Expect(Word.Versioning);
                return;
            case Word.Start when _tokens.Peek(1).Keyword == Word.Transaction:
                _tokens.Advance();
                _tokens.Advance();
                return;
            case Word.Storage when _tokens.Peek(1).Keyword is Word.Disk or Word.Memory:
                _tokens.Advance();
                _tokens.Advance();
                return;
        }

        var start = _tokens.Start;
        var name = ParseOptionName();
        _ = _tokens.Accept(Kind.Equal) || _tokens.Accept(Kind.Assign);
        var value = ParseOptionValue();
        definition.Options.Add(new DefinitionOption { Name = name, Value = value, Span = _tokens.SpanFrom(start) });
    }

    /// <summary>[DEFAULT] CHARACTER SET, [STORAGE] ENGINE, DATA DIRECTORY, or one word.</summary>
    private string ParseOptionName()
    {
        _ = _tokens.Accept(Word.Default);
        if (_tokens.At(Word.Storage, Word.Engine))
        {
            _tokens.Advance();
        }

        var words = _tokens.Keyword is Word.Character or Word.Char || _tokens.Peek(1).Keyword == Word.Directory ? 2 : 1;
        var name = TakeWord().Text;
        return (words == 1 ? name : name + " " + TakeWord().Text).ToUpper(CultureInfo.InvariantCulture);
    }

    /// <summary>PARTITION BY …</summary>
    private void ParsePartitioning(DefinitionBuilder definition)
    {
        _tokens.Expect(Word.Partition);
        _tokens.Expect(Word.By);
        ParsePartitionKey(definition);
        if (_tokens.Accept(Word.Partitions))
        {
            _tokens.Expect(Kind.Integer);
        }

        if (_tokens.Accept(Word.Subpartition))
        {
            _tokens.Expect(Word.By);
            ParsePartitionKey(definition);
            if (_tokens.Accept(Word.Subpartitions))
            {
                _tokens.Expect(Kind.Integer);
            }
        }

        if (_tokens.At(Kind.OpenParenthesis) && !AtQueryInParentheses())
        {
            ParsePartitionList(definition);
        }
    }

    private void ParsePartitionKey(DefinitionBuilder definition)
    {
        _ = _tokens.Accept(Word.Linear);
        if (IsMariaDb && _tokens.Accept(Word.SystemTime))
        {
            ParseHistory(definition);
            return;
        }

        if (_tokens.Accept(Word.Key))
        {
            if (_tokens.AtWord("ALGORITHM"))
            {
                _tokens.Advance();
                _tokens.Expect(Kind.Equal);
                _tokens.Expect(Kind.Integer);
            }

            ParsePartitionColumns(definition);
            return;
        }

        if (!_tokens.Accept(Word.Hash) && !_tokens.Accept(Word.Range))
        {
            _tokens.Expect(Word.List);
        }

        if (_tokens.Accept(Word.Columns))
        {
            ParsePartitionColumns(definition);
            return;
        }

        _tokens.Expect(Kind.OpenParenthesis);
        definition.Partitioning.Add(ParseExpression());
        _tokens.Expect(Kind.CloseParenthesis);
    }

    private void ParsePartitionColumns(DefinitionBuilder definition)
    {
        _tokens.Expect(Kind.OpenParenthesis);
        while (!_tokens.At(Kind.CloseParenthesis))
        {
            var start = _tokens.Start;
            definition.Partitioning.Add(new ColumnReference { Column = ParseName(), Span = _tokens.SpanFrom(start) });
            if (!_tokens.Accept(Kind.Comma))
            {
                break;
            }
        }

        _tokens.Expect(Kind.CloseParenthesis);
    }

    /// <summary>[INTERVAL n unit [STARTS time] | LIMIT n] [AUTO].</summary>
    private void ParseHistory(DefinitionBuilder definition)
    {
        if (_tokens.Accept(Word.Interval))
        {
            definition.Partitioning.Add(ParseExpression());
            _ = TakeWord();
            if (_tokens.Accept(Word.Starts))
            {
                definition.Partitioning.Add(ParseExpression());
            }
        }
        else if (_tokens.Accept(Word.Limit))
        {
            _tokens.Expect(Kind.Integer);
        }

        _ = _tokens.Accept(Word.Auto);
    }

    private void ParsePartitionList(DefinitionBuilder definition)
    {
        _tokens.Expect(Kind.OpenParenthesis);
        do
        {
            _ = _tokens.Accept(Word.Partition);
            ParsePartition(definition);
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
    }

    /// <summary>A partition's name, bounds, options and subpartitions.</summary>
    private void ParsePartition(DefinitionBuilder definition)
    {
        _ = ParseName();
        ParsePartitionBounds(definition);
        ParsePartitionOptions(definition);
        if (!_tokens.Accept(Kind.OpenParenthesis))
        {
            return;
        }

        do
        {
            _tokens.Expect(Word.Subpartition);
            _ = ParseNameOrString();
            ParsePartitionOptions(definition);
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
    }

    private void ParsePartitionBounds(DefinitionBuilder definition)
    {
        if (_tokens.Accept(Word.Default) || (IsMariaDb && (_tokens.Accept(Word.History) || _tokens.Accept(Word.Current))) || !_tokens.Accept(Word.Values))
        {
            return;
        }

        if (_tokens.Accept(Word.Less))
        {
            _tokens.Expect(Word.Than);
            if (!_tokens.Accept(Word.Maxvalue))
            {
                ParseBounds(definition);
            }

            return;
        }

        _tokens.Expect(Word.In);
        ParseBounds(definition);
    }

    private void ParseBounds(DefinitionBuilder definition)
    {
        _tokens.Expect(Kind.OpenParenthesis);
        do
        {
            if (_tokens.At(Kind.OpenParenthesis) && _tokens.Peek(1).Keyword == Word.Maxvalue)
            {
                ParseBounds(definition);
            }
            else if (!_tokens.Accept(Word.Maxvalue))
            {
                definition.Partitioning.Add(ParseBound());
            }
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
    }

    private MySqlExpression ParseBound() => ParseExpression();

    private void ParsePartitionOptions(DefinitionBuilder definition)
    {
        while (_tokens.Kind is Kind.Word or Kind.QuotedName)
        {
            ParseTableOption(definition);
        }
    }
}
