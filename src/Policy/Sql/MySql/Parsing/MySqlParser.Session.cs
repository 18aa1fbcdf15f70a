using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>USE, DO, CALL, KILL, prepared statements, diagnostics.</summary>
internal sealed partial class MySqlParser
{
    private UseStatement ParseUse()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        return new UseStatement { Database = ParseName(), Span = _tokens.SpanFrom(start) };
    }

    private DoStatement ParseDo()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var expressions = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        do
        {
            expressions.Add(ParseExpression());
            if (_tokens.Accept(Word.As))
            {
                _ = ParseNameOrString();
            }
            else if (AtName() || _tokens.Kind == Kind.String)
            {
                _ = ParseNameOrString();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        return new DoStatement { Expressions = expressions.DrainToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private CallStatement ParseCallStatement()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        MySqlName? package = null;
        if (IsMariaDb && _tokens.Peek(1).Kind == Kind.Dot && _tokens.Peek(3).Kind == Kind.Dot)
        {
            // CALL database.package.procedure
            var name = ParseName();
            _tokens.Advance();
            package = ParseName();
            _tokens.Advance();
            var routine = ParseName();
            var qualified = new QualifiedName { Schema = name, Name = routine, Span = _tokens.SpanFrom(name.Span.Start) };
            return new CallStatement { Routine = qualified, Package = package, Arguments = ParseArgumentList(), Span = _tokens.SpanFrom(start) };
        }

        return new CallStatement { Routine = ParseQualifiedName(), Arguments = ParseArgumentList(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>Arguments in parentheses; none without them.</summary>
    private ImmutableArray<MySqlExpression> ParseArgumentList()
    {
        if (!_tokens.Accept(Kind.OpenParenthesis) || _tokens.Accept(Kind.CloseParenthesis))
        {
            return [];
        }

        var arguments = ParseExpressionList();
        _tokens.Expect(Kind.CloseParenthesis);
        return arguments;
    }

    private PrepareStatement ParsePrepare()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var name = ParseName();
        _tokens.Expect(Word.From);
        return new PrepareStatement { Name = name, Source = ParseExpression(), Span = _tokens.SpanFrom(start) };
    }

    private MySqlStatement ParseExecute()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        if (IsMariaDb && _tokens.Accept(Word.Immediate))
        {
            return new ExecuteImmediate { Source = ParseExpression(), Arguments = ParseUsing(), Span = _tokens.SpanFrom(start) };
        }

        return new ExecuteStatement { Name = ParseName(), Arguments = ParseUsing(), Span = _tokens.SpanFrom(start) };
    }

    private ImmutableArray<MySqlExpression> ParseUsing()
    {
        if (!_tokens.Accept(Word.Using))
        {
            return [];
        }

        var values = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        do
        {
            values.Add(ParseValue());
        }
        while (_tokens.Accept(Kind.Comma));
        return values.DrainToImmutable();
    }

    /// <summary>DEALLOCATE PREPARE, DROP PREPARE.</summary>
    private DeallocateStatement ParseDeallocate(int start)
    {
        _tokens.Expect(Word.Prepare);
        return new DeallocateStatement { Name = ParseName(), Span = _tokens.SpanFrom(start) };
    }

    private KillStatement ParseKill()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = IsMariaDb && (_tokens.Accept(Word.Hard) || _tokens.Accept(Word.Soft));
        var isQuery = _tokens.Accept(Word.Query);
        var byId = isQuery && IsMariaDb && _tokens.At(Word.Id) && _tokens.Peek(1).Kind is not (Kind.End or Kind.Semicolon);
        if (byId)
        {
            _tokens.Advance();
        }
        else if (!isQuery)
        {
            _ = _tokens.Accept(Word.Connection);
        }

        if (IsMariaDb && !byId && _tokens.At(Word.User) && _tokens.Peek(1).Kind is not (Kind.OpenParenthesis or Kind.End or Kind.Semicolon))
        {
            _tokens.Advance();
            return new KillStatement { QueryOnly = isQuery, Account = ParseAccount(), Span = _tokens.SpanFrom(start) };
        }

        return new KillStatement { QueryOnly = isQuery, ByQueryId = byId, Id = ParseExpression(), Span = _tokens.SpanFrom(start) };
    }

    private HelpStatement ParseHelp()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = ParseNameOrString();
        return new HelpStatement { Span = _tokens.SpanFrom(start) };
    }

    private GetDiagnosticsStatement ParseGetDiagnostics()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        _ = _tokens.Accept(Word.Current) || _tokens.Accept(Word.Stacked);
        _tokens.Expect(Word.Diagnostics);
        var condition = _tokens.Accept(Word.Condition) ? ParseExpression() : null;
        var targets = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        do
        {
            targets.Add(ParseTarget());
            _tokens.Expect(Kind.Equal);
            _ = TakeWord();
        }
        while (_tokens.Accept(Kind.Comma));
        return new GetDiagnosticsStatement { Targets = targets.DrainToImmutable(), Condition = condition, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>A user variable, or a local one as a column reference.</summary>
    private MySqlExpression ParseTarget()
    {
        if (_tokens.At(Kind.At))
        {
            return ParseUserVariable();
        }

        var start = _tokens.Start;
        var name = ParseName();
        return _tokens.Accept(Kind.Dot)
            ? new ColumnReference { Table = name, Column = ParseName(), Span = _tokens.SpanFrom(start) }
            : new ColumnReference { Column = name, Span = _tokens.SpanFrom(start) };
    }

    private SignalStatement ParseSignal()
    {
        var start = _tokens.Start;
        var isResignal = _tokens.At(Word.Resignal);
        _tokens.Advance();
        if (!isResignal || !(AtEnd || _tokens.At(Word.Set)))
        {
            ParseCondition();
        }

        var values = ImmutableArray.CreateBuilder<MySqlExpression>();
        if (_tokens.Accept(Word.Set))
        {
            do
            {
                _ = TakeWord();
                _tokens.Expect(Kind.Equal);
                values.Add(ParseExpression());
            }
            while (_tokens.Accept(Kind.Comma));
        }

        return new SignalStatement { IsResignal = isResignal, Values = values.ToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>SQLSTATE [VALUE] 'x', an error number, or the name of a condition.</summary>
    private void ParseCondition()
    {
        if (_tokens.Accept(Word.Sqlstate))
        {
            _ = _tokens.Accept(Word.Value);
            _ = ParseString();
        }
        else if (!_tokens.Accept(Kind.Integer))
        {
            _ = ParseName();
        }
    }
}
