namespace ProxyDb.Host.Gateway;

/// <summary>What the effects of a text mean for the messages around it.</summary>
[Flags]
internal enum EffectTraits
{
    None = 0,

    /// <summary>Completions must be applied; followers need not wait.</summary>
    Lasting = 1,

    /// <summary>Decides what a following statement means or may do: it waits for this one's end.</summary>
    HoldsFollowers = 2,

    /// <summary>Followers wait if the transaction changed such things.</summary>
    EndsTransaction = 4,
    ForgetsStatements = 8,
    CopiesIn = 16,
    ReadsSequence = 32,
    AdvancesSequences = 64,

    /// <summary>Runs a statement that the session prepared or declared before: decided with it.</summary>
    NeedsBody = 128,

    /// <summary>A setting that decides meaning or rights gets a value nobody can know: refused.</summary>
    SetsUnknown = 256,

    /// <summary>PREPARE or DEALLOCATE of a name.</summary>
    NamesStatements = 512,

    /// <summary>A setting gets a computed value, which only a server that reports settings tells.</summary>
    SetsComputed = 1024,

    /// <summary>Reads what an earlier text has left behind for the next statement.</summary>
    ReadsLastResult = 2048,

    /// <summary>Ends a prepared branch: whose it is decides.</summary>
    EndsBranch = 4096,

    /// <summary>Ends the server's reports of settings where something of the same text could only be known by them: refused.</summary>
    EndsReports = 8192,
}
