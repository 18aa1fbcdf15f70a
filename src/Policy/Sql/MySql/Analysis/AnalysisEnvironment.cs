using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>What the analysis of a text knows besides the statement at hand; changes from statement to statement.</summary>
internal sealed class AnalysisEnvironment
{
    public AnalysisEnvironment(AnalysisNamespace names, ICatalogView? catalog)
    {
        Names = names;
        Catalog = catalog;
        Session = names.MySql;
        Database = names.Database;
        foreach (var name in names.TemporaryNames)
        {
            _ = Temporary.Add(name);
        }
    }

    public AnalysisNamespace Names { get; }

    public ICatalogView? Catalog { get; }

    /// <summary>How the next statement is read: an earlier one may have changed sql_mode.</summary>
    public MySqlSession Session { get; set; }

    /// <summary>Current database, after USE of earlier statements; empty when there is none.</summary>
    public string Database { get; set; }

    /// <summary>Temporary tables as <c>database.table</c>, those made earlier in this text among them.</summary>
    public HashSet<string> Temporary { get; } = new(StringComparer.Ordinal);

    /// <summary>Statements prepared earlier in this text, by folded name.</summary>
    public Dictionary<string, StatementFacts> Prepared { get; } = new(StringComparer.Ordinal);

    /// <summary>User variables assigned in this text, by folded name, and what their values were made of.</summary>
    public Dictionary<string, ImmutableArray<ColumnSource>> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Something was dropped or renamed: after this statement no name is surely temporary.</summary>
    public bool TemporaryInDoubt { get; set; }

    /// <summary>An earlier statement leaves the current database unknown: unqualified names after it cannot be resolved.</summary>
    public string? DatabaseLost { get; set; }

    /// <summary>An earlier statement leaves it unknown how the server reads what follows (sql_mode, character set): nothing after it can be read.</summary>
    public string? ReadingLost { get; set; }

    /// <summary>The text is one KILL: the gateway carries it out itself for a number, among the sessions of the client's user.</summary>
    public bool IsKillAlone { get; set; }

    /// <summary>Compound statements around the one being walked: whether it is carried out is not known.</summary>
    public int CompoundDepth { get; set; }
}
