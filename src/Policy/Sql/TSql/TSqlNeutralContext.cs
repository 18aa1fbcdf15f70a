using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>
/// Follows a text token by token and tells which literals are neutral (architecture.md §2): replacing one by another of its class
/// changes nothing a statement touches or means. The rules are those of the siblings: an operand of a comparison with a plain column or
/// of arithmetic with one, BETWEEN and LIKE against a column, an item of IN, of a row of VALUES, of SET, an argument of a listed
/// function, OFFSET and FETCH. None in a select list, where a literal may be a name. Statements need nothing between them: a word that
/// can begin one of another kind makes the text unusable wherever it stands.
/// </summary>
internal ref struct TSqlNeutralContext
{
    public const int DepthLimit = 512;

    private readonly Span<byte> _parentheses;
    private int _depth;
    private State _state;
    private Parenthesis _closed;
    private bool _afterClose;
    private bool _callable;
    private bool _afterDot;
    private bool _statementStarts;
    private bool _inSelectList;
    private bool _afterSelect;
    private bool _updates;

    /// <param name="parentheses">Working space of <see cref="DepthLimit"/> bytes.</param>
    public TSqlNeutralContext(Span<byte> parentheses)
    {
        _parentheses = parentheses;
        _statementStarts = true;
        Usable = true;
    }

    private enum State : byte
    {
        Other,

        /// <summary>An expression starts here.</summary>
        Boundary,
        Column,
        ColumnDot,
        ColumnNot,

        /// <summary>After a comparison or arithmetic operator whose left side is a column.</summary>
        Operand,
        OperandSign,
        Low,
        LowSign,
        LowPassed,
        InWord,
        ValuesWord,
        RowComma,

        /// <summary>An item of a list starts here.</summary>
        Item,
        ItemSign,
        Limit,
    }

    private enum Parenthesis : byte
    {
        Other,
        InList,
        Row,
        Arguments,

        /// <summary>The bits above.</summary>
        Kind = 15,

        /// <summary>Added to a kind: the parenthesis stands in a select list.</summary>
        InSelectList = 16,

        /// <summary>Added to a kind: there was a SELECT before the parenthesis, in the same one around.</summary>
        AfterSelect = 32,
    }

    /// <summary>False as soon as the text holds a statement of another kind, or is too deep: then no literal of it is neutral.</summary>
    public bool Usable { get; private set; }

    /// <summary>Whether the literal <paramref name="token"/> is neutral where it stands, given the token after it.</summary>
    public readonly bool IsNeutral(TSqlToken token, TSqlToken next, TSqlWord nextWord) => !_inSelectList && _state switch
    {
        State.Operand => Ends(next, nextWord),
        State.OperandSign => token.IsNumber && Ends(next, nextWord),
        State.Low => nextWord == TSqlWord.And,
        State.LowSign => token.IsNumber && nextWord == TSqlWord.And,
        State.Item => next.Kind is TSqlTokenKind.Comma or TSqlTokenKind.CloseParenthesis,
        State.ItemSign => token.IsNumber && next.Kind is TSqlTokenKind.Comma or TSqlTokenKind.CloseParenthesis,
        State.Limit => token.IsNumber && nextWord == TSqlWord.Rows,
        _ => false,
    };

    /// <summary>Moves past a token.</summary>
    /// <param name="word">What it is as a word.</param>
    /// <param name="sign">Its first character.</param>
    /// <param name="isListed">It names a built-in function that reads nothing but its arguments, none of which names anything.</param>
    /// <param name="replaced">It was a literal that is neutral.</param>
    public void Advance(TSqlToken token, TSqlWord word, char sign, bool isListed, bool replaced)
    {
        if (_statementStarts && !StatementMayStart(token, word))
        {
            Usable = false;
        }

        _state = token.Kind switch
        {
            TSqlTokenKind.Word => Word(word),
            TSqlTokenKind.QuotedName => Name(),
            TSqlTokenKind.Dot => _state == State.Column ? State.ColumnDot : State.Other,
            TSqlTokenKind.OpenParenthesis => Open(),
            TSqlTokenKind.CloseParenthesis => Close(),
            TSqlTokenKind.Comma => Comma(),
            TSqlTokenKind.Semicolon => Semicolon(),
            _ when replaced => _state is State.Low or State.LowSign ? State.LowPassed : State.Other,
            TSqlTokenKind.Operator => Operator(token, sign),
            _ => State.Other,
        };
        _afterClose = token.Kind == TSqlTokenKind.CloseParenthesis;
        _callable = isListed && !_afterDot;
        _afterDot = token.Kind == TSqlTokenKind.Dot;
    }

    private static bool Ends(TSqlToken next, TSqlWord word) => next.Kind switch
    {
        TSqlTokenKind.End or TSqlTokenKind.Semicolon or TSqlTokenKind.CloseParenthesis or TSqlTokenKind.Comma => true,
        TSqlTokenKind.Word => word is TSqlWord.And or TSqlWord.Or or TSqlWord.Ends or TSqlWord.Output or TSqlWord.From or TSqlWord.Where or TSqlWord.On
            or TSqlWord.Having or TSqlWord.When or TSqlWord.Then or TSqlWord.Else,
        _ => false,
    };

    private bool StatementMayStart(TSqlToken token, TSqlWord word)
    {
        if (token.Kind is TSqlTokenKind.OpenParenthesis or TSqlTokenKind.Semicolon)
        {
            return true;
        }

        _statementStarts = false;
        return word is TSqlWord.Select or TSqlWord.Insert or TSqlWord.Update or TSqlWord.Delete or TSqlWord.With or TSqlWord.Merge;
    }

    private State Word(TSqlWord word)
    {
        if (_state == State.ColumnDot)
        {
            // After a dot any word is a name.
            return State.Column;
        }

        if (_afterDot)
        {
            return State.Other;
        }

        if (_state is State.Column or State.ColumnNot && Predicate(word) is var predicate and not State.Other)
        {
            return predicate;
        }

        if (_state == State.LowPassed && word == TSqlWord.And)
        {
            return State.Operand;
        }

        if (word is not (TSqlWord.None or TSqlWord.Null or TSqlWord.Rows or TSqlWord.Limit) && _depth > 0)
        {
            // A query or a clause within a list: its items are no list items.
            _parentheses[_depth - 1] &= unchecked((byte)~Parenthesis.Kind);
        }

        return Clause(word);
    }

    private State Clause(TSqlWord word)
    {
        switch (word)
        {
            case TSqlWord.Select or TSqlWord.Output:
                _inSelectList = true;
                _afterSelect = true;
                return State.Boundary;
            case TSqlWord.From or TSqlWord.Into:
                _inSelectList &= !_afterSelect;
                return State.Other;
            case TSqlWord.Limit:
                return State.Limit;
            case TSqlWord.Values:
                _inSelectList = false;
                return State.ValuesWord;
            case TSqlWord.Update:
                _updates = true;
                return State.Boundary;
            case TSqlWord.Set:
                // Not behind UPDATE it begins a statement of its own.
                Usable &= _updates;
                _updates = false;
                return State.Boundary;
            case TSqlWord.Where:
                _inSelectList &= !_afterSelect;
                return State.Boundary;
            case TSqlWord.And or TSqlWord.Or or TSqlWord.Not or TSqlWord.On or TSqlWord.Having or TSqlWord.When or TSqlWord.Then
                or TSqlWord.Else or TSqlWord.Case or TSqlWord.By:
                return State.Boundary;
            case TSqlWord.Foreign:
                Usable = false;
                return State.Other;
            default:
                return word == TSqlWord.None ? Name() : State.Other;
        }
    }

    /// <summary>A keyword after a column that compares it.</summary>
    private readonly State Predicate(TSqlWord word) => word switch
    {
        TSqlWord.Not => _state == State.Column ? State.ColumnNot : State.Other,
        TSqlWord.Like => State.Operand,
        TSqlWord.In => State.InWord,
        TSqlWord.Between => State.Low,
        _ => State.Other,
    };

    private readonly State Name() =>
        _state is State.Boundary or State.Item or State.ColumnDot or State.Operand or State.RowComma ? State.Column : State.Other;

    /// <summary>Comparisons of two signs (<c>&lt;=</c>) are two tokens.</summary>
    private readonly State Operator(TSqlToken token, char sign) => _state switch
    {
        State.Column when token.Length == 1 && sign is '=' or '<' or '>' or '!' or '+' or '-' or '*' or '/' or '%' => State.Operand,
        State.Operand when sign is '=' or '>' or '<' => State.Operand,
        State.Operand when sign is '-' or '+' => State.OperandSign,
        State.Low when sign is '-' or '+' => State.LowSign,
        State.Item when sign is '-' or '+' => State.ItemSign,
        _ => State.Other,
    };

    private State Open()
    {
        if (_depth == DepthLimit)
        {
            Usable = false;
            return State.Other;
        }

        var kind = _state switch
        {
            State.InWord => Parenthesis.InList,
            State.ValuesWord or State.RowComma => Parenthesis.Row,
            _ => _callable ? Parenthesis.Arguments : Parenthesis.Other,
        };
        _parentheses[_depth++] = (byte)(kind | (_inSelectList ? Parenthesis.InSelectList : 0) | (_afterSelect ? Parenthesis.AfterSelect : 0));
        _afterSelect = false;
        return kind == Parenthesis.Other ? State.Boundary : State.Item;
    }

    private State Close()
    {
        var opened = _depth > 0 ? (Parenthesis)_parentheses[--_depth] : Parenthesis.Other;
        _closed = opened & Parenthesis.Kind;
        _inSelectList = (opened & Parenthesis.InSelectList) != 0;
        _afterSelect = (opened & Parenthesis.AfterSelect) != 0;
        return State.Other;
    }

    private readonly State Comma()
    {
        if (_afterClose && _closed == Parenthesis.Row)
        {
            return State.RowComma;
        }

        return _depth > 0 && ((Parenthesis)_parentheses[_depth - 1] & Parenthesis.Kind) != Parenthesis.Other ? State.Item : State.Boundary;
    }

    private State Semicolon()
    {
        // Within parentheses a semicolon ends no statement of this text.
        Usable &= _depth == 0;
        _statementStarts = true;
        _inSelectList = false;
        _afterSelect = false;
        _updates = false;
        return State.Other;
    }
}
