using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;
using Kind = ProxyDb.Policy.Sql.MySql.Parsing.MySqlTokenKind;
using Word = ProxyDb.Policy.Sql.MySql.Parsing.MySqlKeyword;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>CREATE PROCEDURE, FUNCTION, TRIGGER, EVENT.</summary>
internal sealed partial class MySqlParser
{
    private CreateTrigger ParseTrigger(int start, AccountName? definer)
    {
        _tokens.Expect(Word.Trigger);
        ParseIfNotExists();
        var trigger = ParseQualifiedName();
        if (!_tokens.Accept(Word.Before))
        {
            _tokens.Expect(Word.After);
        }

        // Several events of MariaDB 12.
        do
        {
            if (!_tokens.Accept(Word.Insert) && !_tokens.Accept(Word.Delete))
            {
                _tokens.Expect(Word.Update);
                if (_tokens.Accept(Word.Of))
                {
                    _ = ParseList(ParseName);
                }
            }
        }
        while (IsMariaDb && _tokens.Accept(Word.Or));
        _tokens.Expect(Word.On);
        var table = ParseQualifiedName();
        _tokens.Expect(Word.For);
        _tokens.Expect(Word.Each);
        _tokens.Expect(Word.Row);
        if (_tokens.Accept(Word.Follows) || _tokens.Accept(Word.Precedes))
        {
            _ = ParseNameOrString();
        }

        return new CreateTrigger { Trigger = trigger, Table = table, Definer = definer, Body = ParseProgramStatement(), Span = _tokens.SpanFrom(start) };
    }

    private EventStatement ParseEvent(int start, bool isAlter, AccountName? definer)
    {
        _tokens.Expect(Word.Event);
        _ = isAlter ? ParseIfExists() : ParseIfNotExists();
        var name = ParseQualifiedName();
        var schedule = ImmutableArray.CreateBuilder<MySqlExpression>();
        if (_tokens.Accept(Word.On, Word.Schedule))
        {
            ParseSchedule(schedule);
        }
        else if (!isAlter)
        {
            throw _tokens.Fault();
        }

        ParseEventCompletion();
        QualifiedName? newName = null;
        if (isAlter && _tokens.Accept(Word.Rename))
        {
            _tokens.Expect(Word.To);
            newName = ParseQualifiedName();
        }

        ParseEventStatus();
        var body = _tokens.Accept(Word.Do) ? ParseProgramStatement() : isAlter ? null : throw _tokens.Fault();
        return new EventStatement
        {
            IsAlter = isAlter,
            Event = name,
            Definer = definer,
            Schedule = schedule.ToImmutable(),
            NewName = newName,
            Body = body,
            Span = _tokens.SpanFrom(start),
        };
    }

    private void ParseSchedule(ImmutableArray<MySqlExpression>.Builder schedule)
    {
        if (_tokens.Accept(Word.At))
        {
            schedule.Add(ParseExpression());
            return;
        }

        _tokens.Expect(Word.Every);
        schedule.Add(ParseExpression());
        _ = TakeWord();
        if (_tokens.Accept(Word.Starts))
        {
            schedule.Add(ParseExpression());
        }

        if (_tokens.Accept(Word.Ends))
        {
            schedule.Add(ParseExpression());
        }
    }

    /// <summary>[ON COMPLETION [NOT] PRESERVE]</summary>
    private void ParseEventCompletion()
    {
        if (_tokens.Accept(Word.On))
        {
            _tokens.Expect(Word.Completion);
            _ = _tokens.Accept(Word.Not);
            _tokens.Expect(Word.Preserve);
        }
    }

    /// <summary>[ENABLE | DISABLE [ON SLAVE]] [COMMENT text]</summary>
    private void ParseEventStatus()
    {
        if (!_tokens.Accept(Word.Enable) && _tokens.Accept(Word.Disable) && _tokens.Accept(Word.On))
        {
            _ = TakeWord();
        }

        if (_tokens.Accept(Word.Comment))
        {
            _ = ParseString();
        }
    }

    private CreateRoutine ParseRoutine(int start, AccountName? definer)
    {
        var isFunction = _tokens.At(Word.Function);
        _tokens.Advance();
        ParseIfNotExists();
        var routine = ParseQualifiedName();
        if (isFunction && _tokens.At(Word.Returns))
        {
            return ParseLibraryFunction(start, routine);
        }

        var parameters = ParseParameters(isFunction);
        if (isFunction)
        {
            if (!_tokens.Accept(Word.Returns))
            {
                _tokens.Expect(Word.Return);
            }

            _ = ParseVariableType();
        }

        var language = ParseCharacteristics();
        var body = language == "SQL" ? ParseProgramStatement() : null;
        if (body is null)
        {
            _tokens.Expect(Word.As);
            SkipItem();
        }

        return new CreateRoutine
        {
            IsFunction = isFunction,
            Routine = routine,
            Parameters = parameters,
            Definer = definer,
            Language = language,
            Body = body,
            Span = _tokens.SpanFrom(start),
        };
    }

