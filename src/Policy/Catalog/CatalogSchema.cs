using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// What one schema holds, by exact name. Immutable. The built-in schemas of a server are instances too
/// (<see cref="Builtins.PostgresBuiltins"/>).
/// </summary>
public sealed class CatalogSchema
{
    private readonly FrozenDictionary<string, CatalogRelation> _relations;
    private readonly FrozenDictionary<string, ImmutableArray<CatalogRoutine>> _routines;
    private readonly FrozenDictionary<string, CatalogType> _types;
    private readonly FrozenDictionary<string, ImmutableArray<CatalogOperator>> _operators;
    private readonly Lazy<FrozenDictionary<string, ImmutableArray<CatalogRoutine>>> _routinesOfAnyCase;

    /// <summary>Of two relations, or types, of one name the last is kept: a server has no such pair.</summary>
    public CatalogSchema(
        string name,
        IEnumerable<CatalogRelation>? relations = null,
        IEnumerable<CatalogRoutine>? routines = null,
        IEnumerable<CatalogType>? types = null,
        IEnumerable<CatalogOperator>? operators = null)
    {
        Name = name;
        _relations = Unique(relations ?? [], static r => r.Name);
        _routines = Grouped(routines ?? [], static r => r.Name);
        _types = Unique(types ?? [], static t => t.Name);
        _operators = Grouped(operators ?? [], static o => o.Name);
        _routinesOfAnyCase = new(() => Routines.GroupBy(static r => r.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static g => g.Key, static g => g.ToImmutableArray(), StringComparer.OrdinalIgnoreCase));
    }

    public string Name { get; }

    public uint Oid { get; init; }

    public string? Owner { get; init; }

    /// <summary>MySQL: a database of the server itself (<c>information_schema</c>, <c>mysql</c> …).</summary>
    public bool IsBuiltin { get; init; }

    public IReadOnlyCollection<CatalogRelation> Relations => _relations.Values;

    public IEnumerable<CatalogRoutine> Routines => _routines.Values.SelectMany(static overloads => overloads);

    public IReadOnlyCollection<CatalogType> Types => _types.Values;

    public IEnumerable<CatalogOperator> Operators => _operators.Values.SelectMany(static overloads => overloads);

    public CatalogRelation? Relation(string name) => _relations.GetValueOrDefault(name);

    /// <summary>All overloads of a routine's name; empty when there is none.</summary>
    public ImmutableArray<CatalogRoutine> Routine(string name) => _routines.GetValueOrDefault(name, []);

    /// <summary>As <see cref="Routine"/>, where the server ignores the case of routines' names.</summary>
    public ImmutableArray<CatalogRoutine> RoutineOfAnyCase(string name) => _routinesOfAnyCase.Value.GetValueOrDefault(name, []);

    /// <summary>A type of its own; the row type of a relation is found by <see cref="Relation"/>.</summary>
    public CatalogType? Type(string name) => _types.GetValueOrDefault(name);

    /// <summary>All operators of a name, whatever their operands.</summary>
    public ImmutableArray<CatalogOperator> Operator(string name) => _operators.GetValueOrDefault(name, []);

    /// <summary>This schema and what <paramref name="added"/> has more; <paramref name="added"/> wins for equal names of relations and types.</summary>
    internal CatalogSchema With(CatalogSchema added) =>
        new(Name, Relations.Concat(added.Relations), Routines.Concat(added.Routines), Types.Concat(added.Types), Operators.Concat(added.Operators))
        {
            Oid = Oid == 0 ? added.Oid : Oid,
            Owner = Owner ?? added.Owner,
        };

    private static FrozenDictionary<string, T> Unique<T>(IEnumerable<T> items, Func<T, string> name)
    {
        var byName = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            byName[name(item)] = item;
        }

        return byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, ImmutableArray<T>> Grouped<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.GroupBy(name, StringComparer.Ordinal)
            .ToFrozenDictionary(static g => g.Key, static g => g.ToImmutableArray(), StringComparer.Ordinal);
}
