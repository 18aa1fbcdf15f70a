using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

public enum RoutineKind
{
    Function,
    Procedure,
    Aggregate,
    Window,
}

public enum RoutineVolatility
{
    Volatile,
    Stable,
    Immutable,
}

/// <summary>One overload of a function, procedure or aggregate.</summary>
public sealed class CatalogRoutine
{
    public required string Schema { get; init; }

    public required string Name { get; init; }

    public uint Oid { get; init; }

    public RoutineKind Kind { get; init; }

    /// <summary>Types of the input arguments as the server prints them; default when the catalog does not tell.</summary>
    public ImmutableArray<string> ArgumentTypes { get; init; }

    /// <summary>Names of the input arguments, empty text for one without; empty when none has a name.</summary>
    public ImmutableArray<string> ArgumentNames { get; init; } = [];

    /// <summary>Trailing input arguments that may be left out.</summary>
    public int DefaultedArguments { get; init; }

    public bool IsVariadic { get; init; }

    public string? ReturnType { get; init; }

    public bool ReturnsSet { get; init; }

    /// <summary>Output columns of a function with OUT arguments or RETURNS TABLE.</summary>
    public ImmutableArray<CatalogColumn> OutputColumns { get; init; } = [];

    /// <summary><c>sql plpgsql internal c …</c>; free text, an unknown one is an opaque body. Null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>Source text (for SQL-standard bodies the text the server prints); null for internal and C.</summary>
    public string? Body { get; init; }

    public RoutineVolatility Volatility { get; init; }

    public bool SecurityDefiner { get; init; }

    public bool Leakproof { get; init; }

    public bool Strict { get; init; }

    /// <summary>Settings the routine sets for its own run (<c>SET search_path</c> in its definition), as name=value.</summary>
    public ImmutableArray<string> Settings { get; init; } = [];

    /// <summary>T-SQL: QUOTED_IDENTIFIER as it was when the module was made.</summary>
    public bool QuotedIdentifier { get; init; } = true;

    public bool IsBuiltin { get; init; }

    public ObjectName ObjectName => new(Schema, Name);

    /// <summary>Whether a call with this many arguments may mean this overload; true when the catalog does not know the arguments.</summary>
    public bool Accepts(int arguments) =>
        ArgumentTypes.IsDefault
        || (arguments >= ArgumentTypes.Length - DefaultedArguments - (IsVariadic ? 1 : 0)
            && (arguments <= ArgumentTypes.Length || IsVariadic));
}
