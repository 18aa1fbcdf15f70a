using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>CREATE, ALTER, DROP, by what they speak of.</summary>
internal sealed partial class MySqlParser
{
    private MySqlStatement ParseCreate()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var orReplace = _tokens.At(Word.Or, Word.Replace);
        if (orReplace)
        {
            _tokens.Advance();
            _tokens.Advance();
        }

        switch (_tokens.Keyword)
        {
            case Word.Temporary when _tokens.Peek(1).Keyword == Word.Sequence:
            case Word.Sequence:
                return ParseSequence(start, isAlter: false);
            case Word.Temporary or Word.Table:
                return ParseCreateTable(start, orReplace);
            case Word.Unique or Word.Fulltext or Word.Spatial or Word.Index:
            case Word.Vector:
                return ParseCreateIndex(start);
            case Word.Database or Word.Schema:
                return ParseDatabase(start, "CREATE");
            case Word.User or Word.Role:
                return ParseCreateAccount(start);
            case Word.Server:
                return ParseServerObject(start, "CREATE", "remote");
            case Word.Tablespace or Word.Logfile or Word.Undo:
                return ParseServerObject(start, "CREATE", "file_write");
            case Word.Resource or Word.Spatial:
                return ParseServerObject(start, "CREATE", null);
            case Word.Package when IsMariaDb:
                throw new MySqlSyntaxException(MySqlSyntaxError.Unsupported(_tokens.Start, "packages are not analysed"));
            default:
                return ParseCreateDefined(start);
        }
    }

    /// <summary>What can have a definer: views, triggers, routines, events.</summary>
    private MySqlStatement ParseCreateDefined(int start)
    {
        if (_tokens.AtWord("ALGORITHM"))
        {
            _tokens.Advance();
            _tokens.Expect(Kind.Equal);
            _ = TakeWord();
        }

        AccountName? definer = null;
        if (_tokens.Accept(Word.Definer))
        {
            _tokens.Expect(Kind.Equal);
            definer = ParseAccount();
        }

        ParseSecurity();
        _ = _tokens.Accept(Word.Aggregate);
        switch (_tokens.Keyword)
        {
            case Word.View:
                return ParseView(start, isAlter: false, definer);
            case Word.Trigger:
                return ParseTrigger(start, definer);
            case Word.Procedure or Word.Function:
                return ParseRoutine(start, definer);
            case Word.Event:
                return ParseEvent(start, isAlter: false, definer);
            default:
                throw _tokens.Fault();
        }
    }

    /// <summary>SQL SECURITY DEFINER | INVOKER.</summary>
    private void ParseSecurity()
    {
        if (_tokens.Accept(Word.Sql, Word.Security))
        {
            if (!_tokens.Accept(Word.Definer))
            {
                _tokens.Expect(Word.Invoker);
            }
        }
    }

    private ViewStatement ParseView(int start, bool isAlter, AccountName? definer)
    {
        _tokens.Expect(Word.View);
        ParseIfNotExists();
        var view = ParseQualifiedName();
        var columns = _tokens.At(Kind.OpenParenthesis) ? ParseNameList() : [];
        _tokens.Expect(Word.As);
        var query = ParseQuery();
        if (_tokens.Accept(Word.With))
        {
            _ = _tokens.Accept(Word.Cascaded) || _tokens.Accept(Word.Local);
            _tokens.Expect(Word.Check);
            _tokens.Expect(Word.Option);
        }

        return new ViewStatement { IsAlter = isAlter, View = view, Columns = columns, Query = query, Definer = definer, Span = _tokens.SpanFrom(start) };
    }

    private DatabaseStatement ParseDatabase(int start, string verb)
    {
        _tokens.Advance();
        _ = ParseIfNotExists() || ParseIfExists();
        var isUnnamed = verb == "ALTER" && _tokens.Keyword is Word.Default or Word.Charset or Word.Character or Word.Char or Word.Collate
            or Word.Encryption or Word.Read && _tokens.Kind != Kind.QuotedName;
        MySqlName? name = isUnnamed ? null : ParseName();
        SkipRest();
        return new DatabaseStatement { Verb = verb, Database = name, Span = _tokens.SpanFrom(start) };
    }

    private SequenceStatement ParseSequence(int start, bool isAlter)
    {
        var isTemporary = _tokens.Accept(Word.Temporary);
        _tokens.Expect(Word.Sequence);
        _ = ParseIfNotExists() || ParseIfExists();
        var sequence = ParseQualifiedName();
        if (!IsMariaDb)
        {
            throw _tokens.Fault();
        }

        SkipRest();
        return new SequenceStatement { IsAlter = isAlter, IsTemporary = isTemporary, Sequence = sequence, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>SERVER, TABLESPACE, LOGFILE GROUP, UNDO TABLESPACE, RESOURCE GROUP, SPATIAL REFERENCE SYSTEM, INSTANCE.</summary>
    private ServerObjectStatement ParseServerObject(int start, string verb, string? facility)
    {
        var words = _tokens.Keyword switch
        {
            Word.Logfile or Word.Undo or Word.Resource => 2,
            Word.Spatial => 3,
            _ => 1,
        };
        var kind = verb + " " + TakeWords(words);
        _ = ParseIfNotExists() || ParseIfExists();
        var name = _tokens.Accept(Kind.Integer) ? "" : ParseNameOrString().Text;
        SkipRest();
        return new ServerObjectStatement { Kind = kind, Name = name, Facility = facility, Span = _tokens.SpanFrom(start) };
    }

    private MySqlStatement ParseAlter()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        switch (_tokens.Keyword)
        {
            case Word.Table or Word.Online or Word.Ignore:
                return ParseAlterTable(start);
            case Word.Database or Word.Schema:
                return ParseDatabase(start, "ALTER");
            case Word.Sequence:
                return ParseSequence(start, isAlter: true);
            case Word.User:
                return ParseAlterAccount(start);
            case Word.Server:
                return ParseServerObject(start, "ALTER", "remote");
            case Word.Tablespace or Word.Logfile or Word.Undo:
                return ParseServerObject(start, "ALTER", "file_write");
            case Word.Resource:
                return ParseServerObject(start, "ALTER", null);
            case Word.Instance:
                return ParseAdministration(start, "ALTER INSTANCE", "instance");
            case Word.Procedure or Word.Function:
                var isFunction = _tokens.Accept(Word.Function);
                _ = !isFunction && _tokens.Accept(Word.Procedure);
                var routine = ParseQualifiedName();
                SkipRest();
                return new AlterRoutine { IsFunction = isFunction, Routine = routine, Span = _tokens.SpanFrom(start) };
            default:
                return ParseAlterDefined(start);
        }
    }

    private MySqlStatement ParseAlterDefined(int start)
    {
        if (_tokens.AtWord("ALGORITHM"))
        {
            _tokens.Advance();
            _tokens.Expect(Kind.Equal);
            _ = TakeWord();
        }

        AccountName? definer = null;
        if (_tokens.Accept(Word.Definer))
        {
            _tokens.Expect(Kind.Equal);
            definer = ParseAccount();
        }

        ParseSecurity();
        return _tokens.At(Word.Event) ? ParseEvent(start, isAlter: true, definer) : ParseView(start, isAlter: true, definer);
    }

    private MySqlStatement ParseDrop()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        switch (_tokens.Keyword)
        {
            case Word.Prepare:
                return ParseDeallocate(start);
            case Word.Database or Word.Schema:
                return ParseDatabase(start, "DROP");
            case Word.User or Word.Role:
                return ParseDropAccount(start);
            case Word.Index:
                return ParseDropIndex(start);
            case Word.Server:
                return ParseServerObject(start, "DROP", "remote");
            case Word.Tablespace or Word.Logfile or Word.Undo:
                return ParseServerObject(start, "DROP", "file_write");
            case Word.Resource or Word.Spatial:
                return ParseServerObject(start, "DROP", null);
        }

        var isTemporary = _tokens.Accept(Word.Temporary);
        var kind = _tokens.Keyword switch
        {
            Word.Table or Word.Tables => DefinedKind.Table,
            Word.Sequence when IsMariaDb => DefinedKind.Sequence,
            _ when isTemporary => throw _tokens.Fault(),
            Word.View => DefinedKind.View,
            Word.Procedure => DefinedKind.Procedure,
            Word.Function => DefinedKind.Function,
            Word.Package when IsMariaDb => _tokens.Peek(1).Keyword == Word.Body ? DefinedKind.PackageBody : DefinedKind.Package,
            Word.Trigger => DefinedKind.Trigger,
            Word.Event => DefinedKind.Event,
            _ => throw _tokens.Fault(),
        };
        _tokens.Advance();
        _ = kind == DefinedKind.PackageBody && _tokens.Accept(Word.Body);
        var ifExists = ParseIfExists();
        var objects = kind is DefinedKind.Table or DefinedKind.View or DefinedKind.Sequence ? ParseList(ParseQualifiedName) : [ParseQualifiedName()];
        ParseWait();
        _ = _tokens.Accept(Word.Restrict) || _tokens.Accept(Word.Cascade);
        return new DropStatement { Kind = kind, Objects = objects, IsTemporary = isTemporary, IfExists = ifExists, Span = _tokens.SpanFrom(start) };
    }

    private IndexStatement ParseDropIndex(int start)
    {
        _tokens.Expect(Word.Index);
        ParseIfExists();
        _ = ParseName();
        _tokens.Expect(Word.On);
        var table = ParseQualifiedName();
        ParseWait();
        SkipRest();
        return new IndexStatement { IsDrop = true, Table = table, Span = _tokens.SpanFrom(start) };
    }

    private MySqlStatement ParseRename()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (_tokens.At(Word.User))
        {
            return ParseRenameUser(start);
        }

        ExpectTables();
        ParseIfExists();
        var renames = ImmutableArray.CreateBuilder<TableRename>(1);
        do
        {
            var first = _tokens.Start;
            var from = ParseQualifiedName();
            ParseWait();
            _tokens.Expect(Word.To);
            renames.Add(new TableRename { From = from, To = ParseQualifiedName(), Span = _tokens.SpanFrom(first) });
        }
        while (_tokens.Accept(Kind.Comma));
        return new RenameTables { Renames = renames.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private TruncateStatement ParseTruncate()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.Table);
        var table = ParseQualifiedName();
        ParseWait();
        return new TruncateStatement { Table = table, Span = _tokens.SpanFrom(start) };
    }

    private MySqlStatement ParseCreateIndex(int start)
    {
        if (_tokens.At(Word.Spatial) && _tokens.Peek(1).Keyword == Word.Reference)
        {
            return ParseServerObject(start, "CREATE", null);
        }

        _ = _tokens.Accept(Word.Unique) || _tokens.Accept(Word.Fulltext) || _tokens.Accept(Word.Spatial) || _tokens.Accept(Word.Vector);
        _tokens.Expect(Word.Index);
        ParseIfNotExists();
        _ = ParseName();
        ParseKeyType();
        _tokens.Expect(Word.On);
        var table = ParseQualifiedName();
        ParseWait();
        var parts = ParseKeyParts();
        SkipRest();
        return new IndexStatement { Table = table, Parts = parts, Span = _tokens.SpanFrom(start) };
    }
}
