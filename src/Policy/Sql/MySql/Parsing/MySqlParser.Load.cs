using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>LOAD DATA, LOAD XML, LOAD INDEX INTO CACHE.</summary>
internal sealed partial class MySqlParser
{
    private MySqlStatement ParseLoad()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (_tokens.Accept(Word.Index))
        {
            _tokens.Expect(Word.Into);
            _tokens.Expect(Word.Cache);
            return ParseIndexedTables(start, "LOAD INDEX");
        }

        var isXml = _tokens.Accept(Word.Xml);
        if (!isXml)
        {
            _tokens.Expect(Word.Data);
        }

        _ = _tokens.Accept(Word.LowPriority) || _tokens.Accept(Word.Concurrent);
        if (!IsMariaDb && _tokens.At(Word.From))
        {
            throw _tokens.Fault();
        }

        var isLocal = _tokens.Accept(Word.Local);
        _tokens.Expect(Word.Infile);
        var file = ParseString();
        var isReplace = _tokens.Accept(Word.Replace);
        _ = !isReplace && _tokens.Accept(Word.Ignore);
        _tokens.Expect(Word.Into);
        _tokens.Expect(Word.Table);
        var table = ParseLoadTable();
        ParseLoadFormat();
        var fields = ParseLoadFields();
        var assignments = _tokens.Accept(Word.Set) ? ParseAssignments() : [];
        return new LoadStatement
        {
            IsXml = isXml,
            IsLocal = isLocal,
            File = file,
            IsReplace = isReplace,
            Table = table,
            Fields = fields,
            Assignments = assignments,
            Span = _tokens.SpanFrom(start),
        };
    }

    private NamedTable ParseLoadTable()
    {
        var start = _tokens.Start;
        var name = ParseQualifiedName();
        ImmutableArray<MySqlName> partitions = [];
        if (_tokens.Accept(Word.Partition))
        {
            partitions = ParseNameList();
        }

        return new NamedTable { Name = name, Partitions = partitions, NameEnd = _tokens.PreviousEnd, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>CHARACTER SET, ROWS IDENTIFIED BY, FIELDS, LINES, IGNORE n LINES.</summary>
    private void ParseLoadFormat()
    {
        if (_tokens.Accept(Word.Charset))
        {
            _ = ParseCharacterSetName();
        }
        else if (_tokens.Accept(Word.Character) || _tokens.Accept(Word.Char))
        {
            _tokens.Expect(Word.Set);
            _ = ParseCharacterSetName();
        }

        if (_tokens.Accept(Word.Rows, Word.Identified))
        {
            _tokens.Expect(Word.By);
            ParseTextOrBytes();
        }

        if (_tokens.Accept(Word.Columns) || _tokens.Accept(Word.Fields))
        {
            ParseLoadDelimiters();
        }

        if (_tokens.Accept(Word.Lines))
        {
            ParseLoadDelimiters();
        }

        if (_tokens.Accept(Word.Ignore))
        {
            _tokens.Expect(Kind.Integer);
            if (!_tokens.Accept(Word.Lines))
            {
                _tokens.Expect(Word.Rows);
            }
        }
    }

    private void ParseLoadDelimiters()
    {
        while (_tokens.Keyword is Word.Terminated or Word.Optionally or Word.Enclosed or Word.Escaped or Word.Starting)
        {
            if (_tokens.Accept(Word.Optionally))
            {
                _tokens.Expect(Word.Enclosed);
            }
            else
            {
                _tokens.Advance();
            }

            _tokens.Expect(Word.By);
            ParseTextOrBytes();
        }
    }

    private ImmutableArray<MySqlExpression> ParseLoadFields()
    {
        if (!_tokens.Accept(Kind.OpenParenthesis) || _tokens.Accept(Kind.CloseParenthesis))
        {
            return [];
        }

        var fields = ImmutableArray.CreateBuilder<MySqlExpression>();
        do
        {
            fields.Add(_tokens.At(Kind.At) ? ParseUserVariable() : ParseColumnReference());
        }
        while (_tokens.Accept(Kind.Comma));
        _tokens.Expect(Kind.CloseParenthesis);
        return fields.DrainToImmutable();
    }
}
