using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>ALTER TABLE.</summary>
internal sealed partial class MySqlParser
{
    private AlterTable ParseAlterTable(int start)
    {
        _ = _tokens.Accept(Word.Online);
        _ = _tokens.Accept(Word.Ignore);
        _tokens.Expect(Word.Table);
        ParseIfExists();
        var table = ParseQualifiedName();
        ParseWait();
        var alter = new AlterBuilder(_tokens.Start);
        if (!AtEnd)
        {
            do
            {
                ParseAlteration(alter);
            }
            while (_tokens.Accept(Kind.Comma));
            if (_tokens.At(Word.Partition))
            {
                ParsePartitioning(alter.Definition);
            }
            else if (_tokens.Accept(Word.Remove, Word.Partitioning))
            {
            }
        }

        return new AlterTable
        {
            Table = table,
            Definition = alter.Definition.Build(_tokens.PreviousEnd),
            Columns = alter.Columns.ToImmutable(),
            Moves = alter.Moves.ToImmutable(),
            ImportsFile = alter.ImportsFile,
            Span = _tokens.SpanFrom(start),
        };
    }

    private void ParseAlteration(AlterBuilder alter)
    {
        switch (_tokens.Keyword)
        {
            case Word.Add:
                _tokens.Advance();
                ParseAdd(alter);
                return;
            case Word.Drop:
                _tokens.Advance();
                ParseDropElement(alter);
                return;
            case Word.Modify or Word.Change:
                ParseChange(alter);
                return;
            case Word.Alter:
                _tokens.Advance();
                ParseAlterElement(alter);
                return;
            case Word.Rename:
                _tokens.Advance();
                ParseRenameElement(alter);
                return;
            case Word.Convert when _tokens.Peek(1).Keyword is Word.To or Word.Partition or Word.Table:
                _tokens.Advance();
                ParseConvert(alter);
                return;
            case Word.Order when _tokens.Peek(1).Keyword == Word.By:
                alter.Definition.Partitioning.AddRange(ParseOrderBy().Select(static item => item.Expression));
                return;
            case Word.Partition:
                ParsePartitioning(alter.Definition);
                return;
            case Word.Discard or Word.Import:
                alter.ImportsFile |= _tokens.At(Word.Import);
                _tokens.Advance();
                ParsePartitionNames();
                _tokens.Expect(Word.Tablespace);
                return;
            case Word.Exchange when _tokens.Peek(1).Keyword == Word.Partition:
                ParseExchange(alter);
                return;
            default:
                ParsePartitionWork(alter);
                return;
        }
    }

    /// <summary>COALESCE, TRUNCATE, REBUILD … PARTITION, and what changes no name: FORCE, KEYS, ALGORITHM, LOCK, VALIDATION; else options.</summary>
    private void ParsePartitionWork(AlterBuilder alter)
    {
        switch (_tokens.Keyword)
        {
            case Word.Coalesce or Word.Truncate or Word.Analyze or Word.Check or Word.Optimize or Word.Rebuild or Word.Repair
                when _tokens.Peek(1).Keyword == Word.Partition:
                SkipItemOfPartitions();
                return;
            case Word.Reorganize:
                _tokens.Advance();
                _tokens.Expect(Word.Partition);
                _ = _tokens.Accept(Word.NoWriteToBinlog) || _tokens.Accept(Word.Local);
                if (!AtEnd && !_tokens.At(Kind.Comma))
                {
                    _ = ParseList(ParseName);
                    _tokens.Expect(Word.Into);
                    ParsePartitionList(alter.Definition);
                }

                return;
            case Word.Remove:
                _tokens.Advance();
                _tokens.Expect(Word.Partitioning);
                return;
            case Word.Force or Word.SecondaryLoad or Word.SecondaryUnload:
                _tokens.Advance();
                return;
            case Word.Enable or Word.Disable:
                _tokens.Advance();
                _tokens.Expect(Word.Keys);
                return;
            case Word.With or Word.Without when _tokens.Peek(1).Keyword != Word.System:
                _tokens.Advance();
                if (!_tokens.AcceptWord("VALIDATION"))
                {
                    throw _tokens.Fault();
                }

                return;
            case Word.Lock:
                _tokens.Advance();
                _ = _tokens.Accept(Kind.Equal);
                _ = TakeWord();
                return;
        }

        if (!AtTableOption())
        {
            throw _tokens.Fault();
        }

        while (AtTableOption())
        {
            ParseTableOption(alter.Definition);
        }
    }

    /// <summary>Names of partitions, or ALL, with options behind them that name nothing.</summary>
    private void SkipItemOfPartitions()
    {
        _tokens.Advance();
        _tokens.Expect(Word.Partition);
        _ = _tokens.Accept(Word.NoWriteToBinlog) || _tokens.Accept(Word.Local);
        if (_tokens.Accept(Word.All) || _tokens.Accept(Kind.Integer))
        {
            SkipWords();
            return;
        }

        _ = ParseList(ParseName);
        SkipWords();
    }

