using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>An open cursor of a prepared statement: what was decided and announced when it was opened goes with each fetch.</summary>
internal sealed class StatementCursor(JudgedText judged, SentText? sent, long ticket)
{
    public JudgedText Judged { get; set; } = judged;

    /// <summary>What was sent in the text's place when it was opened.</summary>
    public SentText? Sent { get; } = sent;

    /// <summary>The definitions of its columns as they came, for masks; empty where nothing is masked.</summary>
    public byte[] Announcement { get; init; } = [];

    public int ColumnCount { get; init; }

    /// <summary>When its execution was sent (<see cref="IGatewaySession.Now"/>).</summary>
    public long OpenedAt { get; init; }

    /// <summary>Open audit record; 0: closed.</summary>
    public long Ticket { get; set; } = ticket;

    public long Rows { get; set; }

    public long Bytes { get; set; }

    /// <summary>Stopwatch ticks its execution and fetches took.</summary>
    public long Ticks { get; set; }
}
