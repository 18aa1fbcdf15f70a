using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    private DeleteStatement ParseDelete(WithClause? with, int start)
    {
        _tokens.Expect(MySqlKeyword.Delete);
        var hint = TakeHint();
        var isIgnore = false;
        while (_tokens.Keyword is MySqlKeyword.LowPriority or MySqlKeyword.Quick or MySqlKeyword.Ignore)
        {
            isIgnore |= _tokens.At(MySqlKeyword.Ignore);
            _tokens.Advance();
        }

        var isHistory = IsMariaDb && _tokens.At(MySqlKeyword.History, MySqlKeyword.From) && _tokens.Accept(MySqlKeyword.History);
        ImmutableArray<QualifiedName> targets = [];
        ImmutableArray<MySqlTable> tables;
        PortionClause? portion = null;
        MySqlExpression? before = null;
        if (!_tokens.Accept(MySqlKeyword.From))
        {
            targets = ParseDeleteTargets();
            _tokens.Expect(MySqlKeyword.From);
            tables = ParseTableList();
        }
        else if (IsUsingAhead())
        {
            targets = ParseDeleteTargets();
            _tokens.Expect(MySqlKeyword.Using);
            tables = ParseTableList();
        }
        else
        {
            tables = [IsPortionAhead() ? ParsePortionTarget(out portion) : ParseTarget(allowsAlias: true)];
            before = isHistory && _tokens.Accept(MySqlKeyword.Before) ? ParseBefore() : null;
            SkipIndexHints();
        }

        var where = _tokens.Accept(MySqlKeyword.Where) ? ParseExpression() : null;
        var orderBy = _tokens.At(MySqlKeyword.Order) ? ParseOrderBy() : [];
        var limit = AtLimit() ? ParseLimit() : null;
        var returning = IsMariaDb && _tokens.Accept(MySqlKeyword.Returning) ? ParseSelectItems() : [];
        return new DeleteStatement
        {
            Span = _tokens.SpanFrom(start),
            Hint = hint,
            With = with,
            IsIgnore = isIgnore,
            IsHistory = isHistory,
            Targets = targets,
            Tables = tables,
            Portion = portion,
            Before = before,
            Where = where,
            OrderBy = orderBy,
            Limit = limit,
            Returning = returning,
        };
    }

    private MySqlExpression ParseBefore()
    {
        _tokens.Expect(MySqlKeyword.SystemTime);
        return ParsePointInTime();
    }

    /// <summary>Whether names, dots, stars and commas lead to USING.</summary>
    private bool IsUsingAhead()
    {
        var at = 0;
        while (_tokens.Peek(at).Kind is MySqlTokenKind.Word or MySqlTokenKind.QuotedName or MySqlTokenKind.Dot or MySqlTokenKind.Star
            or MySqlTokenKind.Comma)
        {
            if (_tokens.Peek(at).Keyword == MySqlKeyword.Using)
            {
                return true;
            }

            if (_tokens.Peek(at).Keyword is MySqlKeyword.Where or MySqlKeyword.Order or MySqlKeyword.Limit)
            {
                return false;
            }

            at++;
        }

        return false;
    }

    /// <summary>name[.*], …</summary>
    private ImmutableArray<QualifiedName> ParseDeleteTargets()
    {
        var targets = ImmutableArray.CreateBuilder<QualifiedName>(1);
        do
        {
            targets.Add(ParseQualifiedName());
            if (_tokens.Accept(MySqlTokenKind.Dot))
            {
                _tokens.Expect(MySqlTokenKind.Star);
            }
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return targets.DrainToImmutable();
    }
}
