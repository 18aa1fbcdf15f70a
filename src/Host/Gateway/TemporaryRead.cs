using System.Collections.Immutable;

namespace ProxyDb.Host.Gateway;

/// <summary>Collects the rows of a read of the session's temporary relations.</summary>
internal sealed class TemporaryRead
{
    private ImmutableArray<string>.Builder? _names;

    public bool IsRunning => _names is not null;

    public void Begin() => _names = ImmutableArray.CreateBuilder<string>();

    public void Add(string name) => _names?.Add(name);

    public ImmutableArray<string> End()
    {
        var names = _names!.ToImmutable();
        _names = null;
        return names.Sort(StringComparer.Ordinal);
    }

    /// <summary>Nothing is known: no name counts as temporary, so that every statement is decided as if none were.</summary>
    public ImmutableArray<string> Fail()
    {
        _names = null;
        return [];
    }
}
