namespace ProxyDb.Host.Audit.Review;

/// <summary>The first record of a writer's log that is not as it must be.</summary>
/// <param name="Line">1-based; 0 when the file as a whole is meant.</param>
/// <param name="Seq">Null when the line has no number that can be read.</param>
internal sealed record BadRecord(string File, long Line, long? Seq, string Problem);

/// <summary>What was found of one writer.</summary>
internal sealed class WriterReport(string writer)
{
    public string Writer { get; } = writer;

    public int Files { get; set; }

    public long Records { get; set; }

    public long FirstSeq { get; set; }

    public long LastSeq { get; set; }

    public string LastHash { get; set; } = "";

    /// <summary>Number of the last record that a signature covers.</summary>
    public long LastSigned { get; set; }

    /// <summary>Number of the last record that an anchor known elsewhere covers; null without one.</summary>
    public long? LastAnchor { get; set; }

    public SortedSet<string> KeyIds { get; } = [];

    public BadRecord? Bad { get; set; }

    public long Unsigned => LastSeq - LastSigned;

    public long Unanchored => LastAnchor is { } anchor ? LastSeq - anchor : Records;
}

/// <summary>The answer of <c>proxydb audit verify</c>.</summary>
internal sealed class VerificationReport
{
    public List<WriterReport> Writers { get; } = [];

    /// <summary>What a reader should know although it is not wrong.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Bytes of lines, before compression.</summary>
    public long Bytes { get; set; }

    public bool Holds => Writers.TrueForAll(w => w.Bad is null);
}

/// <summary>A record known elsewhere.</summary>
internal sealed record Anchor(string Writer, long Seq, string Hash)
{
    /// <summary><c>WRITER:SEQ:HASH</c>.</summary>
    /// <exception cref="FormatException">Another form.</exception>
    public static Anchor Parse(string text)
    {
        var hash = text.LastIndexOf(':');
        var seq = hash <= 0 ? -1 : text.LastIndexOf(':', hash - 1);
        return seq > 0 && text.Length - hash == 65 && long.TryParse(text.AsSpan(seq + 1, hash - seq - 1), out var number)
            ? new Anchor(text[..seq], number, text[(hash + 1)..])
            : throw new FormatException($"`{text}` is not an anchor: give WRITER:SEQ:HASH");
    }
}
