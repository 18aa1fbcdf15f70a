using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Users, roles and privileges.</summary>
internal sealed partial class MySqlParser
{
    /// <summary>A user or role: <c>name</c>, <c>'name'@'host'</c>, CURRENT_USER, CURRENT_ROLE, PUBLIC.</summary>
    private AccountName ParseAccount()
    {
        var start = _tokens.Start;
        if (_tokens.Keyword is Word.CurrentUser or Word.CurrentRole)
        {
            var word = _tokens.At(Word.CurrentUser) ? "current_user" : "current_role";
            _tokens.Advance();
            if (_tokens.Accept(Kind.OpenParenthesis))
            {
                _tokens.Expect(Kind.CloseParenthesis);
            }

            return new AccountName { Name = word, Span = _tokens.SpanFrom(start) };
        }

        if (!IsMariaDb && _tokens.At(Word.User) && _tokens.Peek(1).Kind == Kind.OpenParenthesis)
        {
            // USER(), whose account is that of the login.
            _tokens.Advance();
            _tokens.Advance();
            _tokens.Expect(Kind.CloseParenthesis);
            return new AccountName { Name = "current_user", Span = _tokens.SpanFrom(start) };
        }

        var name = ParseNameOrString();
        string? host = null;
        if (_tokens.Accept(Kind.At))
        {
            if (_tokens.Kind == Kind.HostName)
            {
                host = TextOf(_tokens.Current).ToString();
                _tokens.Advance();
            }
            else
            {
                host = ParseNameOrString().Text;
            }
        }

        var isPublic = host is null && !name.IsQuoted && name.Text.Equals("public", StringComparison.OrdinalIgnoreCase);
        return new AccountName { Name = isPublic ? "public" : name.Text, Host = host, Span = _tokens.SpanFrom(start) };
    }

    private AccountStatement ParseCreateAccount(int start)
    {
        var isRole = _tokens.Keyword == Word.Role;
        _tokens.Advance();
        ParseIfNotExists();
        return ParseAccounts(start, isRole ? "CREATE ROLE" : "CREATE USER");
    }

    private AccountStatement ParseAlterAccount(int start)
    {
        _tokens.Expect(Word.User);
        ParseIfExists();
        return ParseAccounts(start, "ALTER USER");
    }

    private AccountStatement ParseDropAccount(int start)
    {
        var kind = _tokens.Keyword == Word.Role ? "DROP ROLE" : "DROP USER";
        _tokens.Advance();
        ParseIfExists();
        var accounts = ParseList(ParseAccount);
        if (!IsMariaDb && _tokens.At(Word.Ignore))
        {
            SkipRest();
        }

        return new AccountStatement { Kind = kind, Accounts = accounts, Span = _tokens.SpanFrom(start) };
    }

