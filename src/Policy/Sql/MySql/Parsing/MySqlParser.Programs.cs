using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Bodies of stored programs.</summary>
internal sealed partial class MySqlParser
{
    /// <summary>A statement of a stored program, without its semicolon.</summary>
    private MySqlStatement ParseProgramStatement()
    {
        Enter();
        var statement = ParseProgramStatementHere();
        Leave();
        return statement;
    }

    private MySqlStatement ParseProgramStatementHere()
    {
        var start = _tokens.Start;
        MySqlName? label = null;
        if (_tokens.Peek(1).Kind == Kind.Colon && _tokens.Kind is Kind.Word or Kind.QuotedName)
        {
            label = ParseName();
            _tokens.Advance();
            if (_tokens.Keyword is not (Word.Begin or Word.Loop or Word.While or Word.Repeat or Word.For))
            {
                throw _tokens.Fault();
            }
        }

        switch (_tokens.Keyword)
        {
            case Word.Begin:
                return ParseBlock(start, label);
            case Word.If:
                return ParseIf();
            case Word.Case:
                return ParseCaseStatement();
            case Word.Loop or Word.While or Word.Repeat:
                return ParseLoop(start, label);
            case Word.For when IsMariaDb:
                return ParseFor(start, label);
            case Word.Leave or Word.Iterate:
                _tokens.Advance();
                return new JumpStatement { Label = ParseName(), Span = _tokens.SpanFrom(start) };
            case Word.Return:
                _tokens.Advance();
                return new ReturnStatement { Value = ParseExpression(), Span = _tokens.SpanFrom(start) };
            case Word.Open or Word.Fetch or Word.Close:
                return ParseCursor();
            default:
                return ParseStatement();
        }
    }

    /// <summary>Statements, each with its semicolon, up to a word that ends them.</summary>
    private ImmutableArray<MySqlStatement> ParseProgramStatements()
    {
        var statements = ImmutableArray.CreateBuilder<MySqlStatement>();
        while (!AtProgramEnd())
        {
            statements.Add(ParseProgramStatement());
            _tokens.Expect(Kind.Semicolon);
        }

        return statements.ToImmutable();
    }

    private bool AtProgramEnd() => _tokens.Keyword is Word.End or Word.Else or Word.Elseif or Word.When or Word.Until || _tokens.At(Kind.End);

    private BlockStatement ParseBlock(int start, MySqlName? label)
    {
        _tokens.Expect(Word.Begin);
        if (IsMariaDb && _tokens.Accept(Word.Not))
        {
            _tokens.Expect(Word.Atomic);
        }

        var declarations = ImmutableArray.CreateBuilder<Declaration>();
        while (_tokens.At(Word.Declare))
        {
            declarations.Add(ParseDeclaration());
            _tokens.Expect(Kind.Semicolon);
        }

        var statements = ParseProgramStatements();
        _tokens.Expect(Word.End);
        ParseEndLabel();
        return new BlockStatement { Label = label, Declarations = declarations.ToImmutable(), Statements = statements, Span = _tokens.SpanFrom(start) };
    }

    private void ParseEndLabel()
    {
        if (!AtEnd)
        {
            _ = ParseName();
        }
    }

