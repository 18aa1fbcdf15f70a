using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql;

/// <summary>The accesses of one statement in the order they are found, each once.</summary>
internal sealed class AccessCollector
{
    private readonly List<Access> _accesses = [];
    private readonly Dictionary<Access, int> _seen = new(SameAccess.Instance);

    private readonly HashSet<(ObjectName Name, string Body)> _bodies = [];

    /// <summary>What the bodies entered so far yield.</summary>
    public ViewOutputs Views { get; } = new();

    public IReadOnlyList<Access> Items => _accesses;

    public void Add(Access access)
    {
        if (_seen.TryAdd(access, _accesses.Count))
        {
            _accesses.Add(access);
        }
        else if (_seen[access] is var place && _accesses[place] is { ByStar: true } or { ByDefinition: true })
        {
            // Met again in another way: it is read by name, or asked for, whatever the first way was.
            var first = _accesses[place];
            _accesses[place] = (first.ByStar && !access.ByStar ? access : first) with
            {
                ByStar = first.ByStar && access.ByStar,
                ByDefinition = first.ByDefinition && access.ByDefinition,
            };
        }
    }

    public bool Contains(AccessKind kind, SqlAction action, ObjectName name) => _seen.ContainsKey(new Access(kind, action, name));

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
