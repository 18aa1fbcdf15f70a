using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>SET in all its forms.</summary>
internal sealed partial class MySqlParser
{
    private MySqlStatement ParseSet()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Set);
        if (IsMariaDb && _tokens.At(Word.Statement) && !IsAssignment(_tokens.Peek(1)))
        {
            _tokens.Advance();
            var settings = ParseList(() => ParseSetItem(isFirst: false));
            _tokens.Expect(Word.For);
            return new SetStatementFor { Items = settings, Inner = ParseStatement(), Span = _tokens.SpanFrom(start) };
        }

        if (_tokens.At(Word.Resource, Word.Group))
        {
            SkipRest();
            return new AdministrationStatement { Kind = "SET RESOURCE GROUP", Subject = "resource_group", Span = _tokens.SpanFrom(start) };
        }

        var items = ImmutableArray.CreateBuilder<SetItem>();
        items.Add(ParseSetItem(isFirst: true));
        while (_tokens.Accept(Kind.Comma))
        {
            items.Add(ParseSetItem(isFirst: false));
        }

        return new SetStatement { Items = items.ToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private SetItem ParseSetItem(bool isFirst)
    {
        switch (_tokens.Kind)
        {
            case Kind.At:
                return ParseSetUserVariable();
            case Kind.DoubleAt:
                return ParseSetSystemVariable();
        }

        // PASSWORD is never a variable: a server refuses to declare one of that name.
        if (!_tokens.At(Word.Password) && (IsAssignment(_tokens.Peek(1)) || _tokens.Peek(1).Kind == Kind.Dot))
        {
            return ParseSetName(VariableScope.Unstated);
        }

        switch (_tokens.Keyword)
        {
            case Word.Global or Word.Session or Word.Local:
                return ParseSetScoped(isFirst);
            case Word.Persist or Word.PersistOnly when !IsMariaDb:
                return ParseSetScoped(isFirst: false);
            case Word.Transaction when isFirst:
                return ParseSetTransaction(_tokens.Start, VariableScope.Unstated);
            case Word.Names:
                return ParseSetNames();
            case Word.Charset or Word.Char or Word.Character:
                return ParseSetCharacterSet();
            case Word.Password:
                return ParseSetPassword();
            case Word.Role:
                return ParseSetRole();
            case Word.Default when _tokens.Peek(1).Keyword == Word.Role:
                return ParseSetDefaultRole();
            default:
                throw _tokens.Fault();
        }
    }

    private static bool IsAssignment(MySqlToken token) => token.Kind is Kind.Equal or Kind.Assign;

    private void ExpectAssignment()
    {
        if (!IsAssignment(_tokens.Current))
        {
            throw _tokens.Fault();
        }

        _tokens.Advance();
    }

    private SetUserVariable ParseSetUserVariable()
    {
        var start = _tokens.Start;
        var variable = ParseUserVariable();
        ExpectAssignment();
        var value = ParseExpression();
        return new SetUserVariable { Variable = variable, Value = value, Span = _tokens.SpanFrom(start) };
    }

    private SetVariable ParseSetSystemVariable()
    {
        var start = _tokens.Start;
        _tokens.Expect(Kind.DoubleAt);
        var scope = VariableScope.Unstated;
        if (_tokens.Peek(1).Kind == Kind.Dot && ScopeWord(_tokens.Current) is { } written)
        {
            scope = written;
            _tokens.Advance();
            _tokens.Advance();
        }

        var (prefix, name) = ParseVariableName();
        ExpectAssignment();
        return new SetVariable { Scope = scope, Prefix = prefix, Name = name, IsSystem = true, Value = ParseSetValue(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>A word before a dot is no keyword for the lexer.</summary>
    private VariableScope? ScopeWord(MySqlToken token)
    {
        if (token.Kind != Kind.Word)
        {
            return null;
        }

        return TextOf(token) switch
        {
            var word when word.Equals("global", StringComparison.OrdinalIgnoreCase) => VariableScope.Global,
            var word when word.Equals("session", StringComparison.OrdinalIgnoreCase) => VariableScope.Session,
            var word when word.Equals("local", StringComparison.OrdinalIgnoreCase) => VariableScope.Local,
            var word when !IsMariaDb && word.Equals("persist", StringComparison.OrdinalIgnoreCase) => VariableScope.Persist,
            var word when !IsMariaDb && word.Equals("persist_only", StringComparison.OrdinalIgnoreCase) => VariableScope.PersistOnly,
            _ => null,
        };
    }

    private (MySqlName? Prefix, MySqlName Name) ParseVariableName()
    {
        var first = _tokens.At(Word.Default) ? TakeWord() : ParseName();
        return _tokens.Accept(Kind.Dot) ? (first, ParseName()) : (null, first);
    }

    private SetItem ParseSetScoped(bool isFirst)
    {
        var start = _tokens.Start;
        var scope = _tokens.Keyword switch
        {
            Word.Global => VariableScope.Global,
            Word.Session => VariableScope.Session,
            Word.Local => VariableScope.Local,
            Word.Persist => VariableScope.Persist,
            _ => VariableScope.PersistOnly,
        };
        _tokens.Advance();
        if (isFirst && _tokens.At(Word.Transaction) && !IsAssignment(_tokens.Peek(1)))
        {
            return ParseSetTransaction(start, scope);
        }

        var (prefix, name) = ParseVariableName();
        ExpectAssignment();
        return new SetVariable { Scope = scope, Prefix = prefix, Name = name, IsSystem = true, Value = ParseSetValue(), Span = _tokens.SpanFrom(start) };
    }

    private SetVariable ParseSetName(VariableScope scope)
    {
        var start = _tokens.Start;
        var (prefix, name) = ParseVariableName();
        if (prefix is not null && _tokens.Accept(Kind.Dot))
        {
            // A field of a row variable of a package of MariaDB: names three parts, of which the last is assigned.
            name = ParseName();
        }

        ExpectAssignment();
        return new SetVariable { Scope = scope, Prefix = prefix, Name = name, Value = ParseSetValue(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>Null for DEFAULT. Reserved words that are values here become column references, as other words are.</summary>
    private MySqlExpression? ParseSetValue()
    {
        if (_tokens.At(Word.Default) && _tokens.Peek(1).Kind != Kind.OpenParenthesis)
        {
            _tokens.Advance();
            return null;
        }

        var isWord = _tokens.Keyword is Word.On or Word.All or Word.Row or Word.System || (_tokens.At(Word.Binary) && EndsSetValue(_tokens.Peek(1)));
        if (isWord && _tokens.Peek(1).Kind is not (Kind.OpenParenthesis or Kind.Dot))
        {
            var start = _tokens.Start;
            return new ColumnReference { Column = TakeWord(), Span = _tokens.SpanFrom(start) };
        }

        return ParseExpression();
    }

    private static bool EndsSetValue(MySqlToken token) => token.Kind is Kind.Comma or Kind.Semicolon or Kind.End || token.Keyword == Word.For;

    private SetTransaction ParseSetTransaction(int start, VariableScope scope)
    {
        _tokens.Expect(Word.Transaction);
        string? isolation = null;
        bool? isReadOnly = null;
        do
        {
            if (isolation is null && _tokens.Accept(Word.Isolation))
            {
                _tokens.Expect(Word.Level);
                isolation = ParseIsolationLevel();
            }
            else if (isReadOnly is null && _tokens.Accept(Word.Read))
            {
                isReadOnly = ParseReadOnlyOrWrite();
            }
            else
            {
                throw _tokens.Fault();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        return new SetTransaction { Scope = scope, Isolation = isolation, IsReadOnly = isReadOnly, Span = _tokens.SpanFrom(start) };
    }

    private string ParseIsolationLevel()
    {
        if (_tokens.Accept(Word.Serializable))
        {
            return "SERIALIZABLE";
        }

        if (_tokens.Accept(Word.Repeatable))
        {
            _tokens.Expect(Word.Read);
            return "REPEATABLE-READ";
        }

        _tokens.Expect(Word.Read);
        if (_tokens.Accept(Word.Committed))
        {
            return "READ-COMMITTED";
        }

        _tokens.Expect(Word.Uncommitted);
        return "READ-UNCOMMITTED";
    }

    /// <summary>After READ.</summary>
    private bool ParseReadOnlyOrWrite()
    {
        if (_tokens.Accept(Word.Only))
        {
            return true;
        }

        _tokens.Expect(Word.Write);
        return false;
    }

    private SetCharacterSet ParseSetNames()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Names);
        var set = ParseCharacterSetOrDefault();
        var collation = _tokens.Accept(Word.Collate) ? ParseCharacterSetOrDefault() : null;
        return new SetCharacterSet { IsNames = true, CharacterSet = set, Collation = collation, Span = _tokens.SpanFrom(start) };
    }

    private SetCharacterSet ParseSetCharacterSet()
    {
        var start = _tokens.Start;
        if (!_tokens.Accept(Word.Charset))
        {
            _tokens.Advance();
            _tokens.Expect(Word.Set);
        }

        return new SetCharacterSet { CharacterSet = ParseCharacterSetOrDefault(), Span = _tokens.SpanFrom(start) };
    }

    private string? ParseCharacterSetOrDefault() => _tokens.Accept(Word.Default) ? null : ParseCharacterSetName().Text;

    private SetPassword ParseSetPassword()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Password);
        var account = _tokens.Accept(Word.For) ? ParseAccount() : null;
        if (!_tokens.Accept(Word.To))
        {
            ExpectAssignment();
        }

        // PASSWORD('…'), a literal, RANDOM; REPLACE and RETAIN of MySQL.
        SkipItem();
        return new SetPassword { Account = account, Span = _tokens.SpanFrom(start) };
    }

    private SetRole ParseSetRole()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Role);
        switch (_tokens.Keyword)
        {
            case Word.None:
            case Word.Default when !IsMariaDb:
                return new SetRole { Word = TakeWord().Text.ToUpperInvariant(), Span = _tokens.SpanFrom(start) };
            case Word.All when !IsMariaDb:
                _tokens.Advance();
                var without = _tokens.Accept(Word.Except) ? ParseList(ParseAccount) : [];
                return new SetRole { Word = "ALL", Roles = without, Span = _tokens.SpanFrom(start) };
        }

        var roles = IsMariaDb ? [ParseAccount()] : ParseList(ParseAccount);
        return new SetRole { Roles = roles, Span = _tokens.SpanFrom(start) };
    }

    private SetRole ParseSetDefaultRole()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Default);
        _tokens.Expect(Word.Role);
        string? word = null;
        ImmutableArray<AccountName> roles = [];
        if (_tokens.At(Word.None) || (_tokens.At(Word.All) && !IsMariaDb))
        {
            word = TakeWord().Text.ToUpperInvariant();
        }
        else
        {
            roles = IsMariaDb ? [ParseAccount()] : ParseList(ParseAccount);
        }

        var accounts = _tokens.Accept(Word.For) || _tokens.Accept(Word.To) ? ParseList(ParseAccount) : [];
        return new SetRole { IsDefault = true, Word = word, Roles = roles, Accounts = accounts, Span = _tokens.SpanFrom(start) };
    }
}
