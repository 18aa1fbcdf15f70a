namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal enum MySqlTokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>What the server's scanner refuses: an unterminated literal or comment, a control character, odd hex digits …</summary>
    Invalid,

    /// <summary>A name or keyword without quotes. <see cref="MySqlToken.Keyword"/> is None where the server looks up no keyword.</summary>
    Word,

    /// <summary><c>`…`</c>, and <c>"…"</c> with ANSI_QUOTES.</summary>
    QuotedName,

    /// <summary><c>'…'</c>, and <c>"…"</c> without ANSI_QUOTES. Adjacent literals are tokens of their own.</summary>
    String,

    /// <summary><c>N'…'</c></summary>
    NationalString,

    /// <summary><c>_utf8mb4</c>: a word that names a character set; a literal must follow.</summary>
    Introducer,

    Integer,
    Decimal,
    Float,

    /// <summary><c>0x…</c>, <c>x'…'</c></summary>
    Hex,

    /// <summary><c>0b…</c>, <c>b'…'</c></summary>
    Bit,

    /// <summary><c>?</c></summary>
    Parameter,

    /// <summary><c>@</c>; what follows is a <see cref="HostName"/> (perhaps empty), a string or a quoted name.</summary>
    At,

    /// <summary>Letters, digits, <c>. _ $</c> directly after <c>@</c>: name of a user variable or host.</summary>
    HostName,

    /// <summary><c>@@</c></summary>
    DoubleAt,

    /// <summary><c>/*+ … */</c> after SELECT, INSERT, REPLACE, UPDATE or DELETE; only for MySQL.</summary>
    Hint,

    /// <summary><c>\N</c> of MariaDB: NULL.</summary>
    NullEscape,

    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    CloseBrace,
    Comma,
    Semicolon,
    Dot,

    /// <summary><c>..</c> of MariaDB, between the bounds of FOR.</summary>
    DoubleDot,
    Colon,

    /// <summary><c>:=</c></summary>
    Assign,
    Equal,

    /// <summary>&lt;=&gt;</summary>
    NullSafeEqual,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    ShiftLeft,
    ShiftRight,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Ampersand,
    DoubleAmpersand,
    Pipe,
    DoublePipe,
    Caret,
    Tilde,
    Exclamation,

    /// <summary><c>-&gt;</c> of MySQL</summary>
    Arrow,

    /// <summary><c>-&gt;&gt;</c> of MySQL</summary>
    DoubleArrow,
}

/// <summary>A token and its place in the text, in UTF-16 code units. White space and comments are in no token.</summary>
internal readonly record struct MySqlToken(MySqlTokenKind Kind, MySqlKeyword Keyword, int Start, int Length)
{
    public int End => Start + Length;

    public SourceSpan Span => new(Start, Length);

    public bool IsString => Kind is MySqlTokenKind.String or MySqlTokenKind.NationalString;

    public bool IsNumber => Kind is MySqlTokenKind.Integer or MySqlTokenKind.Decimal or MySqlTokenKind.Float;

    public ReadOnlySpan<char> Text(string text) => text.AsSpan(Start, Length);
}
