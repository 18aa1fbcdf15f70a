namespace ProxyDb.Host.Audit;

/// <summary>What a session's lane remembers of it. A session lives on one loop, so one mark is enough.</summary>
internal struct SessionScratch : IEquatable<SessionScratch>
{
    /// <summary>Generation of the segment (upper half) and number of the registration in it (lower half).</summary>
    public long Mark;

    /// <summary>Bytes in the spool: of open records; of the older and of the newer half of what is not sealed.</summary>
    public long OpenBytes, OlderBytes, NewerBytes;

    /// <summary>Positions in the lane's stream that must be sealed before a half counts as given back.</summary>
    public long OlderEnd, NewerEnd;

    /// <summary>Scratch takes no part in the equality of the records that carry it.</summary>
    public readonly bool Equals(SessionScratch other) => true;

    public override readonly bool Equals(object? obj) => obj is SessionScratch;

    public override readonly int GetHashCode() => 0;
}

/// <summary>One mark per lane for a template that several loops use; lanes beyond eight share marks, which only costs bytes.</summary>
internal sealed class TemplateScratch : IEquatable<TemplateScratch>
{
    public readonly long[] Marks = new long[8];

    public bool Equals(TemplateScratch? other) => true;

    public override bool Equals(object? obj) => obj is TemplateScratch;

    public override int GetHashCode() => 0;
}
