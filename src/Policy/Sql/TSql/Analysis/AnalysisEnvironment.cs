using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>What the analysis of a text knows besides the statement at hand; changes from statement to statement.</summary>
internal sealed class AnalysisEnvironment
{
    public AnalysisEnvironment(AnalysisNamespace names, ICatalogView? catalog)
    {
        Names = names;
        Catalog = catalog;
        Session = names.TSql;
        Folding = TSqlNames.Of(names.TSql.Collation);
        Database = Folding.Fold(names.Database);
        HomeDatabase = Database;
        foreach (var name in names.TemporaryNames)
        {
            Temporary[Folding.Fold(name)] = null;
        }
    }

    public AnalysisNamespace Names { get; }

    public ICatalogView? Catalog { get; }

    public TSqlSession Session { get; }

    public TSqlNames Folding { get; }

    /// <summary>Current database, folded, after USE of earlier statements; empty when it is not known.</summary>
    public string Database { get; set; }

    /// <summary>The database the text began in, which the catalog is of.</summary>
    public string HomeDatabase { get; }

    /// <summary>An earlier statement leaves the current database unknown: names without one cannot be resolved after it.</summary>
    public string? DatabaseLost { get; set; }

    /// <summary>Temporary tables by folded name, those made in this text with their columns; null where they are not known.</summary>
    public Dictionary<string, HeldTable?> Temporary { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables of the batch.</summary>
    public VariableFrame Variables { get; } = new("");

    /// <summary>Parameters in the order the text names them first.</summary>
    public List<string> Parameters { get; } = [];

    /// <summary>What variables, and columns of temporary tables and table variables, were given in this text.</summary>
    public HeldValues Held { get; } = new();

    /// <summary>Statements of the text walked before this one.</summary>
    public int StatementsDone { get; set; }

    /// <summary>A statement before this one may have inserted rows: what identity functions tell is of this text.</summary>
    public bool HasInserted { get; set; }

    /// <summary>The text is one statement.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Bodies and strings walked so far: each has variables of its own.</summary>
    public int Frames { get; set; }

    /// <summary>Temporary procedures made in this text, by folded name, with the facts of their bodies.</summary>
    public Dictionary<string, StatementFacts> Procedures { get; } = new(StringComparer.Ordinal);

    /// <summary>Control flow around the statement being walked: whether, and how often, it is carried out is not known.</summary>
    public int ControlDepth { get; set; }

    /// <summary>This thread bears what the guard lets through.</summary>
    public bool HasLargeStack { get; init; }

    /// <summary>A body behind a name is too large for this thread: the analysis is to be made again on a larger stack.</summary>
    public bool WantsStack { get; set; }
}

/// <summary>A table that lives in the session or batch: its columns as declared.</summary>
/// <param name="Columns">Empty when they are not known.</param>
internal sealed record HeldTable(ImmutableArray<string> Columns);
