using ProxyDb.Policy.Decisions;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// One session's part in <see cref="ConcurrencyLimits"/>: a place per rule while any statement of the session under it is open. What a
/// session pipelines runs one after the other and takes one place.
/// </summary>
internal sealed class SessionSlots(ConcurrencyLimits limits, string user)
{
    private readonly List<Slot> _slots = [];
    private readonly List<(long Ticket, Slot Slot)> _open = [];

    internal sealed class Slot(string rule, ConcurrencyLimits.Count count)
    {
        public string Rule { get; } = rule;

        public ConcurrencyLimits.Count Count { get; } = count;

        /// <summary>Open statements of the session under the rule.</summary>
        public int Uses { get; set; }

        public void Leave()
        {
            if (--Uses == 0)
            {
                Count.Free();
            }
        }
    }

    /// <summary>False: as many sessions of the user as the rule allows are at it. Null stands for no limit.</summary>
    public bool TryTake(StatementLimits statement, out Slot? slot)
    {
        slot = null;
        if (statement.Concurrency is not { } most)
        {
            return true;
        }

        slot = Find(statement.ConcurrencyRule!);
        if (slot.Uses == 0 && !slot.Count.TryTake(most))
        {
            return false;
        }

        slot.Uses++;
        return true;
    }

    /// <summary>The place is held until the statement's record is closed.</summary>
    public void Keep(Slot? slot, long ticket)
    {
        if (slot is not null)
        {
            _open.Add((ticket, slot));
        }
    }

    public void Closed(long ticket)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_open[i].Ticket == ticket)
            {
                _open[i].Slot.Leave();
                _open.RemoveAt(i);
                return;
            }
        }
    }

    private Slot Find(string rule)
    {
        foreach (var slot in _slots)
        {
            if (slot.Rule == rule)
            {
                return slot;
            }
        }

        var added = new Slot(rule, limits.For(rule, user));
        _slots.Add(added);
        return added;
    }
}
