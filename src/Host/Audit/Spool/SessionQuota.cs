namespace ProxyDb.Host.Audit.Spool;

/// <summary>
/// How much of the spool one session holds: its open records, and what it wrote that is not sealed. The latter is counted in
/// two halves; the older one is given back when the sealer has passed its end, and the newer one then takes its place.
/// </summary>
internal static class SessionQuota
{
    public static bool Allows(ref SessionScratch scratch, int bytes, long sealedPosition, long limit)
    {
        if (scratch.OpenBytes + scratch.OlderBytes + scratch.NewerBytes + bytes <= limit)
        {
            return true;
        }

        GiveBack(ref scratch, sealedPosition);
        GiveBack(ref scratch, sealedPosition);
        return scratch.OpenBytes + scratch.OlderBytes + scratch.NewerBytes + bytes <= limit;
    }

    public static void Wrote(ref SessionScratch scratch, int bytes, long position, long limit)
    {
        if (scratch.OlderBytes == 0 && scratch.NewerBytes > limit / 4)
        {
            (scratch.OlderBytes, scratch.OlderEnd) = (scratch.NewerBytes, scratch.NewerEnd);
            scratch.NewerBytes = 0;
        }

        scratch.NewerBytes += bytes;
        scratch.NewerEnd = position;
    }

    private static void GiveBack(ref SessionScratch scratch, long sealedPosition)
    {
        if (scratch.OlderEnd <= sealedPosition)
        {
            (scratch.OlderBytes, scratch.OlderEnd) = (scratch.NewerBytes, scratch.NewerEnd);
            scratch.NewerBytes = 0;
        }
    }
}
