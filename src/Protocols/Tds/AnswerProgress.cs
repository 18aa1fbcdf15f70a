namespace ProxyDb.Protocols.Tds;

/// <summary>Where the answer to the head of <see cref="ExpectedResponses"/> stands, and what was seen of the call that is answered now.</summary>
internal sealed class AnswerProgress
{
    /// <summary>Values that have come back of the call.</summary>
    public int Outputs { get; set; }

    /// <summary>Number of the first error; 0: none.</summary>
    public int Error { get; set; }

    /// <summary>The last DONE says that its statement has failed, or that all was stopped.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Rows that statements have changed.</summary>
    public long Affected { get; set; }

    /// <summary>Columns were announced, and their DONE has not come.</summary>
    public bool IsInResult { get; set; }

    /// <summary>There was a result with columns.</summary>
    public bool HasResult { get; set; }

    /// <summary>A handle of a cursor has come.</summary>
    public bool HasCursor { get; set; }

    /// <summary>An Attention was acknowledged within the message.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Number that the gateway's own request has asked for.</summary>
    public long OwnNumber { get; set; }

    /// <summary>The answer to another call begins.</summary>
    public void BeginPart()
    {
        (Outputs, Error, Affected) = (0, 0, 0);
        (HasFailed, IsInResult, HasResult, HasCursor) = (false, false, false, false);
    }

    /// <summary>A message begins.</summary>
    public void Begin()
    {
        BeginPart();
        (IsAcknowledged, OwnNumber) = (false, 0);
    }
}
