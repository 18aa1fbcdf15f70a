using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>CREATE TABLE: what stands in it is read by the other <c>Table</c> parts.</summary>
internal sealed partial class MySqlParser
{
    private CreateTable ParseCreateTable(int start, bool orReplace)
    {
        var isTemporary = _tokens.Accept(Word.Temporary);
        _tokens.Expect(Word.Table);
        var ifNotExists = ParseIfNotExists();
        var table = ParseQualifiedName();
        var like = ParseLikeTable();
        if (like is not null)
        {
            return new CreateTable
            {
                Table = table,
                IsTemporary = isTemporary,
                OrReplace = orReplace,
                IfNotExists = ifNotExists,
                Like = like,
                Definition = new TableDefinition { Span = like.Span },
                Span = _tokens.SpanFrom(start),
            };
        }

        var definition = new DefinitionBuilder(_tokens.Start);
        if (_tokens.At(Kind.OpenParenthesis) && !AtQueryInParentheses())
        {
            _tokens.Advance();
            ParseTableElements(definition);
            _tokens.Expect(Kind.CloseParenthesis);
        }

        ParseTableOptions(definition);
        if (_tokens.At(Word.Partition))
        {
            ParsePartitioning(definition);
        }

        _ = _tokens.Accept(Word.Ignore) || _tokens.Accept(Word.Replace);
        var hasAs = _tokens.Accept(Word.As);
        var query = hasAs || AtQuery() ? ParseQuery() : null;
        return new CreateTable
        {
            Table = table,
            IsTemporary = isTemporary,
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            Definition = definition.Build(_tokens.PreviousEnd),
            Query = query,
            Span = _tokens.SpanFrom(start),
        };
    }

    /// <summary><c>LIKE t</c>, <c>(LIKE t)</c></summary>
    private QualifiedName? ParseLikeTable()
    {
        if (_tokens.Accept(Word.Like))
        {
            return ParseQualifiedName();
        }

        if (!_tokens.At(Kind.OpenParenthesis) || _tokens.Peek(1).Keyword != Word.Like)
        {
            return null;
        }

        _tokens.Advance();
        _tokens.Advance();
        var like = ParseQualifiedName();
        _tokens.Expect(Kind.CloseParenthesis);
        return like;
    }

    private bool AtQuery() => _tokens.At(Kind.OpenParenthesis) || _tokens.Keyword is Word.Select or Word.With or Word.Values or Word.Table;

    private bool AtQueryInParentheses()
    {
        var ahead = 1;
        while (_tokens.Peek(ahead).Kind == Kind.OpenParenthesis)
        {
            ahead++;
        }

        return _tokens.Peek(ahead).Keyword is Word.Select or Word.With or Word.Values or Word.Table;
    }

    private void ParseTableElements(DefinitionBuilder definition)
    {
        do
        {
            ParseTableElement(definition);
        }
        while (_tokens.Accept(Kind.Comma));
    }

    /// <summary>A column, key, constraint or period.</summary>
    private void ParseTableElement(DefinitionBuilder definition)
    {
        if (AtPeriod())
        {
            ParsePeriod();
        }
        else if (AtConstraint())
        {
            definition.Constraints.Add(ParseTableConstraint());
        }
        else
        {
            definition.Columns.Add(ParseColumn());
        }
    }

    private bool AtPeriod() => IsMariaDb && _tokens.At(Word.Period) && _tokens.Peek(1).Keyword is Word.For or Word.If;

    private void ParsePeriod()
    {
        _tokens.Expect(Word.Period);
        ParseIfNotExists();
        _tokens.Expect(Word.For);
        _ = ParseName();
        _ = ParseNameList();
    }

    private bool AtConstraint() => _tokens.Keyword is Word.Constraint or Word.Primary or Word.Unique or Word.Foreign or Word.Key or Word.Index
            or Word.Fulltext or Word.Spatial or Word.Check
        || (_tokens.At(Word.Vector) && _tokens.Peek(1).Keyword is Word.Index or Word.Key);

    private TableConstraint ParseTableConstraint()
    {
        var start = _tokens.Start;
        if (_tokens.Accept(Word.Constraint))
        {
            ParseIfNotExists();
            _ = AtConstraint() ? default : ParseName();
        }

        if (_tokens.At(Word.Check))
        {
            return new TableConstraint { Check = ParseCheck(), Span = _tokens.SpanFrom(start) };
        }

        var isForeign = _tokens.Accept(Word.Foreign);
        if (isForeign)
        {
            _tokens.Expect(Word.Key);
        }
        else if (_tokens.Accept(Word.Primary))
        {
            _tokens.Expect(Word.Key);
        }
        else
        {
            _ = _tokens.Accept(Word.Unique) || _tokens.Accept(Word.Fulltext) || _tokens.Accept(Word.Spatial) || _tokens.Accept(Word.Vector);
            _ = _tokens.Accept(Word.Key) || _tokens.Accept(Word.Index);
        }

        ParseIfNotExists();
        var isTyped = _tokens.At(Word.Using) || (_tokens.At(Word.Type) && _tokens.Peek(1).Keyword is Word.Btree or Word.Hash or Word.Rtree);
        if (!isTyped && !_tokens.At(Kind.OpenParenthesis))
        {
            _ = ParseName();
        }

        ParseKeyType();
        var parts = ParseKeyParts();
        if (isForeign)
        {
            return new TableConstraint { Parts = parts, References = ParseReferences(), Span = _tokens.SpanFrom(start) };
        }

        ParseKeyOptions();
        return new TableConstraint { Parts = parts, Span = _tokens.SpanFrom(start) };
    }

