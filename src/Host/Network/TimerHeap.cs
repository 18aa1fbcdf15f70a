using System.Diagnostics;

namespace ProxyDb.Host.Network;

/// <summary>
/// The timers of one loop, soonest first. A timer that is armed and stopped for every statement keeps its place: the place is
/// corrected only when its old time has come, so re-arming costs two stores.
/// </summary>
internal sealed class TimerHeap
{
    /// <summary>A stopped timer due later than this leaves at once, so that the heap does not keep a dead session alive.</summary>
    private static readonly long FarTicks = 60 * Stopwatch.Frequency;

    private LoopTimer[] _heap = new LoopTimer[16];
    private int _count;

    /// <summary><see cref="Stopwatch"/> ticks at which <see cref="Fire"/> has something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long NextTicks => _count == 0 ? long.MaxValue : _heap[0].PlaceTicks;

    public void Arm(LoopTimer timer, long dueTicks)
    {
        timer.DueTicks = dueTicks;
        if (timer.Index < 0)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            timer.PlaceTicks = dueTicks;
            MoveUp(timer, _count++);
        }
        else if (dueTicks < timer.PlaceTicks)
        {
            timer.PlaceTicks = dueTicks;
            MoveUp(timer, timer.Index);
        }
    }

    public void Disarm(LoopTimer timer, long nowTicks)
    {
        timer.DueTicks = long.MaxValue;
        if (timer.Index >= 0 && timer.PlaceTicks - nowTicks > FarTicks)
        {
            Remove(timer);
        }
    }

    public void Fire(long nowTicks, Action<Exception> failed)
    {
        while (_count > 0 && _heap[0].PlaceTicks <= nowTicks)
        {
            var timer = _heap[0];
            if (timer.DueTicks > nowTicks && timer.DueTicks != long.MaxValue)
            {
                timer.PlaceTicks = timer.DueTicks;
                MoveDown(timer, 0);
                continue;
            }

            Remove(timer);
            if (timer.DueTicks != long.MaxValue)
            {
                timer.DueTicks = long.MaxValue;
                timer.Fire(failed);
            }
        }
    }

    private void Remove(LoopTimer timer)
    {
        var index = timer.Index;
        timer.Index = -1;
        var last = _heap[--_count];
        _heap[_count] = null!;
        if (ReferenceEquals(last, timer))
        {
            return;
        }

        MoveDown(last, index);
        MoveUp(last, last.Index);
    }

    private void MoveUp(LoopTimer timer, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (_heap[parent].PlaceTicks <= timer.PlaceTicks)
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(timer, index);
    }

    private void MoveDown(LoopTimer timer, int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child + 1 < _count && _heap[child + 1].PlaceTicks < _heap[child].PlaceTicks)
            {
                child++;
            }

            if (child >= _count || _heap[child].PlaceTicks >= timer.PlaceTicks)
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(timer, index);
    }

    private void Place(LoopTimer timer, int index)
    {
        _heap[index] = timer;
        timer.Index = index;
    }
}
