namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>
/// Random decisions read from a list, so that shrinking the list shrinks what is made of it. After its end the first alternative is
/// always taken: generators put the simplest there.
/// </summary>
internal sealed class Choices(IReadOnlyList<int> values)
{
    private int _at;

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count) => _at < values.Count ? values[_at++] % count : 0;

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool Once(int count) => Next(count) == count - 1;

    public T Of<T>(params IReadOnlyList<T> alternatives) => alternatives[Next(alternatives.Count)];
}
