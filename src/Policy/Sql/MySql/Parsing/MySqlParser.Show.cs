using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>SHOW in all its forms.</summary>
internal sealed partial class MySqlParser
{
    private MySqlStatement ParseShow()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = !IsMariaDb && _tokens.Accept(Word.Extended);
        var isFull = _tokens.At(Word.Full);
        _ = _tokens.Accept(Word.Full);
        switch (_tokens.Keyword)
        {
            case Word.Databases or Word.Schemas:
                _tokens.Advance();
                return ParseShowFiltered(start, "DATABASES");
            case Word.Tables:
                _tokens.Advance();
                return ParseShowListing(start, "TABLES");
            case Word.Triggers:
                _tokens.Advance();
                return ParseShowListing(start, "TRIGGERS");
            case Word.Columns or Word.Fields:
                _tokens.Advance();
                return ParseShowOfTable(start, "COLUMNS");
            case Word.Processlist:
                _tokens.Advance();
                return new ShowStatement { What = "PROCESSLIST", Span = _tokens.SpanFrom(start) };
        }

        return isFull ? throw _tokens.Fault() : ParseShowMore(start);
    }

    private MySqlStatement ParseShowMore(int start)
    {
        switch (_tokens.Keyword)
        {
            case Word.Events:
                _tokens.Advance();
                return ParseShowListing(start, "EVENTS");
            case Word.Table when _tokens.Peek(1).Keyword == Word.Status:
                return ParseShowListing(start, TakeWords(2));
            case Word.Open when _tokens.Peek(1).Keyword == Word.Tables:
                return ParseShowListing(start, TakeWords(2));
            case Word.Index or Word.Indexes or Word.Keys:
                _tokens.Advance();
                return ParseShowOfTable(start, "INDEX");
            case Word.Create:
                _tokens.Advance();
                return ParseShowCreate(start);
            case Word.Global or Word.Session or Word.Local or Word.Status or Word.Variables:
                return ParseShowVariables(start);
            case Word.Warnings or Word.Errors:
                var what = TakeWords(1);
                SkipRest();
                return new ShowStatement { What = what, Span = _tokens.SpanFrom(start) };
            case Word.Count:
                return ParseShowCount(start);
            case Word.Grants:
                return ParseShowGrants(start);
            case Word.Procedure or Word.Function or Word.Package:
                return ParseShowRoutines(start);
            case Word.Explain or Word.Analyze or Word.Describe or Word.Desc:
                return ParseShowPlan(start);
            default:
                return ParseShowServer(start);
        }
    }

    private ShowStatement ParseShowServer(int start)
    {
        switch (_tokens.Keyword)
        {
            case Word.Engines or Word.Privileges or Word.Authors or Word.Contributors or Word.Profiles or Word.Replicas:
                return new ShowStatement { What = TakeWords(1), Span = _tokens.SpanFrom(start) };
            case Word.Storage when _tokens.Peek(1).Keyword == Word.Engines:
                _tokens.Advance();
                return new ShowStatement { What = TakeWords(1), Span = _tokens.SpanFrom(start) };
            case Word.Charset or Word.Char or Word.Character:
                if (!_tokens.Accept(Word.Charset))
                {
                    _tokens.Advance();
                    _tokens.Expect(Word.Set);
                }

                return ParseShowFiltered(start, "CHARACTER SET");
            case Word.Collation:
                _tokens.Advance();
                return ParseShowFiltered(start, "COLLATION");
            case Word.Plugins:
                _tokens.Advance();
                return _tokens.Accept(Word.Soname) && _tokens.At(Kind.String) ? ParseShowRest(start, "PLUGINS") : ParseShowFiltered(start, "PLUGINS");
            case Word.Profile:
                return ParseShowRest(start, "PROFILE");
            case Word.Engine:
                return ParseShowRest(start, "ENGINE");
            case Word.Master or Word.Binary or Word.Binlog or Word.Relaylog or Word.Slave or Word.Slaves or Word.Replica or Word.All:
                return ParseShowRest(start, _tokens.Keyword == Word.Binlog && _tokens.Peek(1).Keyword == Word.Events ? "BINLOG EVENTS" : "REPLICATION");
            case Word.ParseTree:
                throw _tokens.Fault();
        }

        if (!IsMariaDb || _tokens.Kind != Kind.Word)
        {
            throw _tokens.Fault();
        }

        // Tables of information_schema that plugins of MariaDB give a SHOW of their own: SHOW LOCALES.
        return ParseShowFiltered(start, TakeWords(1));
    }

    /// <summary>Words joined by spaces, in upper case.</summary>
    private string TakeWords(int count)
    {
        var words = TakeWord().Text.ToUpper(CultureInfo.InvariantCulture);
        for (var i = 1; i < count; i++)
        {
            words += " " + TakeWord().Text.ToUpper(CultureInfo.InvariantCulture);
        }

        return words;
    }

    private ShowStatement ParseShowRest(int start, string what)
    {
        SkipRest();
        return new ShowStatement { What = what, Span = _tokens.SpanFrom(start) };
    }

    private ShowStatement ParseShowListing(int start, string what)
    {
        MySqlName? database = _tokens.Accept(Word.From) || _tokens.Accept(Word.In) ? ParseName() : null;
        return ParseShowFiltered(start, what, database);
    }

    private ShowStatement ParseShowFiltered(int start, string what, MySqlName? database = null, bool isGlobal = false, QualifiedName? table = null)
    {
        string? like = null;
        MySqlExpression? where = null;
        if (_tokens.Accept(Word.Like))
        {
            like = ParseString();
        }
        else if (_tokens.Accept(Word.Where))
        {
            where = ParseExpression();
        }

        return new ShowStatement
        {
            What = what, Object = table, Database = database, Like = like, Where = where, IsGlobal = isGlobal, Span = _tokens.SpanFrom(start),
        };
    }

    private ShowStatement ParseShowOfTable(int start, string what)
    {
        if (!_tokens.Accept(Word.From))
        {
            _tokens.Expect(Word.In);
        }

        var table = ParseQualifiedName();
        if (_tokens.Accept(Word.From) || _tokens.Accept(Word.In))
        {
            // The database behind wins over one in front.
            table = new QualifiedName { Schema = ParseName(), Name = table.Name, Span = table.Span };
        }

        return ParseShowFiltered(start, what, null, isGlobal: false, table);
    }

    private ShowStatement ParseShowVariables(int start)
    {
        var isGlobal = _tokens.At(Word.Global);
        if (_tokens.Keyword is Word.Global or Word.Session or Word.Local)
        {
            _tokens.Advance();
        }

        if (_tokens.Keyword is not (Word.Status or Word.Variables))
        {
            throw _tokens.Fault();
        }

        return ParseShowFiltered(start, TakeWords(1), null, isGlobal);
    }

    private ShowStatement ParseShowCount(int start)
    {
        _tokens.Advance();
        _tokens.Expect(Kind.OpenParenthesis);
        _tokens.Expect(Kind.Star);
        _tokens.Expect(Kind.CloseParenthesis);
        return _tokens.Keyword is Word.Warnings or Word.Errors
            ? new ShowStatement { What = "COUNT " + TakeWords(1), Span = _tokens.SpanFrom(start) }
            : throw _tokens.Fault();
    }

    private ShowStatement ParseShowGrants(int start)
    {
        _tokens.Advance();
        var account = _tokens.Accept(Word.For) ? ParseAccount() : null;
        if (!IsMariaDb && _tokens.Accept(Word.Using))
        {
            _ = ParseList(ParseAccount);
        }

        return new ShowStatement { What = "GRANTS", Account = account, Span = _tokens.SpanFrom(start) };
    }

    private ShowStatement ParseShowRoutines(int start)
    {
        var what = TakeWords(1);
        if (what == "PACKAGE" && _tokens.Accept(Word.Body))
        {
            what = "PACKAGE BODY";
        }

        if (_tokens.Accept(Word.Code))
        {
            return new ShowStatement { What = what + " CODE", Object = ParseQualifiedName(), Span = _tokens.SpanFrom(start) };
        }

        _tokens.Expect(Word.Status);
        return ParseShowFiltered(start, what + " STATUS");
    }

    /// <summary>SHOW EXPLAIN FOR of MariaDB.</summary>
    private ExplainConnection ParseShowPlan(int start)
    {
        _tokens.Advance();
        if (_tokens.Accept(Word.Format))
        {
            _tokens.Expect(Kind.Equal);
            _ = ParseNameOrString();
        }

        _tokens.Expect(Word.For);
        return new ExplainConnection { Id = ParseExpression(), Span = _tokens.SpanFrom(start) };
    }

    private ShowStatement ParseShowCreate(int start)
    {
        switch (_tokens.Keyword)
        {
            case Word.Database or Word.Schema:
                _tokens.Advance();
                ParseIfNotExists();
                return new ShowStatement { What = "CREATE DATABASE", Database = ParseName(), Span = _tokens.SpanFrom(start) };
            case Word.User:
                _tokens.Advance();
                return new ShowStatement { What = "CREATE USER", Account = AtEnd ? null : ParseAccount(), Span = _tokens.SpanFrom(start) };
            case Word.Server when IsMariaDb:
                _tokens.Advance();
                _ = ParseNameOrString();
                return new ShowStatement { What = "CREATE SERVER", Span = _tokens.SpanFrom(start) };
            case Word.Package:
                var isBody = _tokens.Peek(1).Keyword == Word.Body;
                var package = TakeWords(isBody ? 2 : 1);
                return new ShowStatement { What = "CREATE " + package, Object = ParseQualifiedName(), Span = _tokens.SpanFrom(start) };
            case Word.Table or Word.View or Word.Sequence or Word.Procedure or Word.Function or Word.Trigger or Word.Event:
                var what = TakeWords(1);
                return new ShowStatement { What = "CREATE " + what, Object = ParseQualifiedName(), Span = _tokens.SpanFrom(start) };
            default:
                throw _tokens.Fault();
        }
    }
}
