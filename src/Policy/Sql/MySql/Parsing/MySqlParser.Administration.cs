using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>What keeps tables and servers in order.</summary>
internal sealed partial class MySqlParser
{
    /// <summary>CHECK, OPTIMIZE, REPAIR, CHECKSUM TABLE; MariaDB also CHECK and REPAIR VIEW.</summary>
    private TableMaintenance ParseMaintenance()
    {
        var start = _tokens.Start;
        var verb = TakeWords(1);
        return ParseMaintenance(start, verb + " TABLE");
    }

    /// <summary>After the verb. What follows the tables chooses how thorough it is; only PERSISTENT FOR names columns, for statistics.</summary>
    private TableMaintenance ParseMaintenance(int start, string kind)
    {
        _ = _tokens.Accept(Word.NoWriteToBinlog) || _tokens.Accept(Word.Local);
        if (_tokens.At(Word.View))
        {
            kind = kind.Replace("TABLE", "VIEW", StringComparison.Ordinal);
            _tokens.Advance();
        }
        else
        {
            ExpectTables();
        }

        var tables = ImmutableArray.CreateBuilder<QualifiedName>(1);
        do
        {
            tables.Add(ParseQualifiedName());
            if (IsMariaDb && _tokens.At(Word.Persistent, Word.For))
            {
                ParseStatisticsOf();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        SkipRest();
        return new TableMaintenance { Kind = kind, Tables = tables.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>PERSISTENT FOR ALL, or FOR COLUMNS … INDEXES ….</summary>
    private void ParseStatisticsOf()
    {
        _tokens.Advance();
        _tokens.Advance();
        if (_tokens.Accept(Word.All))
        {
            return;
        }

        _tokens.Expect(Word.Columns);
        ParseStatisticsList();
        _tokens.Expect(Word.Indexes);
        ParseStatisticsList();
    }

    private void ParseStatisticsList()
    {
        if (!_tokens.Accept(Word.All))
        {
            SkipParentheses();
        }
    }

    /// <summary>CACHE INDEX.</summary>
    private TableMaintenance ParseCacheIndex()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Expect(Word.Index);
        return ParseIndexedTables(start, "CACHE INDEX");
    }

    private TableMaintenance ParseIndexedTables(int start, string kind)
    {
        var tables = ImmutableArray.CreateBuilder<QualifiedName>(1);
        do
        {
            tables.Add(ParseQualifiedName());
            while (!AtEnd && _tokens.Kind != Kind.Comma)
            {
                SkipBalanced();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        return new TableMaintenance { Kind = kind, Tables = tables.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private FlushStatement ParseFlush()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.NoWriteToBinlog) || _tokens.Accept(Word.Local);
        if (_tokens.Keyword is Word.Table or Word.Tables)
        {
            _tokens.Advance();
            return ParseFlushTables(start);
        }

        var options = ImmutableArray.CreateBuilder<string>(1);
        do
        {
            var option = TakeWord().Text;
            while (!AtEnd && _tokens.Kind != Kind.Comma)
            {
                option += " " + TextOf(_tokens.Current).ToString();
                _tokens.Advance();
            }

            options.Add(option.ToUpper(CultureInfo.InvariantCulture));
        }
        while (_tokens.Accept(Kind.Comma));
        return new FlushStatement { Options = options.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private FlushStatement ParseFlushTables(int start)
    {
        var tables = AtEnd || _tokens.Keyword is Word.With or Word.For ? [] : ParseList(ParseQualifiedName);
        var locks = false;
        if (_tokens.Accept(Word.With))
        {
            _tokens.Expect(Word.Read);
            _tokens.Expect(Word.Lock);
            locks = true;
            if (_tokens.Accept(Word.And))
            {
                _tokens.Expect(Word.Disable);
                _tokens.Expect(Word.Checkpoint);
            }
        }
        else if (_tokens.Accept(Word.For))
        {
            _tokens.Expect(Word.Export);
            locks = true;
        }

        return new FlushStatement { Options = ["TABLES"], Tables = tables, Locks = locks, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>START, STOP, CHANGE, RESET of replication, and whatever else only its first words are told of.</summary>
    private AdministrationStatement ParseReplication(int start)
    {
        var kind = TakeWords(1);
        if (_tokens.Keyword is not (Word.Slave or Word.Slaves or Word.Replica or Word.Replicas or Word.Master or Word.Replication or Word.All
            or Word.GroupReplication or Word.Query or Word.Persist or Word.Binary))
        {
            throw _tokens.Fault();
        }

        kind += " " + TextOf(_tokens.Current).ToString().ToUpper(CultureInfo.InvariantCulture);
        return ParseAdministration(start, kind, "replication");
    }

    private AdministrationStatement ParseReset()
    {
        var start = _tokens.Start;
        if (_tokens.Peek(1).Keyword == Word.Query)
        {
            return ParseAdministration(start, "RESET QUERY CACHE", "query_cache");
        }

        return _tokens.Peek(1).Keyword == Word.Persist ? ParseAdministration(start, "RESET PERSIST", "persist") : ParseReplication(start);
    }

    /// <summary>PURGE BINARY LOGS TO 'file' | BEFORE expression.</summary>
    private AdministrationStatement ParsePurge()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (!_tokens.Accept(Word.Master))
        {
            _tokens.Expect(Word.Binary);
        }

        _tokens.Expect(Word.Logs);
        ImmutableArray<MySqlExpression> values = [];
        if (_tokens.Accept(Word.Before))
        {
            values = [ParseExpression()];
        }
        else
        {
            _tokens.Expect(Word.To);
            _ = ParseString();
        }

        return new AdministrationStatement { Kind = "PURGE BINARY LOGS", Subject = "replication", Values = values, Span = _tokens.SpanFrom(start) };
    }

    private AdministrationStatement ParseInstall()
    {
        var start = _tokens.Start;
        var verb = TakeWords(1);
        return _tokens.Keyword switch
        {
            Word.Plugin => ParseAdministration(start, verb + " PLUGIN", "plugin", "program"),
            Word.Soname when IsMariaDb => ParseAdministration(start, verb + " SONAME", "plugin", "program"),
            Word.Component when !IsMariaDb => ParseAdministration(start, verb + " COMPONENT", "component", "program"),
            _ => throw _tokens.Fault(),
        };
    }

    /// <summary>IMPORT TABLE FROM files.</summary>
    private AdministrationStatement ParseImport()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Expect(Word.Table);
        return ParseAdministration(start, "IMPORT TABLE", "import_table", "file_read");
    }

    private AdministrationStatement ParseBackup()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (_tokens.Accept(Word.Lock))
        {
            var table = ParseQualifiedName();
            return new AdministrationStatement { Kind = "BACKUP LOCK", Subject = "backup", Tables = [table], Span = _tokens.SpanFrom(start) };
        }

        if (!_tokens.Accept(Word.Unlock))
        {
            _tokens.Expect(Word.Stage);
            _ = TakeWord();
        }

        return new AdministrationStatement { Kind = "BACKUP", Subject = "backup", Span = _tokens.SpanFrom(start) };
    }

    private AdministrationStatement ParseAdministration(int start, string kind, string subject, string? facility = null)
    {
        SkipRest();
        return new AdministrationStatement { Kind = kind, Subject = subject, Facility = facility, Span = _tokens.SpanFrom(start) };
    }
}