    private void SkipWords()
    {
        while (_tokens.Kind == Kind.Word)
        {
            _tokens.Advance();
        }
    }

    /// <summary>[PARTITION names | ALL]</summary>
    private void ParsePartitionNames()
    {
        if (_tokens.Accept(Word.Partition) && !_tokens.Accept(Word.All))
        {
            _ = ParseList(ParseName);
        }
    }

    private void ParseAdd(AlterBuilder alter)
    {
        if (_tokens.Accept(Word.Partition))
        {
            ParseIfNotExists();
            _ = _tokens.Accept(Word.NoWriteToBinlog) || _tokens.Accept(Word.Local);
            if (_tokens.Accept(Word.Partitions))
            {
                _tokens.Expect(Kind.Integer);
            }
            else
            {
                ParsePartitionList(alter.Definition);
            }

            return;
        }

        if (IsMariaDb && _tokens.Accept(Word.System, Word.Versioning))
        {
            return;
        }

        if (!AtConstraint() && !AtPeriod())
        {
            _ = _tokens.Accept(Word.Column);
            ParseIfNotExists();
        }

        if (_tokens.Accept(Kind.OpenParenthesis))
        {
            ParseTableElements(alter.Definition);
            _tokens.Expect(Kind.CloseParenthesis);
            return;
        }

        ParseTableElement(alter.Definition);
        ParsePlace();
    }

    /// <summary>[FIRST | AFTER column]</summary>
    private void ParsePlace()
    {
        if (!_tokens.Accept(Word.First) && _tokens.Accept(Word.After))
        {
            _ = ParseName();
        }
    }

    private void ParseDropElement(AlterBuilder alter)
    {
        switch (_tokens.Keyword)
        {
            case Word.Primary:
                _tokens.Advance();
                _tokens.Expect(Word.Key);
                return;
            case Word.Foreign:
                _tokens.Advance();
                _tokens.Expect(Word.Key);
                ParseIfExists();
                _ = ParseName();
                return;
            case Word.Index or Word.Key or Word.Constraint or Word.Check:
                _tokens.Advance();
                ParseIfExists();
                _ = ParseName();
                _ = _tokens.Accept(Word.Restrict) || _tokens.Accept(Word.Cascade);
                return;
            case Word.Partition:
                _tokens.Advance();
                ParseIfExists();
                _ = ParseList(ParseName);
                return;
            case Word.System when _tokens.Peek(1).Keyword == Word.Versioning:
                _tokens.Advance();
                _tokens.Advance();
                return;
            case Word.Period when _tokens.Peek(1).Keyword is Word.For or Word.If:
                _tokens.Advance();
                ParseIfExists();
                _tokens.Expect(Word.For);
                _ = ParseName();
                return;
        }

        _ = _tokens.Accept(Word.Column);
        ParseIfExists();
        alter.Columns.Add(ParseName());
        _ = _tokens.Accept(Word.Restrict) || _tokens.Accept(Word.Cascade);
    }

    private void ParseChange(AlterBuilder alter)
    {
        var isChange = _tokens.At(Word.Change);
        _tokens.Advance();
        _ = _tokens.Accept(Word.Column);
        ParseIfExists();
        if (isChange)
        {
            alter.Columns.Add(ParseName());
            alter.Definition.Columns.Add(ParseColumn());
        }
        else
        {
            var column = ParseColumn();
            alter.Columns.Add(column.Name);
            alter.Definition.Columns.Add(column);
        }

        ParsePlace();
    }

    private void ParseAlterElement(AlterBuilder alter)
    {
        if (_tokens.Keyword is Word.Index or Word.Key or Word.Check or Word.Constraint)
        {
            _tokens.Advance();
            ParseIfExists();
            _ = ParseName();
            _ = _tokens.Accept(Word.Not);
            if (!_tokens.Accept(Word.Visible) && !_tokens.Accept(Word.Invisible) && !_tokens.Accept(Word.Ignored) && !_tokens.Accept(Word.Enforced))
            {
                throw _tokens.Fault();
            }

            return;
        }

        _ = _tokens.Accept(Word.Column);
        ParseIfExists();
        alter.Columns.Add(ParseName());
        if (_tokens.Accept(Word.Drop))
        {
            _tokens.Expect(Word.Default);
            return;
        }

        _tokens.Expect(Word.Set);
        if (_tokens.Accept(Word.Default))
        {
            alter.Definition.Partitioning.Add(ParseColumnDefault());
        }
        else if (!_tokens.Accept(Word.Visible))
        {
            _tokens.Expect(Word.Invisible);
        }
    }

    /// <summary>Gathers what an ALTER TABLE does.</summary>
    private sealed class AlterBuilder(int start)
    {
        public DefinitionBuilder Definition { get; } = new(start);

        public ImmutableArray<MySqlName>.Builder Columns { get; } = ImmutableArray.CreateBuilder<MySqlName>();

        public ImmutableArray<TableMove>.Builder Moves { get; } = ImmutableArray.CreateBuilder<TableMove>();

        public bool ImportsFile { get; set; }
    }
}
