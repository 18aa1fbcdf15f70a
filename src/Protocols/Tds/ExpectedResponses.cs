using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Requests that were sent and not answered, first in, first out. A client has one outstanding at a time; the gateway's own stand before
/// or behind it.
/// </summary>
internal sealed class ExpectedResponses(WireLimits limits)
{
    private ExpectedAnswer[] _ring = [new(), new()];
    private int _head;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>The time of what is being handled (<see cref="Statements.IGatewaySession.Now"/>).</summary>
    public long Now { get; set; }

    /// <summary>When the server last ended an answer: what stood behind it has been worked on since then.</summary>
    public long AnsweredAt { get; set; }

    public ExpectedAnswer Head => _ring[_head];

    /// <summary>The client waits for one of the answers.</summary>
    public bool HasShown
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (!_ring[(_head + i) & (_ring.Length - 1)].IsHidden)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Since when the server has worked on the head.</summary>
    public long HeadSince => Math.Max(Head.SentAt, AnsweredAt);

    /// <summary>The request was sent.</summary>
    /// <param name="filled">What answers it; the caller gets one to fill the next time.</param>
    public void Push(ref ExpectedAnswer filled)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        ref var slot = ref _ring[(_head + Count++) & (_ring.Length - 1)];
        (slot, filled) = (filled, slot);
    }

    public void Pop()
    {
        AnsweredAt = Now;
        Head.Clear();
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    private void Grow()
    {
        if (_ring.Length >= limits.PipelineDepth)
        {
            WireFault.Throw("a pipeline with too many requests outstanding; read the answers");
        }

        var larger = new ExpectedAnswer[_ring.Length * 2];
        for (var i = 0; i < larger.Length; i++)
        {
            larger[i] = i < Count ? _ring[(_head + i) & (_ring.Length - 1)] : new ExpectedAnswer();
        }

        (_ring, _head) = (larger, 0);
    }
}
