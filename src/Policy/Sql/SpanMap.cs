namespace ProxyDb.Policy.Sql;

/// <summary>Places in a text that was changed for a parser → places in the text as sent, in bytes.</summary>
public sealed class SpanMap
{
    private readonly List<(int At, int Removed)> _cuts = [];
    private SpanMap? _before;

    private int Removed => _cuts.Count == 0 ? 0 : _cuts[^1].Removed;

    /// <summary>This map over a text that had been changed before.</summary>
    internal SpanMap After(SpanMap before)
    {
        _before = before;
        return this;
    }

    /// <summary>The place in the text as sent. A place where something was cut out is the one before the cut.</summary>
    public int ToOriginal(int reduced)
    {
        // The last cut before the place: cuts are in order.
        var (low, high) = (0, _cuts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_cuts[middle].At < reduced)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var place = low == 0 ? reduced : reduced + _cuts[low - 1].Removed;
        return _before?.ToOriginal(place) ?? place;
    }

    /// <summary>Notes that <paramref name="length"/> bytes are missing (below zero: were inserted) at a place of the changed text; in order of places.</summary>
    internal void Cut(int at, int length)
    {
        var removed = Removed + length;
        if (_cuts.Count > 0 && _cuts[^1].At == at)
        {
            _cuts[^1] = (at, removed);
        }
        else
        {
            _cuts.Add((at, removed));
        }
    }
}