    /// <summary>RETURNS STRING SONAME 'library'.</summary>
    private CreateRoutine ParseLibraryFunction(int start, QualifiedName routine)
    {
        _tokens.Expect(Word.Returns);
        _ = TakeWord();
        _tokens.Expect(Word.Soname);
        var library = ParseString();
        return new CreateRoutine { IsFunction = true, Routine = routine, Library = library, Span = _tokens.SpanFrom(start) };
    }

    private ImmutableArray<RoutineParameter> ParseParameters(bool isFunction)
    {
        _tokens.Expect(Kind.OpenParenthesis);
        var parameters = ImmutableArray.CreateBuilder<RoutineParameter>();
        if (!_tokens.At(Kind.CloseParenthesis))
        {
            do
            {
                parameters.Add(ParseParameter(isFunction));
            }
            while (_tokens.Accept(Kind.Comma));
        }

        _tokens.Expect(Kind.CloseParenthesis);
        return parameters.ToImmutable();
    }

    private RoutineParameter ParseParameter(bool isFunction)
    {
        var start = _tokens.Start;
        var isOut = false;
        if ((!isFunction || IsMariaDb) && _tokens.Keyword is Word.In or Word.Out or Word.Inout)
        {
            isOut = !_tokens.At(Word.In);
            _tokens.Advance();
        }

        var name = ParseName();
        var (type, of) = ParseVariableType();
        var value = IsMariaDb && (_tokens.Accept(Word.Default) || _tokens.Accept(Kind.Assign)) ? ParseExpression() : null;
        return new RoutineParameter { Name = name, IsOut = isOut, Type = type, TypeOf = of, Default = value, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>A type; MariaDB also TYPE OF column, ROW TYPE OF table and ROW (fields).</summary>
    private (DataType? Type, QualifiedName? Of) ParseVariableType()
    {
        if (IsMariaDb && _tokens.At(Word.Row) && _tokens.Peek(1).Kind == Kind.OpenParenthesis)
        {
            _tokens.Advance();
            SkipParentheses();
            return (null, null);
        }

        var isRow = IsMariaDb && _tokens.At(Word.Row, Word.Type);
        if (isRow || (IsMariaDb && _tokens.At(Word.Type, Word.Of)))
        {
            if (isRow)
            {
                _tokens.Advance();
            }

            _tokens.Advance();
            _tokens.Expect(Word.Of);
            return (null, ParseTypeOwner(isRow));
        }

        var type = ParseColumnType();
        if (_tokens.Accept(Word.Collate))
        {
            _ = ParseCharacterSetName();
        }

        return (type, null);
    }

    /// <summary>Up to three names: of a column the last one, of a row none is left out.</summary>
    private QualifiedName? ParseTypeOwner(bool isRow)
    {
        var start = _tokens.Start;
        var first = ParseName();
        if (!_tokens.Accept(Kind.Dot))
        {
            return isRow ? new QualifiedName { Name = first, Span = _tokens.SpanFrom(start) } : null;
        }

        var second = ParseName();
        if (!_tokens.Accept(Kind.Dot))
        {
            return isRow
                ? new QualifiedName { Schema = first, Name = second, Span = _tokens.SpanFrom(start) }
                : new QualifiedName { Name = first, Span = first.Span };
        }

        _ = ParseName();
        return new QualifiedName { Schema = first, Name = second, Span = _tokens.SpanFrom(start) };
    }

    /// <summary>Characteristics of a routine; its language.</summary>
    private string ParseCharacteristics()
    {
        var language = "SQL";
        while (true)
        {
            switch (_tokens.Keyword)
            {
                case Word.Comment:
                    _tokens.Advance();
                    _ = ParseString();
                    break;
                case Word.Language:
                    _tokens.Advance();
                    language = TakeWord().Text.ToUpperInvariant();
                    break;
                case Word.No or Word.Contains when _tokens.Peek(1).Keyword == Word.Sql:
                    _tokens.Advance();
                    _tokens.Advance();
                    break;
                case Word.Reads or Word.Modifies:
                    _tokens.Advance();
                    _tokens.Expect(Word.Sql);
                    _tokens.Expect(Word.Data);
                    break;
                case Word.Not:
                    _tokens.Advance();
                    _tokens.Expect(Word.Deterministic);
                    break;
                case Word.Deterministic:
                    _tokens.Advance();
                    break;
                case Word.Sql when _tokens.Peek(1).Keyword == Word.Security:
                    ParseSecurity();
                    break;
                default:
                    return language;
            }
        }
    }
}
