using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>What ALTER TABLE renames, exchanges and converts.</summary>
internal sealed partial class MySqlParser
{
    private void ParseRenameElement(AlterBuilder alter)
    {
        if (_tokens.Keyword is Word.Index or Word.Key or Word.Column)
        {
            var isColumn = _tokens.At(Word.Column);
            _tokens.Advance();
            ParseIfExists();
            var name = ParseName();
            _tokens.Expect(Word.To);
            _ = ParseName();
            if (isColumn)
            {
                alter.Columns.Add(name);
            }

            return;
        }

        var start = _tokens.Start;
        _ = _tokens.Accept(Word.To) || _tokens.Accept(Word.As) || _tokens.Accept(Kind.Equal);
        alter.Moves.Add(new TableMove { Kind = TableMoveKind.Rename, Other = ParseQualifiedName(), Span = _tokens.SpanFrom(start) });
    }

    /// <summary>CONVERT TO CHARACTER SET; MariaDB also PARTITION p TO TABLE t, TABLE t TO PARTITION p.</summary>
    private void ParseConvert(AlterBuilder alter)
    {
        var start = _tokens.Start;
        if (_tokens.Accept(Word.Partition))
        {
            _ = ParseName();
            _tokens.Expect(Word.To);
            _tokens.Expect(Word.Table);
            alter.Moves.Add(new TableMove { Kind = TableMoveKind.PartitionToTable, Other = ParseQualifiedName(), Span = _tokens.SpanFrom(start) });
            ParseValidation();
            return;
        }

        if (_tokens.Accept(Word.Table))
        {
            var other = ParseQualifiedName();
            _tokens.Expect(Word.To);
            _tokens.Expect(Word.Partition);
            ParsePartition(alter.Definition);
            alter.Moves.Add(new TableMove { Kind = TableMoveKind.TableToPartition, Other = other, Span = _tokens.SpanFrom(start) });
            ParseValidation();
            return;
        }

        _tokens.Expect(Word.To);
        if (!_tokens.Accept(Word.Charset))
        {
            _tokens.Advance();
            _tokens.Expect(Word.Set);
        }

        if (!_tokens.Accept(Word.Default))
        {
            _ = ParseCharacterSetName();
        }

        if (_tokens.Accept(Word.Collate) && !_tokens.Accept(Word.Default))
        {
            _ = ParseCharacterSetName();
        }
    }

    private void ParseExchange(AlterBuilder alter)
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Advance();
        _ = ParseName();
        _tokens.Expect(Word.With);
        _tokens.Expect(Word.Table);
        alter.Moves.Add(new TableMove { Kind = TableMoveKind.Exchange, Other = ParseQualifiedName(), Span = _tokens.SpanFrom(start) });
        ParseValidation();
    }

    /// <summary>[WITH | WITHOUT VALIDATION]</summary>
    private void ParseValidation()
    {
        if ((_tokens.Accept(Word.With) || _tokens.Accept(Word.Without)) && !_tokens.AcceptWord("VALIDATION"))
        {
            throw _tokens.Fault();
        }
    }
}
