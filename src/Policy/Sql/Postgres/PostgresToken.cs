namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Tokens of PostgreSQL's scan.l. Keywords are identifiers here; see <see cref="PostgresToken.Is"/>.</summary>
public enum PostgresTokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>What the server's scanner refuses: an unterminated literal, a bad escape, junk after a number …</summary>
    Invalid,

    Identifier,

    /// <summary><c>"…"</c></summary>
    QuotedIdentifier,

    /// <summary><c>U&amp;"…"</c>; a following UESCAPE is a token of its own.</summary>
    UnicodeIdentifier,

    /// <summary>Digits only, of any length: the grammar makes it int4 or, when too large, numeric text.</summary>
    Integer,

    /// <summary>With a point or an exponent.</summary>
    Numeric,

    /// <summary><c>'…'</c>, with all its continuations on following lines.</summary>
    String,

    /// <summary><c>E'…'</c>, and plain literals with standard_conforming_strings off.</summary>
    EscapeString,

    /// <summary><c>U&amp;'…'</c></summary>
    UnicodeString,

    /// <summary><c>N'…'</c></summary>
    NationalString,

    /// <summary><c>$tag$…$tag$</c></summary>
    DollarString,

    /// <summary><c>B'…'</c></summary>
    BitString,

    /// <summary><c>X'…'</c></summary>
    HexString,

    /// <summary><c>$n</c></summary>
    Parameter,

    /// <summary>An operator of the class Op, or one of <c>&lt;= &gt;= &lt;&gt; != =&gt;</c> and the one-character operators.</summary>
    Operator,

    /// <summary><c>::</c></summary>
    Typecast,

    /// <summary><c>:=</c></summary>
    ColonEquals,

    /// <summary><c>..</c></summary>
    DotDot,

    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Semicolon,
    Colon,
    Dot,
}

/// <summary>A token and its place in the text, in bytes. White space and comments are in no token.</summary>
public readonly record struct PostgresToken(PostgresTokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    public bool IsString => Kind is >= PostgresTokenKind.String and <= PostgresTokenKind.HexString;

    public bool IsNumber => Kind is PostgresTokenKind.Integer or PostgresTokenKind.Numeric;

    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> text) => text.Slice(Start, Length);

    /// <summary>Whether this is the given keyword, written in any case and without quotes.</summary>
    /// <param name="upper">The keyword in upper case ASCII.</param>
    public bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> upper)
    {
        if (Kind != PostgresTokenKind.Identifier || Length != upper.Length)
        {
            return false;
        }

        var bytes = text.Slice(Start, Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if ((b is >= (byte)'a' and <= (byte)'z' ? b - 32 : b) != upper[i])
            {
                return false;
            }
        }

        return true;
    }
}