    private MySqlExpression ParseCheck()
    {
        _tokens.Expect(Word.Check);
        _tokens.Expect(Kind.OpenParenthesis);
        var check = ParseExpression();
        _tokens.Expect(Kind.CloseParenthesis);
        if (!IsMariaDb)
        {
            _ = _tokens.At(Word.Not, Word.Enforced) && _tokens.Accept(Word.Not);
            _ = _tokens.Accept(Word.Enforced);
        }

        return check;
    }

    /// <summary>USING BTREE, TYPE HASH …</summary>
    private void ParseKeyType()
    {
        while (_tokens.Keyword is Word.Using or Word.Type)
        {
            _tokens.Advance();
            _ = TakeWord();
        }
    }

    private ImmutableArray<KeyPart> ParseKeyParts()
    {
        _tokens.Expect(Kind.OpenParenthesis);
        var parts = ImmutableArray.CreateBuilder<KeyPart>(1);
        do
        {
            parts.Add(ParseKeyPart());
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
        return parts.DrainToImmutable();
    }

    private KeyPart ParseKeyPart()
    {
        var start = _tokens.Start;
        if (!IsMariaDb && _tokens.Accept(Kind.OpenParenthesis))
        {
            var expression = ParseExpression();
            _tokens.Expect(Kind.CloseParenthesis);
            ParseDirection();
            return new KeyPart { Expression = expression, Span = _tokens.SpanFrom(start) };
        }

        var column = ParseName();
        if (_tokens.At(Kind.OpenParenthesis))
        {
            SkipParentheses();
        }

        // PERIOD of MariaDB's keys over time.
        _ = _tokens.Accept(Word.Without) && _tokens.Accept(Word.Overlaps);
        ParseDirection();
        return new KeyPart { Column = column, Span = _tokens.SpanFrom(start) };
    }

    private void ParseDirection() => _ = _tokens.Accept(Word.Asc) || _tokens.Accept(Word.Desc);

    /// <summary>What a key says of itself: no names of anything a policy speaks of.</summary>
    private void ParseKeyOptions()
    {
        while (!AtEnd && !_tokens.At(Kind.Comma) && !_tokens.At(Kind.CloseParenthesis) && _tokens.Keyword is not (Word.First or Word.After))
        {
            SkipBalanced();
        }
    }

    private ForeignReference ParseReferences()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.References);
        var table = ParseQualifiedName();
        var columns = _tokens.At(Kind.OpenParenthesis) ? ParseNameList() : [];
        while (true)
        {
            if (_tokens.Accept(Word.Match))
            {
                _ = TakeWord();
            }
            else if (_tokens.At(Word.On) && _tokens.Peek(1).Keyword is Word.Delete or Word.Update)
            {
                _tokens.Advance();
                _tokens.Advance();
                ParseReferenceAction();
            }
            else
            {
                return new ForeignReference { Table = table, Columns = columns, Span = _tokens.SpanFrom(start) };
            }
        }
    }

    private void ParseReferenceAction()
    {
        if (_tokens.Accept(Word.Set))
        {
            if (!_tokens.Accept(Word.Null))
            {
                _tokens.Expect(Word.Default);
            }
        }
        else if (_tokens.Accept(Word.No))
        {
            _tokens.Expect(Word.Action);
        }
        else if (!_tokens.Accept(Word.Restrict))
        {
            _tokens.Expect(Word.Cascade);
        }
    }

    /// <summary>Gathers what a table says of itself.</summary>
    private sealed class DefinitionBuilder(int start)
    {
        public ImmutableArray<ColumnDefinition>.Builder Columns { get; } = ImmutableArray.CreateBuilder<ColumnDefinition>();

        public ImmutableArray<TableConstraint>.Builder Constraints { get; } = ImmutableArray.CreateBuilder<TableConstraint>();

        public ImmutableArray<DefinitionOption>.Builder Options { get; } = ImmutableArray.CreateBuilder<DefinitionOption>();

        public ImmutableArray<QualifiedName>.Builder Union { get; } = ImmutableArray.CreateBuilder<QualifiedName>();

        public ImmutableArray<MySqlExpression>.Builder Partitioning { get; } = ImmutableArray.CreateBuilder<MySqlExpression>();

        public TableDefinition Build(int end) => new()
        {
            Columns = Columns.ToImmutable(),
            Constraints = Constraints.ToImmutable(),
            Options = Options.ToImmutable(),
            Union = Union.ToImmutable(),
            Partitioning = Partitioning.ToImmutable(),
            Span = new SourceSpan(Math.Min(start, end), Math.Max(0, end - start)),
        };
    }
}
