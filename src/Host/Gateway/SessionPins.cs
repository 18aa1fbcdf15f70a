namespace ProxyDb.Host.Gateway;

/// <summary>Why a session keeps its backend between transactions.</summary>
[Flags]
internal enum PinReason
{
    None = 0,
    SessionMode = 1,
    PinOn = 2,
    TemporaryObject = 4,
    AdvisoryLock = 8,
    Listen = 16,
    HoldCursor = 32,
    SqlPrepare = 64,
    Role = 128,
    Load = 256,
    Other = 512,
    UserVariable = 1024,
    TableLock = 2048,
    Xa = 4096,
    NextTransaction = 8192,
    Impersonation = 16384,
}

/// <summary>
/// Pins of a session and their words. Once set by what lives in the backend they end with a full reset only, or where the client
/// itself lets the last of a kind go in a way that leaves no doubt.
/// </summary>
internal sealed class SessionPins
{
    private static readonly (PinReason Reason, string Word)[] Words =
    [
        (PinReason.SessionMode, "session mode"), (PinReason.PinOn, "pool.pin_on"), (PinReason.TemporaryObject, "temporary object"),
        (PinReason.AdvisoryLock, "advisory lock"), (PinReason.Listen, "listen"), (PinReason.HoldCursor, "cursor with hold"),
        (PinReason.SqlPrepare, "sql prepare"), (PinReason.Role, "set role"), (PinReason.Load, "load"),
        (PinReason.UserVariable, "user variable"), (PinReason.TableLock, "table lock"),
        (PinReason.Impersonation, "execute as"),
        (PinReason.Xa, "xa branch"), (PinReason.NextTransaction, "setting of the next transaction"), (PinReason.Other, "session state"),
    ];

    private readonly PinReason _permanent;
    private string? _other;

    /// <param name="permanent">What holds for the whole session by configuration.</param>
    public SessionPins(PinReason permanent)
    {
        _permanent = permanent;
        Reasons = permanent;
    }

    public PinReason Reasons { get; private set; }

    public bool IsPinned => Reasons != PinReason.None;

    /// <summary>The first reason in words, null when not pinned; for audit, console and metrics.</summary>
    public string? Word
    {
        get
        {
            if (Reasons == PinReason.None)
            {
                return null;
            }

            foreach (var (reason, word) in Words)
            {
                if ((Reasons & reason) != 0)
                {
                    return reason == PinReason.Other ? _other ?? word : word;
                }
            }

            return null;
        }
    }

    /// <summary>Whether the backend holds something that a mere end of transaction does not take away.</summary>
    public bool LeavesTraces => (Reasons & ~(PinReason.PinOn | PinReason.Role)) != PinReason.None;

    public void Add(PinReason reason, string? word = null)
    {
        Reasons |= reason;
        _other = reason == PinReason.Other ? word : _other;
    }

    public void Remove(PinReason reason) => Reasons &= ~reason;

    /// <summary>DISCARD ALL, or the protocol's own reset, has completed. A loaded library stays.</summary>
    public void Discard() => Reasons &= _permanent | PinReason.Load;
}
