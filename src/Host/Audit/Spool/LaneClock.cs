namespace ProxyDb.Host.Audit.Spool;

/// <summary>The time of a turn: read at its first use and kept until the turn's end.</summary>
internal struct LaneClock(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly double _microsecondsPerTick = 1e6 / clock.TimestampFrequency;
    private bool _isRead;
    private long _utcTicks;
    private long _timestamp;

    public long UtcTicks
    {
        get
        {
            Read();
            return _utcTicks;
        }
    }

    public long Timestamp
    {
        get
        {
            Read();
            return _timestamp;
        }
    }

    public void EndTurn() => _isRead = false;

    public readonly long Microseconds(long from, long to) => (long)((to - from) * _microsecondsPerTick);

    private void Read()
    {
        if (!_isRead)
        {
            (_utcTicks, _timestamp, _isRead) = (_clock.GetUtcNow().UtcTicks, _clock.GetTimestamp(), true);
        }
    }
}
