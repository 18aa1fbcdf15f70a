using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

public enum CatalogTypeKind
{
    Base,
    Composite,
    Domain,
    Enum,
    Range,
    Multirange,
    Pseudo,
}

/// <summary>A data type. Row types of tables are not listed: the relation is the type.</summary>
public sealed record CatalogType(string Schema, string Name, CatalogTypeKind Kind, uint Oid = 0)
{
    public bool IsBuiltin { get; init; }

    /// <summary>Domains: the type beneath, as the server prints it.</summary>
    public string? BaseType { get; init; }
}

/// <summary>An operator; a null operand is the missing side of a prefix operator.</summary>
/// <param name="Function">What it runs.</param>
public sealed record CatalogOperator(string Schema, string Name, string? Left, string? Right, ObjectName Function)
{
    public uint Oid { get; init; }

    public bool IsBuiltin { get; init; }

    /// <summary>Its function is marked leakproof.</summary>
    public bool Leakproof { get; init; }
}

public enum CastContext
{
    Explicit,
    Assignment,
    Implicit,
}

/// <summary>A cast between two types, by a function or (null) by binary coercion or input/output conversion.</summary>
public sealed record CatalogCast(string Source, string Target, ObjectName? Function, CastContext Context)
{
    public bool IsBuiltin { get; init; }
}
