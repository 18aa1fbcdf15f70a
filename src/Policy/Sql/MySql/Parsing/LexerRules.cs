namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>What of a session decides how a text is scanned.</summary>
internal readonly struct LexerRules
{
    private readonly bool _noBreakSpace;
    private readonly bool _refusesHigh;

    private LexerRules(MySqlSession session)
    {
        Server = session.Server;
        IsMariaDb = session.Server?.IsMariaDb ?? true;
        AnsiQuotes = (session.Modes & MySqlModes.AnsiQuotes) != 0;
        NoBackslashEscapes = (session.Modes & MySqlModes.NoBackslashEscapes) != 0;
        IgnoreSpace = (session.Modes & MySqlModes.IgnoreSpace) != 0;
        _noBreakSpace = session.CharacterSet == "latin1";
        _refusesHigh = !_noBreakSpace && !CharacterSets.IsMultiByte(session.CharacterSet);
    }

    /// <summary>Null: not known; executable comments are refused then.</summary>
    public MySqlServer? Server { get; }

    /// <summary>True too when the server is not known.</summary>
    public bool IsMariaDb { get; }

    public bool AnsiQuotes { get; }

    public bool NoBackslashEscapes { get; }

    public bool IgnoreSpace { get; }

    /// <summary>Optimizer hints are read: MySQL, and MariaDB from 12.0 on.</summary>
    public bool HasHints => !IsMariaDb || Server is { Number: >= 120000 };

    public static LexerRules Of(MySqlSession session) => new(session);

    /// <summary>Byte A0 is white space where a character set of one byte says so, and no part of a name.</summary>
    public bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r') || (c == '\u00A0' && _noBreakSpace);

    /// <summary>Letters, digits, underscore, dollar, and everything beyond ASCII.</summary>
    public bool IsNamePart(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) || c is '_' or '$' : !IsSpace(c) && !IsDoubtful(c);

    /// <summary>White space or control in some character sets of one byte, a letter in others: refused outside of quotes.</summary>
    public bool IsDoubtful(char c) => c is >= '\u0080' and <= '\u00A0' && _refusesHigh;

    /// <summary>What must follow <c>--</c> for a comment.</summary>
    public bool StartsComment(char c) => IsSpace(c) || c < ' ' || c == '\u007F';
}
