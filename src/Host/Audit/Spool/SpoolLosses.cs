namespace ProxyDb.Host.Audit.Spool;

/// <summary>What a lane could not record since the spool became full.</summary>
internal struct SpoolLosses
{
    private long _lost;
    private long _refused;

    /// <summary>UTC ticks of the first loss.</summary>
    public long Since { get; private set; }

    public readonly bool IsAny => _lost + _refused > 0;

    /// <summary>True at the first loss, which is to be marked in the spool at once so that a kill cannot hide it.</summary>
    public bool Count(bool lost, long utcTicks)
    {
        var isFirst = !IsAny;
        if (isFirst)
        {
            Since = utcTicks;
        }

        _lost += lost ? 1 : 0;
        _refused += lost ? 0 : 1;
        return isFirst;
    }

    public (long Since, long Lost, long Refused) Take()
    {
        var taken = (Since, _lost, _refused);
        (_lost, _refused) = (0, 0);
        return taken;
    }
}