    private AccountStatement ParseRenameUser(int start)
    {
        _tokens.Expect(Word.User);
        var accounts = ImmutableArray.CreateBuilder<AccountName>();
        do
        {
            accounts.Add(ParseAccount());
            _tokens.Expect(Word.To);
            accounts.Add(ParseAccount());
        }
        while (_tokens.Accept(Kind.Comma));
        return new AccountStatement { Kind = "RENAME USER", Accounts = accounts.ToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>Accounts with how they identify themselves, then what holds for all of them, which no policy speaks of.</summary>
    private AccountStatement ParseAccounts(int start, string kind)
    {
        var accounts = ImmutableArray.CreateBuilder<AccountName>();
        var changes = false;
        do
        {
            accounts.Add(ParseAccount());
            changes |= !AtEnd && _tokens.Kind != Kind.Comma && !_tokens.At(Word.With);
            SkipAuthentication();
        }
        while (_tokens.Accept(Kind.Comma));
        if (_tokens.Accept(Word.Default, Word.Role))
        {
            accounts.AddRange(_tokens.At(Word.None) || _tokens.At(Word.All) ? [] : ParseList(ParseAccount));
        }

        changes |= !AtEnd && !(_tokens.At(Word.With) && _tokens.Peek(1).Keyword == Word.Grant && _tokens.Peek(3).Kind is Kind.End or Kind.Semicolon);
        SkipRest();
        return new AccountStatement { Kind = kind, Accounts = accounts.ToImmutable(), Changes = changes, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>IDENTIFIED …, and the words of ALTER USER that stand in its place, up to the next account or what holds for all.</summary>
    private void SkipAuthentication()
    {
        while (!AtEnd && _tokens.Kind != Kind.Comma && !(_tokens.Keyword is Word.Require or Word.With or Word.Default or Word.Password or Word.Account
            or Word.Comment or Word.Attribute or Word.To or Word.From))
        {
            var isIdentified = _tokens.At(Word.Identified);
            SkipBalanced();
            if (isIdentified && !AtEnd)
            {
                // WITH of IDENTIFIED WITH, and PASSWORD of IDENTIFIED BY PASSWORD.
                SkipBalanced();
                if (_tokens.At(Word.Password))
                {
                    _tokens.Advance();
                }
            }
        }
    }

    private MySqlStatement ParseGrant()
    {
        var start = _tokens.Start;
        var isRevoke = _tokens.At(Word.Revoke);
        _tokens.Advance();
        if (isRevoke)
        {
            ParseIfExists();
        }

        if (_tokens.Accept(Word.Proxy))
        {
            _tokens.Expect(Word.On);
            return ParseGrantedTo(start, isRevoke, "PROXY", [ParseAccount()]);
        }

        return FindsOn() ? ParseGrantOn(start, isRevoke) : ParseGrantRole(start, isRevoke);
    }

    /// <summary>Whether ON comes before TO and FROM: privileges, not roles.</summary>
    private bool FindsOn()
    {
        for (var ahead = 0; ; ahead++)
        {
            var token = _tokens.Peek(ahead);
            if (token.Kind is Kind.End or Kind.Semicolon || token.Keyword is Word.To or Word.From)
            {
                return false;
            }

            if (token.Keyword == Word.On)
            {
                return true;
            }
        }
    }

    private GrantStatement ParseGrantOn(int start, bool isRevoke)
    {
        var columns = ImmutableArray.CreateBuilder<MySqlName>();
        while (!_tokens.Accept(Word.On))
        {
            if (_tokens.Accept(Kind.OpenParenthesis))
            {
                columns.AddRange(ParseList(ParseName));
                _tokens.Expect(Kind.CloseParenthesis);
            }
            else
            {
                SkipBalanced();
            }
        }

        var isRoutine = _tokens.Accept(Word.Function) || _tokens.Accept(Word.Procedure);
        if (!isRoutine && _tokens.Accept(Word.Package))
        {
            _ = _tokens.Accept(Word.Body);
            isRoutine = true;
        }

        _ = !isRoutine && _tokens.Accept(Word.Table);
        var (level, database, isCurrent) = ParseGrantLevel();
        ExpectToOrFrom(isRevoke);
        var grantees = ParseAccounts(start, "GRANT");
        return new GrantStatement
        {
            IsRevoke = isRevoke,
            Object = level,
            IsRoutine = isRoutine,
            Database = database,
            IsCurrentDatabase = isCurrent,
            Columns = columns.ToImmutable(),
            Accounts = grantees.Accounts,
            ChangesAccounts = grantees.Changes,
            Span = _tokens.SpanFrom(start),
        };
    }

    /// <summary><c>*</c>, <c>*.*</c>, <c>database.*</c> or an object.</summary>
    private (QualifiedName? Object, MySqlName? Database, bool IsCurrent) ParseGrantLevel()
    {
        if (_tokens.Accept(Kind.Star))
        {
            if (_tokens.Accept(Kind.Dot))
            {
                _tokens.Expect(Kind.Star);
                return (null, null, false);
            }

            return (null, null, true);
        }

        if (_tokens.Peek(1).Kind == Kind.Dot && _tokens.Peek(2).Kind == Kind.Star)
        {
            var database = ParseName();
            _tokens.Advance();
            _tokens.Advance();
            return (null, database, false);
        }

        return (ParseQualifiedName(), null, false);
    }

    private AccountStatement ParseGrantRole(int start, bool isRevoke)
    {
        if (_tokens.At(Word.Admin, Word.Option) && _tokens.Peek(2).Keyword == Word.For)
        {
            _tokens.Advance();
            _tokens.Advance();
            _tokens.Advance();
        }

        // REVOKE ALL PRIVILEGES, GRANT OPTION FROM …
        var isAll = isRevoke && _tokens.At(Word.All);
        var roles = ImmutableArray.CreateBuilder<AccountName>();
        while (!AtEnd && _tokens.Keyword is not (Word.To or Word.From))
        {
            if (isAll)
            {
                _tokens.Advance();
                continue;
            }

            roles.Add(ParseAccount());
            if (!_tokens.Accept(Kind.Comma))
            {
                break;
            }
        }

        return ParseGrantedTo(start, isRevoke, isAll ? "ALL" : "ROLE", roles.ToImmutable());
    }

    private AccountStatement ParseGrantedTo(int start, bool isRevoke, string what, ImmutableArray<AccountName> granted)
    {
        ExpectToOrFrom(isRevoke);
        var kind = (isRevoke ? "REVOKE " : "GRANT ") + what;
        return new AccountStatement { Kind = kind, Accounts = [.. granted, .. ParseAccounts(start, kind).Accounts], Span = _tokens.SpanFrom(start) };
    }

    private void ExpectToOrFrom(bool isRevoke) => _tokens.Expect(isRevoke ? Word.From : Word.To);
}
