using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The accesses of one statement in the order they are found, each once.</summary>
internal sealed class AccessCollector
{
    private readonly List<Access> _accesses = [];
    private readonly HashSet<Access> _seen = new(SameAccess.Instance);

    private readonly HashSet<(ObjectName Name, string Body)> _bodies = [];

    public IReadOnlyList<Access> Items => _accesses;

    public void Add(Access access)
    {
        if (_seen.Add(access))
        {
            _accesses.Add(access);
        }
    }

    public bool Contains(AccessKind kind, SqlAction action, ObjectName name) => _seen.Contains(new Access(kind, action, name));

    /// <summary>Whether the body of an object (of one overload) is met for the first time.</summary>
    public bool EnterBody(ObjectName name, string body) => _bodies.Add((name, body));

    public ImmutableArray<Access> ToImmutable() => [.. _accesses];

    /// <summary>Two accesses are one when they differ in place only.</summary>
    private sealed class SameAccess : IEqualityComparer<Access>
    {
        public static SameAccess Instance { get; } = new();

        public bool Equals(Access x, Access y) =>
            x.Kind == y.Kind && x.Action == y.Action && x.Through == y.Through && x.IsOperator == y.IsOperator
            && string.Equals(x.Column, y.Column, StringComparison.Ordinal) && x.Name == y.Name;

        public int GetHashCode(Access access) =>
            HashCode.Combine((int)access.Kind, (int)access.Action, access.Through, access.Name.Schema, access.Name.Name, access.Column);
    }
}

/// <summary>What the analysis of a text knows besides the statement at hand; changes from statement to statement.</summary>
internal sealed class AnalysisEnvironment
{
    public AnalysisEnvironment(AnalysisNamespace names, ICatalogView? catalog)
    {
        Names = names;
        Catalog = catalog;
        SearchPath = names.SearchPath;
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

    /// <summary>Set when an earlier statement changes how the rest of the text would be lexed.</summary>
    public bool LexerChanged { get; set; }

    /// <summary>Set when an earlier statement leaves the namespace unknown: nothing after it can be read.</summary>
    public string? NamespaceLost { get; set; }
}
