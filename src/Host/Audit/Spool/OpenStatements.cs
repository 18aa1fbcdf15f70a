namespace ProxyDb.Host.Audit.Spool;

/// <summary>Where the record of an open statement is, so that it can be carried and closed.</summary>
internal struct OpenStatement
{
    public AuditSession? Session;
    public AuditTemplate? Template;
    public SpoolSegment? Segment;
    public int Offset;
    public int Length;
    public long Opened;
    public long StartTimestamp;
    public long LastProgress;
    public int Generation;
    public int NextFree;
}

/// <summary>The open statements of one lane: a table of slots that is grown, never shrunk, and reused.</summary>
internal sealed class OpenStatements
{
    private OpenStatement[] _slots = new OpenStatement[64];
    private int _used;
    private int _free = -1;

    public int Count { get; private set; }

    /// <summary>All slots ever used; those without a segment are free.</summary>
    public Span<OpenStatement> Slots => _slots.AsSpan(0, _used);

    public ref OpenStatement Add(out AuditTicket ticket)
    {
        var index = _free;
        if (index >= 0)
        {
            _free = _slots[index].NextFree;
        }
        else
        {
            index = _used++;
            if (index == _slots.Length)
            {
                Array.Resize(ref _slots, _slots.Length * 2);
            }
        }

        Count++;
        ref var slot = ref _slots[index];
        slot.Generation = (slot.Generation + 1) & int.MaxValue;
        ticket = new AuditTicket(((long)slot.Generation << 32) | (uint)(index + 1));
        return ref slot;
    }

    /// <summary>False for the ticket of a lost record and for one already closed.</summary>
    public bool TryFind(AuditTicket ticket, out int index)
    {
        index = (int)(uint)ticket.Id - 1;
        return (uint)index < (uint)_used && _slots[index].Segment is not null && _slots[index].Generation == (int)(ticket.Id >> 32);
    }

    public void Remove(int index)
    {
        ref var slot = ref _slots[index];
        (slot.Session, slot.Template, slot.Segment) = (null, null, null);
        slot.NextFree = _free;
        _free = index;
        Count--;
    }
}