    private ConditionalStatement ParseIf()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var branches = ImmutableArray.CreateBuilder<Branch>(1);
        do
        {
            var first = _tokens.Start;
            var condition = ParseExpression();
            _tokens.Expect(Word.Then);
            branches.Add(new Branch { Condition = condition, Statements = ParseProgramStatements(), Span = _tokens.SpanFrom(first) });
        }
        while (_tokens.Accept(Word.Elseif));
        ParseElse(branches);
        _tokens.Expect(Word.End);
        _tokens.Expect(Word.If);
        return new ConditionalStatement { Branches = branches.ToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private void ParseElse(ImmutableArray<Branch>.Builder branches)
    {
        var start = _tokens.Start;
        if (_tokens.Accept(Word.Else))
        {
            branches.Add(new Branch { Statements = ParseProgramStatements(), Span = _tokens.SpanFrom(start) });
        }
    }

    private ConditionalStatement ParseCaseStatement()
    {
        var start = _tokens.Start;
        _tokens.Advance();
        var operand = _tokens.At(Word.When) ? null : ParseExpression();
        var branches = ImmutableArray.CreateBuilder<Branch>(1);
        while (_tokens.At(Word.When))
        {
            var first = _tokens.Start;
            _tokens.Advance();
            var condition = ParseExpression();
            _tokens.Expect(Word.Then);
            branches.Add(new Branch { Condition = condition, Statements = ParseProgramStatements(), Span = _tokens.SpanFrom(first) });
        }

        ParseElse(branches);
        _tokens.Expect(Word.End);
        _tokens.Expect(Word.Case);
        return new ConditionalStatement { Operand = operand, Branches = branches.ToImmutable(), Span = _tokens.SpanFrom(start) };
    }

    private LoopStatement ParseLoop(int start, MySqlName? label)
    {
        var kind = _tokens.Keyword;
        _tokens.Advance();
        MySqlExpression? condition = null;
        if (kind == Word.While)
        {
            condition = ParseExpression();
            _tokens.Expect(Word.Do);
        }

        var statements = ParseProgramStatements();
        if (kind == Word.Repeat)
        {
            _tokens.Expect(Word.Until);
            condition = ParseExpression();
        }

        _tokens.Expect(Word.End);
        _tokens.Expect(kind);
        ParseEndLabel();
        return new LoopStatement { Label = label, Condition = condition, Statements = statements, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>FOR i IN [REVERSE] a..b, FOR r IN cursor[(…)], FOR r IN (query).</summary>
    private ForStatement ParseFor(int start, MySqlName? label)
    {
        _tokens.Expect(Word.For);
        var variable = ParseName();
        _tokens.Expect(Word.In);
        MySqlName? cursor = null;
        MySqlQuery? query = null;
        ImmutableArray<MySqlExpression> bounds = [];
        if (_tokens.At(Kind.OpenParenthesis) && AtQueryInParentheses() && !RangeFollowsParentheses())
        {
            _tokens.Advance();
            query = ParseQuery();
            _tokens.Expect(Kind.CloseParenthesis);
        }
        else if (AtForCursor())
        {
            cursor = ParseName();
            bounds = ParseArgumentList();
        }
        else
        {
            _ = _tokens.Accept(Word.Reverse);
            var from = ParseExpression();
            _tokens.Expect(Kind.DoubleDot);
            bounds = [from, ParseExpression()];
        }

        _tokens.Expect(Word.Do);
        var statements = ParseProgramStatements();
        _tokens.Expect(Word.End);
        _tokens.Expect(Word.For);
        ParseEndLabel();
        return new ForStatement
        {
            Label = label, Variable = variable, Bounds = bounds, Cursor = cursor, Query = query, Statements = statements, Span = _tokens.SpanFrom(start),
        };
    }

    /// <summary>A name, perhaps with arguments, and then DO.</summary>
    private bool AtForCursor()
    {
        if (_tokens.Kind is not (Kind.Word or Kind.QuotedName))
        {
            return false;
        }

        return _tokens.Peek(1).Keyword == Word.Do
            || (_tokens.Peek(1).Kind == Kind.OpenParenthesis && _tokens.Peek(ClosingParenthesis(1) + 1).Keyword == Word.Do);
    }

    private bool RangeFollowsParentheses() => _tokens.Peek(ClosingParenthesis(0) + 1).Keyword != Word.Do;

    /// <summary>How far ahead the parenthesis that opens at <paramref name="ahead"/> is closed.</summary>
    private int ClosingParenthesis(int ahead)
    {
        var depth = 0;
        for (var at = ahead; ; at++)
        {
            var token = _tokens.Peek(at);
            depth += token.Kind == Kind.OpenParenthesis ? 1 : token.Kind == Kind.CloseParenthesis ? -1 : 0;
            if (depth == 0 || token.Kind == Kind.End)
            {
                return at;
            }
        }
    }

    private CursorStatement ParseCursor()
    {
        var start = _tokens.Start;
        var verb = _tokens.Keyword switch
        {
            Word.Open => CursorVerb.Open,
            Word.Fetch => CursorVerb.Fetch,
            _ => CursorVerb.Close,
        };
        _tokens.Advance();
        if (verb != CursorVerb.Fetch)
        {
            var name = ParseName();
            var arguments = verb == CursorVerb.Open ? ParseArgumentList() : [];
            return new CursorStatement { Verb = verb, Cursor = name, Arguments = arguments, Span = _tokens.SpanFrom(start) };
        }

        if (IsMariaDb && _tokens.At(Word.Group, Word.Next))
        {
            // FETCH GROUP NEXT ROW of an aggregate function: the next row of what it is called over.
            var group = TakeWord();
            _tokens.Advance();
            _tokens.Expect(Word.Row);
            return new CursorStatement { Verb = verb, Cursor = group, Span = _tokens.SpanFrom(start) };
        }

        if (_tokens.Accept(Word.Next))
        {
            _tokens.Expect(Word.From);
        }
        else
        {
            _ = _tokens.Accept(Word.From);
        }

        var cursor = ParseName();
        _tokens.Expect(Word.Into);
        return new CursorStatement { Verb = verb, Cursor = cursor, Arguments = ParseList(ParseTarget), Span = _tokens.SpanFrom(start) };
    }

    private Declaration ParseDeclaration()
    {
        var start = _tokens.Start;
        _tokens.Expect(Word.Declare);
        if (_tokens.Keyword is Word.Continue or Word.Exit or Word.Undo && _tokens.Peek(1).Keyword == Word.Handler)
        {
            return ParseHandlerDeclaration(start);
        }

        var name = ParseName();
        if (_tokens.Accept(Word.Condition, Word.For))
        {
            ParseCondition();
            return new ConditionDeclaration { Name = name, Span = _tokens.SpanFrom(start) };
        }

        if (_tokens.Accept(Word.Cursor))
        {
            return ParseCursorDeclaration(start, name);
        }

        var names = ImmutableArray.CreateBuilder<MySqlName>(1);
        names.Add(name);
        while (_tokens.Accept(Kind.Comma))
        {
            names.Add(ParseName());
        }

        var (type, of) = ParseVariableType();
        var value = _tokens.Accept(Word.Default) || (IsMariaDb && _tokens.Accept(Kind.Assign)) ? ParseExpression() : null;
        return new VariableDeclaration { Names = names.ToImmutable(), Type = type, TypeOf = of, Default = value, Span = _tokens.SpanFrom(start) };
    }

    private CursorDeclaration ParseCursorDeclaration(int start, MySqlName name)
    {
        var parameters = IsMariaDb && _tokens.At(Kind.OpenParenthesis) ? ParseParameters(isFunction: true) : [];
        _tokens.Expect(Word.For);
        if (IsMariaDb && AtName() && IsEnd(_tokens.Peek(1)))
        {
            _ = ParseName();
            return new CursorDeclaration { Name = name, Parameters = parameters, Span = _tokens.SpanFrom(start) };
        }

        return new CursorDeclaration { Name = name, Parameters = parameters, Query = ParseStatement(), Span = _tokens.SpanFrom(start) };
    }

    /// <summary>CONTINUE HANDLER FOR conditions statement.</summary>
    private HandlerDeclaration ParseHandlerDeclaration(int start)
    {
        _tokens.Advance();
        _tokens.Advance();
        _tokens.Expect(Word.For);
        do
        {
            if (_tokens.Accept(Word.Sqlwarning) || _tokens.Accept(Word.Sqlexception))
            {
                continue;
            }

            if (_tokens.Accept(Word.Not))
            {
                _tokens.Expect(Word.Found);
            }
            else
            {
                ParseCondition();
            }
        }
        while (_tokens.Accept(Kind.Comma));
        return new HandlerDeclaration { Body = ParseProgramStatement(), Span = _tokens.SpanFrom(start) };
    }
}
