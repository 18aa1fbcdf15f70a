using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Sql.MySql;

/// <summary>
/// Follows a text token by token and tells which literals are neutral (architecture.md §2): replacing one by another of its class
/// changes nothing a statement touches or means. The rules are those of PostgreSQL's sibling: an operand of a comparison with a plain
/// column or of arithmetic with one, BETWEEN and LIKE against a column, an item of IN, of a row of VALUES, of SET, an argument of a
/// listed function, LIMIT. None in a select list: MySQL names a column after the expression's text, literals included.
/// </summary>
internal ref struct MySqlNeutralContext
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

    /// <param name="parentheses">Working space of <see cref="DepthLimit"/> bytes.</param>
    public MySqlNeutralContext(Span<byte> parentheses)
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
        LimitPassed,
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
    public readonly bool IsNeutral(MySqlToken token, MySqlToken next) => !_inSelectList && _state switch
    {
        State.Operand => Ends(next),
        State.OperandSign => token.IsNumber && Ends(next),
        State.Low => next.Keyword == MySqlKeyword.And,
        State.LowSign => token.IsNumber && next.Keyword == MySqlKeyword.And,
        State.Item => next.Kind is MySqlTokenKind.Comma or MySqlTokenKind.CloseParenthesis,
        State.ItemSign => token.IsNumber && next.Kind is MySqlTokenKind.Comma or MySqlTokenKind.CloseParenthesis,
        State.Limit => token.IsNumber && (Ends(next) || next.Keyword == MySqlKeyword.Offset),
        _ => false,
    };

    /// <summary>Moves past a token.</summary>
    /// <param name="isReserved">It is a word that can be no name.</param>
    /// <param name="isListed">It names a built-in function that reads nothing but its arguments, none of which names anything.</param>
    /// <param name="replaced">It was a literal that is neutral.</param>
    public void Advance(MySqlToken token, bool isReserved, bool isListed, bool replaced)
    {
        if (_statementStarts && !StatementMayStart(token))
        {
            Usable = false;
        }

        _state = token.Kind switch
        {
            MySqlTokenKind.Word => Word(token.Keyword, isReserved),
            MySqlTokenKind.QuotedName => Name(),
            MySqlTokenKind.Dot => _state == State.Column ? State.ColumnDot : State.Other,
            MySqlTokenKind.OpenParenthesis => Open(),
            MySqlTokenKind.CloseParenthesis => Close(),
            MySqlTokenKind.Comma => Comma(),
            MySqlTokenKind.Semicolon => Semicolon(),
            _ when replaced => _state is State.Low or State.LowSign ? State.LowPassed : _state == State.Limit ? State.LimitPassed : State.Other,
            _ => Operator(token.Kind),
        };
        _afterClose = token.Kind == MySqlTokenKind.CloseParenthesis;
        _callable = isListed && !_afterDot;
        _afterDot = token.Kind == MySqlTokenKind.Dot;
    }

    private static bool Ends(MySqlToken next) => next.Kind switch
    {
        MySqlTokenKind.End or MySqlTokenKind.Semicolon or MySqlTokenKind.CloseParenthesis or MySqlTokenKind.Comma => true,
        MySqlTokenKind.Word => next.Keyword is MySqlKeyword.And or MySqlKeyword.Or or MySqlKeyword.Order or MySqlKeyword.Group
            or MySqlKeyword.Having or MySqlKeyword.Limit or MySqlKeyword.For or MySqlKeyword.Returning or MySqlKeyword.Union
            or MySqlKeyword.Intersect or MySqlKeyword.Except or MySqlKeyword.Then or MySqlKeyword.When or MySqlKeyword.Else
            or MySqlKeyword.End or MySqlKeyword.Where or MySqlKeyword.Left or MySqlKeyword.Right or MySqlKeyword.Inner
            or MySqlKeyword.Join or MySqlKeyword.Cross or MySqlKeyword.Natural or MySqlKeyword.On or MySqlKeyword.Lock,
        _ => false,
    };

    private bool StatementMayStart(MySqlToken token)
    {
        if (token.Kind is MySqlTokenKind.OpenParenthesis or MySqlTokenKind.Semicolon)
        {
            return true;
        }

        _statementStarts = false;
        return token.Keyword is MySqlKeyword.Select or MySqlKeyword.Insert or MySqlKeyword.Replace or MySqlKeyword.Update
            or MySqlKeyword.Delete or MySqlKeyword.With or MySqlKeyword.Values or MySqlKeyword.Begin or MySqlKeyword.Start
            or MySqlKeyword.Commit or MySqlKeyword.Rollback or MySqlKeyword.Savepoint or MySqlKeyword.Release;
    }

    private State Word(MySqlKeyword keyword, bool isReserved)
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

        if (_state is State.Column or State.ColumnNot && Predicate(keyword) is var predicate and not State.Other)
        {
            return predicate;
        }

        if (_state == State.LowPassed && keyword == MySqlKeyword.And)
        {
            return State.Operand;
        }

        var isConstant = keyword is MySqlKeyword.Null or MySqlKeyword.True or MySqlKeyword.False or MySqlKeyword.Default;
        if (isReserved && !isConstant && _depth > 0)
        {
            // A query or a clause within a list: its items are no list items.
            _parentheses[_depth - 1] &= unchecked((byte)~Parenthesis.Kind);
        }

        return Clause(keyword, isReserved);
    }

    private State Clause(MySqlKeyword keyword, bool isReserved)
    {
        switch (keyword)
        {
            case MySqlKeyword.Select or MySqlKeyword.Returning:
                _inSelectList = true;
                _afterSelect = true;
                return State.Boundary;
            case MySqlKeyword.From:
                // Not that of TRIM and its like: the list goes on behind their parenthesis.
                _inSelectList &= !_afterSelect;
                return State.Other;
            case MySqlKeyword.Limit or MySqlKeyword.Offset:
                return State.Limit;
            case MySqlKeyword.Values or MySqlKeyword.Value:
                return State.ValuesWord;
            case MySqlKeyword.Where or MySqlKeyword.And or MySqlKeyword.Or or MySqlKeyword.Not or MySqlKeyword.On or MySqlKeyword.Having
                or MySqlKeyword.When or MySqlKeyword.Then or MySqlKeyword.Else or MySqlKeyword.Case or MySqlKeyword.By or MySqlKeyword.Set
                or MySqlKeyword.Update:
                return State.Boundary;
            default:
                return isReserved ? State.Other : Name();
        }
    }

    /// <summary>A keyword after a column that compares it.</summary>
    private readonly State Predicate(MySqlKeyword keyword) => keyword switch
    {
        MySqlKeyword.Not => _state == State.Column ? State.ColumnNot : State.Other,
        MySqlKeyword.Like => State.Operand,
        MySqlKeyword.In => State.InWord,
        MySqlKeyword.Between => State.Low,
        _ => State.Other,
    };

    private readonly State Name() =>
        _state is State.Boundary or State.Item or State.ColumnDot or State.Operand or State.RowComma ? State.Column : State.Other;

    private readonly State Operator(MySqlTokenKind kind)
    {
        var sign = kind is MySqlTokenKind.Minus or MySqlTokenKind.Plus;
        return _state switch
        {
            State.Column when IsComparison(kind) || IsArithmetic(kind) => State.Operand,
            State.Operand when sign => State.OperandSign,
            State.Low when sign => State.LowSign,
            State.Item when sign => State.ItemSign,
            _ => State.Other,
        };
    }

    private static bool IsComparison(MySqlTokenKind kind) =>
        kind is MySqlTokenKind.Equal or (>= MySqlTokenKind.NullSafeEqual and <= MySqlTokenKind.GreaterOrEqual);

    private static bool IsArithmetic(MySqlTokenKind kind) =>
        kind is MySqlTokenKind.Plus or MySqlTokenKind.Minus or MySqlTokenKind.Star or MySqlTokenKind.Slash or MySqlTokenKind.Percent;

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

        if (_state == State.LimitPassed)
        {
            return State.Limit;
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
        return State.Other;
    }
}
