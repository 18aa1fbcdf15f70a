using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>What decides a verdict besides the text. Equal keys share one <see cref="JudgeContext"/> on a loop.</summary>
internal readonly record struct JudgeKey(
    string SearchPath, string Role, bool StandardConformingStrings, string TemporaryNames, RuleMatch Match, ICatalogView? Catalog);

/// <summary>
/// Everything that is equal for all sessions with the same namespace, rules and catalog: the verdicts remembered for it. Lives on
/// one loop, so that looking one up takes no lock.
/// </summary>
internal sealed class JudgeContext(JudgeKey key, SqlDialect dialect, AnalysisNamespace names, string? currentSchema)
{
    /// <summary>Texts kept of each generation; the older generation is dropped when the younger is full.</summary>
    private const int GenerationSize = 4096;

    /// <summary>Longer texts are judged anew each time rather than kept.</summary>
    private const int TextLengthMax = 64 << 10;

    private Dictionary<byte[], JudgedStatement> _young = new(TextComparer.Instance);
    private Dictionary<byte[], JudgedStatement> _old = new(TextComparer.Instance);

    public JudgeKey Key { get; } = key;

    /// <summary>Namespace and role in one text, for the keys of server-side prepared statements.</summary>
    public string Scope { get; } = key.SearchPath + "\0" + key.Role;

    public SqlDialect Dialect { get; } = dialect;

    public AnalysisNamespace Names { get; } = names;

    public string? CurrentSchema { get; } = currentSchema;

    public int Count => _young.Count + _old.Count;

    public JudgedStatement? Find(ReadOnlySpan<byte> text)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var judged))
        {
            return judged;
        }

        if (_old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out judged))
        {
            Add(text, judged);
        }

        return judged;
    }

    public void Add(ReadOnlySpan<byte> text, JudgedStatement judged)
    {
        if (text.Length > TextLengthMax)
        {
            return;
        }

        if (_young.Count >= GenerationSize)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young[text.ToArray()] = judged;
    }
}
