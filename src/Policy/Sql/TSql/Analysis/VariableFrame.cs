using ProxyDb.Policy.Sql.TSql.Statements;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>The variables of a batch or of a routine's body.</summary>
/// <param name="owner">Distinguishes equal names of two routines; empty for the batch.</param>
internal sealed class VariableFrame(string owner)
{
    /// <summary>Of the batch: a variable nobody declares is a parameter.</summary>
    public bool IsBatch => owner.Length == 0;

    /// <summary>Scalar variables and parameters, by folded name with its <c>@</c>.</summary>
    public HashSet<string> Declared { get; } = new(StringComparer.Ordinal);

    /// <summary>Table variables by folded name.</summary>
    public Dictionary<string, HeldTable> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>What the statements of the batch, string or body know of each other.</summary>
    public BatchState Batch { get; } = new();

    /// <summary>The holder of values for a variable of this frame.</summary>
    public string Holder(string name) => owner + name;
}
