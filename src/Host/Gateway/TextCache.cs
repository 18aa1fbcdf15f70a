namespace ProxyDb.Host.Gateway;

/// <summary>Verdicts by bytes, in two generations: the older is dropped when the younger is full, what is used moves up.</summary>
internal sealed class TextCache
{
    private const int GenerationSize = 4096;

    /// <summary>Longer keys are judged anew each time rather than kept.</summary>
    private const int KeyLengthMax = 64 << 10;

    private Dictionary<byte[], JudgedStatement> _young = new(TextComparer.Instance);
    private Dictionary<byte[], JudgedStatement> _old = new(TextComparer.Instance);

    public int Count => _young.Count + _old.Count;

    public JudgedStatement? Find(ReadOnlySpan<byte> key)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var judged))
        {
            return judged;
        }

        if (_old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out judged))
        {
            Add(key, judged);
        }

        return judged;
    }

    public void Add(ReadOnlySpan<byte> key, JudgedStatement judged)
    {
        if (key.Length > KeyLengthMax)
        {
            return;
        }

        if (_young.Count >= GenerationSize)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young[key.ToArray()] = judged;
    }
}
