using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private bool AtEnd => IsEnd(_tokens.Current);

    private static bool IsEnd(MySqlToken token) => token.Kind is Kind.End or Kind.Semicolon;

    /// <summary>Statements that neither query nor manipulate data, by their first keyword.</summary>
    private MySqlStatement ParseOtherStatement() => _tokens.Keyword switch
    {
        Word.Set => ParseSet(),
        Word.Use => ParseUse(),
        Word.Show => ParseShow(),
        Word.Explain or Word.Describe or Word.Desc => ParseExplain(),
        Word.Do => ParseDo(),
        Word.Call => ParseCallStatement(),
        Word.Prepare => ParsePrepare(),
        Word.Execute => ParseExecute(),
        Word.Deallocate => ParseDeallocate(TakeStart()),
        Word.Begin when IsEnd(_tokens.Peek(1)) || _tokens.Peek(1).Keyword == Word.Work => ParseBegin(),
        Word.Start => ParseStart(),
        Word.Commit => ParseCommit(),
        Word.Rollback => ParseRollback(),
        Word.Savepoint => ParseSavepoint(),
        Word.Release => ParseRelease(),
        Word.Xa => ParseXa(),
        Word.Lock => ParseLockTables(),
        Word.Unlock => ParseUnlock(),
        Word.Load => ParseLoad(),
        Word.Kill => ParseKill(),
        Word.Handler => ParseHandler(),
        Word.Get => ParseGetDiagnostics(),
        Word.Signal or Word.Resignal => ParseSignal(),
        Word.Help => ParseHelp(),
        Word.Create => ParseCreate(),
        Word.Alter => ParseAlter(),
        Word.Drop => ParseDrop(),
        Word.Rename => ParseRename(),
        Word.Truncate => ParseTruncate(),
        Word.Grant or Word.Revoke => ParseGrant(),
        _ => ParseAdministration(),
    };

    private MySqlStatement ParseAdministration() => _tokens.Keyword switch
    {
        Word.Analyze => ParseAnalyze(),
        Word.Check or Word.Optimize or Word.Repair or Word.Checksum => ParseMaintenance(),
        Word.Cache => ParseCacheIndex(),
        Word.Flush => ParseFlush(),
        Word.Reset => ParseReset(),
        Word.Stop or Word.Change => ParseReplication(_tokens.Start),
        Word.Purge => ParsePurge(),
        Word.Install or Word.Uninstall => ParseInstall(),
        Word.Import when !IsMariaDb => ParseImport(),
        Word.Backup when IsMariaDb => ParseBackup(),
        Word.Clone when !IsMariaDb => ParseAdministration(_tokens.Start, "CLONE", "clone", "remote"),
        Word.Shutdown => ParseAdministration(_tokens.Start, "SHUTDOWN", "shutdown"),
        Word.Restart when !IsMariaDb => ParseAdministration(_tokens.Start, "RESTART", "shutdown"),
        Word.Binlog => ParseAdministration(_tokens.Start, "BINLOG", "binlog"),
        _ when IsMariaDb && AtCompound() => ParseProgramStatement(),
        _ => throw _tokens.Fault(),
    };

    /// <summary>Compound statements that MariaDB takes outside of stored programs.</summary>
    private bool AtCompound()
    {
        var at = _tokens.Peek(1).Kind == Kind.Colon ? 2 : 0;
        return _tokens.Peek(at).Keyword switch
        {
            Word.Begin => _tokens.Peek(at + 1).Keyword == Word.Not && TextOf(_tokens.Peek(at + 2)).Equals("atomic", StringComparison.OrdinalIgnoreCase),
            Word.If or Word.Case or Word.Loop or Word.While or Word.Repeat or Word.For => true,
            _ => false,
        };
    }

    /// <summary>Takes a word and tells where it starts.</summary>
    private int TakeStart()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        return start;
    }

    private ReadOnlySpan<char> TextOf(MySqlToken token) => token.Text(_tokens.Text);

    /// <summary>Items between commas.</summary>
    private ImmutableArray<TItem> ParseList<TItem>(Func<TItem> parse)
    {
        var items = ImmutableArray.CreateBuilder<TItem>(1);
        do
        {
            items.Add(parse());
        }
        while (_tokens.Accept(Kind.Comma));
        return items.DrainToImmutable();
    }

    /// <summary>Any word as a name, reserved ones too.</summary>
    private MySqlName TakeWord() => _tokens.Kind is Kind.Word or Kind.QuotedName ? TakeName() : throw _tokens.Fault();

    /// <summary>A literal, or hexadecimal or binary digits.</summary>
    private void ParseTextOrBytes()
    {
        if (!_tokens.Accept(Kind.Hex) && !_tokens.Accept(Kind.Bit))
        {
            _ = ParseString();
        }
    }

    private bool ParseIfExists()
    {
        if (!_tokens.At(Word.If, Word.Exists))
        {
            return false;
        }

        _tokens.Advance();
        _tokens.Advance();
        return true;
    }

    private bool ParseIfNotExists()
    {
        if (!_tokens.At(Word.If, Word.Not))
        {
            return false;
        }

        _tokens.Advance();
        _tokens.Advance();
        _tokens.Expect(Word.Exists);
        return true;
    }

    /// <summary>The rest of a statement, of which nothing is told: parentheses must match.</summary>
    private void SkipRest()
    {
        while (!AtEnd)
        {
            SkipBalanced();
        }
    }

    /// <summary>To the next comma outside of parentheses, at least one token.</summary>
    private void SkipItem()
    {
        do
        {
            SkipBalanced();
        }
        while (!AtEnd && _tokens.Kind != Kind.Comma);
    }

    /// <summary>One token, or all from an opening parenthesis to its closing one.</summary>
    private void SkipBalanced()
    {
        if (AtEnd || _tokens.Kind is Kind.CloseParenthesis or Kind.Invalid)
        {
            throw _tokens.Fault();
        }

        var depth = 0;
        do
        {
            if (_tokens.Kind is Kind.End or Kind.Invalid || (_tokens.Kind == Kind.Semicolon && depth > 0))
            {
                throw _tokens.Fault();
            }

            depth += _tokens.Kind == Kind.OpenParenthesis ? 1 : _tokens.Kind == Kind.CloseParenthesis ? -1 : 0;
            _tokens.Advance();
        }
        while (depth > 0);
    }

    private void SkipParentheses()
    {
        if (!_tokens.At(Kind.OpenParenthesis))
        {
            throw _tokens.Fault();
        }

        SkipBalanced();
    }
}
