namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Follows a text token by token and tells which literals are neutral (architecture.md §2): replacing one by another of its
/// class changes nothing a statement touches or means. It is an allow-list over the tokens on both sides:
/// an operand of a comparison with a plain column or of arithmetic with one, BETWEEN and LIKE against a column, an item of
/// IN after a column, of a row of VALUES, of SET, an argument of a listed function, LIMIT and OFFSET. Only in SELECT, INSERT,
/// UPDATE, DELETE, MERGE, VALUES and WITH; anything this does not recognise is not neutral.
/// </summary>
internal ref struct PostgresNeutralContext
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

    /// <param name="parentheses">Working space of <see cref="DepthLimit"/> bytes.</param>
    public PostgresNeutralContext(Span<byte> parentheses)
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
    }

    /// <summary>False as soon as the text holds a statement of another kind, or is too deep: then no literal of it is neutral.</summary>
    public bool Usable { get; private set; }

    /// <summary>Whether the literal <paramref name="token"/> is neutral where it stands, given the token after it.</summary>
    public readonly bool IsNeutral(ReadOnlySpan<byte> text, PostgresToken token, PostgresToken next) => _state switch
    {
        State.Operand => Ends(text, next),
        State.OperandSign => token.IsNumber && Ends(text, next),
        State.Low => (PostgresWords.Of(text, next) & PostgresWord.And) != 0,
        State.LowSign => token.IsNumber && (PostgresWords.Of(text, next) & PostgresWord.And) != 0,
        State.Item => next.Kind is PostgresTokenKind.Comma or PostgresTokenKind.CloseParenthesis,
        State.ItemSign => token.IsNumber && next.Kind is PostgresTokenKind.Comma or PostgresTokenKind.CloseParenthesis,
        State.Limit => token.IsNumber && Ends(text, next),
        _ => false,
    };

    /// <summary>Moves past a token.</summary>
    /// <param name="replaced">It was a literal that is neutral.</param>
    public void Advance(ReadOnlySpan<byte> text, PostgresToken token, bool replaced)
    {
        if (_statementStarts && !StatementMayStart(text, token))
        {
            Usable = false;
        }

        _state = token.Kind switch
        {
            PostgresTokenKind.Identifier => Word(PostgresWords.Of(token.Bytes(text))),
            PostgresTokenKind.QuotedIdentifier => Name(),
            PostgresTokenKind.Dot => _state == State.Column ? State.ColumnDot : State.Other,
            PostgresTokenKind.Operator => Operator(token.Bytes(text)),
            PostgresTokenKind.OpenParenthesis => Open(),
            PostgresTokenKind.CloseParenthesis => Close(),
            PostgresTokenKind.Comma => Comma(),
            PostgresTokenKind.Semicolon => Semicolon(),
            _ => replaced && _state is State.Low or State.LowSign ? State.LowPassed : State.Other,
        };
        _afterClose = token.Kind == PostgresTokenKind.CloseParenthesis;
        _callable = token.Kind == PostgresTokenKind.Identifier && !_afterDot && (PostgresWords.Of(text, token) & PostgresWord.ListedFunction) != 0;
        _afterDot = token.Kind == PostgresTokenKind.Dot;
    }

    private static bool Ends(ReadOnlySpan<byte> text, PostgresToken next) =>
        next.Kind is PostgresTokenKind.End or PostgresTokenKind.Semicolon or PostgresTokenKind.CloseParenthesis or PostgresTokenKind.Comma
        || (PostgresWords.Of(text, next) & PostgresWord.Terminator) != 0;

    private bool StatementMayStart(ReadOnlySpan<byte> text, PostgresToken token)
    {
        if (token.Kind is PostgresTokenKind.OpenParenthesis or PostgresTokenKind.Semicolon)
        {
            return true;
        }

        _statementStarts = false;
        return (PostgresWords.Of(text, token) & (PostgresWord.Neutral | PostgresWord.Transaction)) != 0;
    }

    private State Word(PostgresWord word)
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

        if (_state == State.LowPassed && (word & PostgresWord.And) != 0)
        {
            return State.Operand;
        }

        if ((word & (PostgresWord.Reserved | PostgresWord.Values)) != 0 && (word & PostgresWord.Constant) == 0 && _depth > 0)
        {
            // A query or a clause within a list: its items are no list items.
            _parentheses[_depth - 1] = (byte)Parenthesis.Other;
        }

        return (word & PostgresWord.Limit) != 0 ? State.Limit
            : (word & PostgresWord.Values) != 0 ? State.ValuesWord
            : (word & PostgresWord.Boundary) != 0 ? State.Boundary
            : (word & PostgresWord.Reserved) != 0 ? State.Other
            : Name();
    }

    /// <summary>A keyword after a column that compares it.</summary>
    private readonly State Predicate(PostgresWord word) =>
        (word & PostgresWord.Not) != 0 && _state == State.Column ? State.ColumnNot
        : (word & PostgresWord.Like) != 0 ? State.Operand
        : (word & PostgresWord.In) != 0 ? State.InWord
        : (word & PostgresWord.Between) != 0 ? State.Low
        : State.Other;

    private readonly State Name() =>
        _state is State.Boundary or State.Item or State.ColumnDot or State.Operand ? State.Column : State.Other;

    private readonly State Operator(ReadOnlySpan<byte> symbol)
    {
        var sign = symbol.Length == 1 && symbol[0] is (byte)'-' or (byte)'+';
        return _state switch
        {
            State.Column when IsComparison(symbol) || IsArithmetic(symbol) => State.Operand,
            State.Operand when sign => State.OperandSign,
            State.Low when sign => State.LowSign,
            State.Item when sign => State.ItemSign,
            _ => State.Other,
        };
    }

    private static bool IsComparison(ReadOnlySpan<byte> symbol) =>
        symbol.Length == 1 ? symbol[0] is (byte)'=' or (byte)'<' or (byte)'>'
        : symbol.SequenceEqual("<>"u8) || symbol.SequenceEqual("!="u8) || symbol.SequenceEqual("<="u8) || symbol.SequenceEqual(">="u8);

    private static bool IsArithmetic(ReadOnlySpan<byte> symbol) =>
        symbol.Length == 1 && symbol[0] is (byte)'+' or (byte)'-' or (byte)'*' or (byte)'/' or (byte)'%';

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
        _parentheses[_depth++] = (byte)kind;
        return kind == Parenthesis.Other ? State.Boundary : State.Item;
    }

    private State Close()
    {
        _closed = _depth > 0 ? (Parenthesis)_parentheses[--_depth] : Parenthesis.Other;
        return State.Other;
    }

    private readonly State Comma()
    {
        if (_afterClose && _closed == Parenthesis.Row)
        {
            return State.RowComma;
        }

        return _depth > 0 && (Parenthesis)_parentheses[_depth - 1] != Parenthesis.Other ? State.Item : State.Boundary;
    }

    private State Semicolon()
    {
        // Within parentheses (rules, SQL bodies) a semicolon ends no statement of this text.
        Usable &= _depth == 0;
        _statementStarts = true;
        return State.Other;
    }
}
