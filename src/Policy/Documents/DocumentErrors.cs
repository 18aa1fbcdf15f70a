using System.Collections;

namespace ProxyDb.Policy.Documents;

/// <summary>Collects every fault of all documents, so that an operator sees them at once and not one a run.</summary>
public sealed class DocumentErrors : IReadOnlyList<DocumentError>
{
    private readonly List<DocumentError> _all = [];

    public int Count => _all.Count;

    /// <summary>Whether anything worse than a warning was found.</summary>
    public bool Any => _all.Exists(static e => !e.IsWarning);

    public DocumentError this[int index] => _all[index];

    public void Add(string file, int line, int column, string message) => _all.Add(new DocumentError(file, line, column, message));

    public void Warn(string file, int line, int column, string message) =>
        _all.Add(new DocumentError(file, line, column, message, IsWarning: true));

    public IEnumerator<DocumentError> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _all.GetEnumerator();
}
