using System.Globalization;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>The SET options of a session; <see cref="Fresh"/> is what login and reset give.</summary>
internal sealed record Settings
{
    public string DateFormat { get; init; } = "mdy";

    public int DateFirst { get; init; } = 7;

    public string Language { get; init; } = "us_english";

    public int LockTimeout { get; init; } = -1;

    /// <summary>Of clients that are neither ODBC nor OLE DB, and what 0 stands for.</summary>
    public const int ServerTextSize = 4096;

    public int TextSize { get; init; } = int.MaxValue;

    public long RowCount { get; init; }

    public string Isolation { get; init; } = "read committed";

    public int DeadlockPriority { get; init; }

    public byte[] ContextInfo { get; init; } = [];

    public bool QuotedIdentifier { get; init; } = true;

    public bool AnsiNulls { get; init; } = true;

    public bool AnsiPadding { get; init; } = true;

    public bool AnsiWarnings { get; init; } = true;

    public bool AnsiNullDefaultOn { get; init; } = true;

    public bool AnsiNullDefaultOff { get; init; }

    public bool ConcatNullYieldsNull { get; init; } = true;

    public bool ArithAbort { get; init; }

    public bool ArithIgnore { get; init; }

    public bool NumericRoundAbort { get; init; }

    public bool CursorCloseOnCommit { get; init; }

    public bool ImplicitTransactions { get; init; }

    public bool XactAbort { get; init; }

    public bool NoCount { get; init; }

    public bool NoExec { get; init; }

    public bool ParseOnly { get; init; }

    public bool FmtOnly { get; init; }

    public bool NoBrowseTable { get; init; }

    public static Settings Fresh(bool ansi, string language) => new()
    {
        QuotedIdentifier = ansi,
        AnsiNulls = ansi,
        AnsiPadding = ansi,
        AnsiWarnings = ansi,
        AnsiNullDefaultOn = ansi,
        ConcatNullYieldsNull = ansi,
        TextSize = ansi ? int.MaxValue : ServerTextSize,
        Language = language.Length == 0 ? "us_english" : language,
        DateFormat = FormatOf(language) ?? "mdy",
    };

    /// <summary>@@OPTIONS.</summary>
    public long Bits => Bit(ImplicitTransactions, 2) | Bit(CursorCloseOnCommit, 4) | Bit(AnsiWarnings, 8) | Bit(AnsiPadding, 16) | Bit(AnsiNulls, 32) | Bit(ArithAbort, 64)
        | Bit(ArithIgnore, 128) | Bit(QuotedIdentifier, 256) | Bit(NoCount, 512) | Bit(AnsiNullDefaultOn, 1024) | Bit(AnsiNullDefaultOff, 2048) | Bit(ConcatNullYieldsNull, 4096)
        | Bit(NumericRoundAbort, 8192) | Bit(XactAbort, 16384);

    /// <summary>The DATEFORMAT a language brings; null for one that this server does not have.</summary>
    public static string? FormatOf(string language) => language.ToLower(CultureInfo.InvariantCulture) switch
    {
        "us_english" or "english" or "" => "mdy",
        "british" or "british english" or "deutsch" or "german" or "français" or "french" or "español" or "spanish" or "italiano" or "italian" => "dmy",
        "한국어" or "korean" or "日本語" or "japanese" => "ymd",
        _ => null,
    };

    private static long Bit(bool on, long bit) => on ? bit : 0;
}
