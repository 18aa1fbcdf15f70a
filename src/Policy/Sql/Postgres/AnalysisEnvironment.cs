using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>What the analysis of a text knows besides the statement at hand; changes from statement to statement.</summary>
internal sealed class AnalysisEnvironment
{
    public AnalysisEnvironment(AnalysisNamespace names, ICatalogView? catalog)
    {
        Names = names;
        Catalog = catalog;
        SearchPath = names.SearchPath;
        StringsConform = names.StandardConformingStrings;
        foreach (var name in names.TemporaryNames)
        {
            _ = Temporary.Add(name);
        }
    }

    public AnalysisNamespace Names { get; }

    public ICatalogView? Catalog { get; }

    public ImmutableArray<string> SearchPath { get; set; }

    /// <summary>Temporary relations, those made earlier in this text among them.</summary>
    public HashSet<string> Temporary { get; } = new(StringComparer.Ordinal);

    /// <summary>Statements prepared earlier in this text.</summary>
    public Dictionary<string, StatementFacts> Prepared { get; } = new(StringComparer.Ordinal);

    /// <summary>The statement ran code that may have changed the namespace.</summary>
    public bool RanUnknownCode { get; set; }

    /// <summary>search_path was changed in this text: the end of a transaction may take it back.</summary>
    public bool PathChanged { get; set; }

    /// <summary>Something was dropped or renamed: after this statement no name is surely temporary.</summary>
    public bool TemporaryInDoubt { get; set; }

    /// <summary>A transaction or savepoint ended: what was set or made in this text may be gone.</summary>
    public void EndTransaction()
    {
        TemporaryInDoubt = true;
        if (PathChanged)
        {
            NamespaceLost = "the end of the transaction may change search_path";
        }
    }

    /// <summary>Whether a backslash in a plain literal of SQL inside a string is surely no escape.</summary>
    public bool StringsConform { get; set; }

    /// <summary>Set when an earlier statement leaves the namespace unknown: nothing after it can be read.</summary>
    public string? NamespaceLost { get; set; }
}
