using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Transactions, XA branches, LOCK TABLES.</summary>
internal sealed partial class MySqlParser
{
    /// <summary>BEGIN [WORK] as a statement of its own.</summary>
    private TransactionStatement ParseBegin()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.Work);
        return new TransactionStatement { Verb = TransactionVerb.Begin, Span = _tokens.SpanFrom(start) };
    }

    private MySqlStatement ParseStart()
    {
        var start = _tokens.Start;
        if (!_tokens.At(Word.Start, Word.Transaction))
        {
            return ParseReplication(start);
        }

        _tokens.Advance();
        _tokens.Advance();
        bool? isReadOnly = null;
        if (!AtEnd)
        {
            do
            {
                if (_tokens.Accept(Word.With))
                {
                    _tokens.Expect(Word.Consistent);
                    _tokens.Expect(Word.Snapshot);
                }
                else
                {
                    _tokens.Expect(Word.Read);
                    isReadOnly = ParseReadOnlyOrWrite();
                }
            }
            while (_tokens.Accept(Kind.Comma));
        }

        return new TransactionStatement { Verb = TransactionVerb.StartTransaction, IsReadOnly = isReadOnly, Span = _tokens.SpanFrom(start) };
    }

    private TransactionStatement ParseCommit()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.Work);
        var (chain, release) = ParseCompletion();
        return new TransactionStatement { Verb = TransactionVerb.Commit, Chain = chain, Release = release, Span = _tokens.SpanFrom(start) };
    }

    private TransactionStatement ParseRollback()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.Work);
        if (_tokens.Accept(Word.To))
        {
            if (_tokens.At(Word.Savepoint) && !IsEnd(_tokens.Peek(1)))
            {
                _tokens.Advance();
            }

            return new TransactionStatement { Verb = TransactionVerb.RollbackTo, Savepoint = ParseName(), Span = _tokens.SpanFrom(start) };
        }

        var (chain, release) = ParseCompletion();
        return new TransactionStatement { Verb = TransactionVerb.Rollback, Chain = chain, Release = release, Span = _tokens.SpanFrom(start) };
    }

    private (bool Chain, bool Release) ParseCompletion()
    {
        var chain = false;
        if (_tokens.Accept(Word.And))
        {
            chain = !_tokens.Accept(Word.No);
            _tokens.Expect(Word.Chain);
        }

        var release = false;
        if (_tokens.Accept(Word.No, Word.Release))
        {
        }
        else
        {
            release = _tokens.Accept(Word.Release);
        }

        return chain && release ? throw _tokens.Fault() : (chain, release);
    }

    private TransactionStatement ParseSavepoint()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        return new TransactionStatement { Verb = TransactionVerb.Savepoint, Savepoint = ParseName(), Span = _tokens.SpanFrom(start) };
    }

    private TransactionStatement ParseRelease()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _tokens.Expect(Word.Savepoint);
        return new TransactionStatement { Verb = TransactionVerb.Release, Savepoint = ParseName(), Span = _tokens.SpanFrom(start) };
    }

    private XaStatement ParseXa()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var verb = _tokens.Keyword switch
        {
            Word.Start or Word.Begin => XaVerb.Start,
            Word.End => XaVerb.End,
            Word.Prepare => XaVerb.Prepare,
            Word.Commit => XaVerb.Commit,
            Word.Rollback => XaVerb.Rollback,
            Word.Recover => XaVerb.Recover,
            _ => throw _tokens.Fault(),
        };
        _tokens.Advance();
        var xid = verb == XaVerb.Recover ? null : ParseXid();
        var onePhase = false;
        switch (verb)
        {
            case XaVerb.Recover:
                ParseXaFormat();
                break;
            case XaVerb.Start:
                _ = _tokens.Accept(Word.Join) || _tokens.Accept(Word.Resume);
                break;
            case XaVerb.End when _tokens.Accept(Word.Suspend):
                if (_tokens.Accept(Word.For))
                {
                    _tokens.Expect(Word.Migrate);
                }

                break;
            case XaVerb.Commit when _tokens.Accept(Word.One):
                _tokens.Expect(Word.Phase);
                onePhase = true;
                break;
        }

        return new XaStatement { Verb = verb, Xid = xid, OnePhase = onePhase, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>XA RECOVER [CONVERT XID] of MySQL, [FORMAT = 'SQL'] of MariaDB.</summary>
    private void ParseXaFormat()
    {
        if (_tokens.Accept(Word.Convert))
        {
            _tokens.Advance();
        }
        else if (_tokens.Accept(Word.Format))
        {
            _ = _tokens.Accept(Kind.Equal);
            _ = ParseNameOrString();
        }
    }

    /// <summary>gtrid [, bqual [, format]]; literals of bytes are compared as written.</summary>
    private string ParseXid()
    {
        var xid = new StringBuilder();
        do
        {
            if (xid.Length > 0)
            {
                xid.Append(',');
            }

            if (_tokens.Kind == Kind.String)
            {
                xid.Append(ParseString());
            }
            else if (_tokens.Kind is Kind.Hex or Kind.Bit or Kind.Integer)
            {
                xid.Append(TextOf(_tokens.Current));
                _tokens.Advance();
            }
            else
            {
                throw _tokens.Fault();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        return xid.ToString();
    }

    private MySqlStatement ParseLockTables()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (_tokens.At(Word.Instance))
        {
            SkipRest();
            return new AdministrationStatement { Kind = "LOCK INSTANCE", Subject = "backup", Span = _tokens.SpanFrom(start) };
        }

        ExpectTables();
        var locks = ImmutableArray.CreateBuilder<TableLock>(1);
        do
        {
            locks.Add(ParseTableLock());
        }
        while (_tokens.Accept(Kind.Comma));
        ParseWait();
        return new LockTablesStatement { Locks = locks.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private TableLock ParseTableLock()
    {
        var start = _tokens.Start;
        var table = ParseQualifiedName();
        MySqlName? alias = null;
        if (_tokens.Accept(Word.As) || _tokens.Keyword is not (Word.Read or Word.Write or Word.LowPriority))
        {
            alias = ParseNameOrString();
        }

        _ = _tokens.Accept(Word.LowPriority);
        var isWrite = _tokens.Accept(Word.Write);
        if (isWrite)
        {
            _ = _tokens.Accept(Word.Concurrent);
        }
        else
        {
            _tokens.Expect(Word.Read);
            _ = _tokens.Accept(Word.Local);
        }

        return new TableLock { Table = table, Alias = alias, IsWrite = isWrite, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>WAIT n, NOWAIT of MariaDB.</summary>
    private void ParseWait()
    {
        if (!IsMariaDb || _tokens.Accept(Word.Nowait))
        {
            return;
        }

        if (_tokens.At(Word.Wait) && _tokens.Peek(1).IsNumber)
        {
            _tokens.Advance();
            _tokens.Advance();
        }
    }

    private MySqlStatement ParseUnlock()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (_tokens.At(Word.Instance))
        {
            _tokens.Advance();
            return new AdministrationStatement { Kind = "UNLOCK INSTANCE", Subject = "backup", Span = _tokens.SpanFrom(start) };
        }

        ExpectTables();
        return new UnlockTablesStatement { Span = _tokens.SpanFrom(start) };
    }

    private void ExpectTables()
    {
        if (!_tokens.Accept(Word.Tables))
        {
            _tokens.Expect(Word.Table);
        }
    }
}
