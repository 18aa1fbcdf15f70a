namespace ProxyDb.Policy.Catalog.Builtins;

/// <summary>One-letter codes of PostgreSQL's system catalogs (documentation, chapter "System Catalogs").</summary>
public static class PostgresCodes
{
    /// <summary>pg_class.relkind; null for kinds that hold nothing of a user (TOAST tables).</summary>
    public static RelationKind? Relation(char relkind) => relkind switch
    {
        'r' => RelationKind.Table,
        'v' => RelationKind.View,
        'm' => RelationKind.MaterializedView,
        'S' => RelationKind.Sequence,
        'f' => RelationKind.ForeignTable,
        'p' => RelationKind.PartitionedTable,
        'i' or 'I' => RelationKind.Index,
        'c' => RelationKind.CompositeType,
        _ => null,
    };

    /// <summary>pg_type.typtype; an unknown letter is a base type.</summary>
    public static CatalogTypeKind TypeKind(char typtype) => typtype switch
    {
        'c' => CatalogTypeKind.Composite,
        'd' => CatalogTypeKind.Domain,
        'e' => CatalogTypeKind.Enum,
        'r' => CatalogTypeKind.Range,
        'm' => CatalogTypeKind.Multirange,
        'p' => CatalogTypeKind.Pseudo,
        _ => CatalogTypeKind.Base,
    };

    /// <summary>pg_proc.prokind.</summary>
    public static RoutineKind RoutineKind(char prokind) => prokind switch
    {
        'p' => Catalog.RoutineKind.Procedure,
        'a' => Catalog.RoutineKind.Aggregate,
        'w' => Catalog.RoutineKind.Window,
        _ => Catalog.RoutineKind.Function,
    };

    /// <summary>pg_proc.provolatile.</summary>
    public static RoutineVolatility Volatility(char provolatile) => provolatile switch
    {
        'i' => RoutineVolatility.Immutable,
        's' => RoutineVolatility.Stable,
        _ => RoutineVolatility.Volatile,
    };

    /// <summary>pg_cast.castcontext.</summary>
    public static CastContext Context(char castcontext) => castcontext switch
    {
        'i' => CastContext.Implicit,
        'a' => CastContext.Assignment,
        _ => CastContext.Explicit,
    };

    /// <summary>A built-in type's name as format_type prints it.</summary>
    public static string PrintedType(string name) => name switch
    {
        "int2" => "smallint",
        "int4" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "bool" => "boolean",
        "varchar" => "character varying",
        "bpchar" => "character",
        "varbit" => "bit varying",
        "time" => "time without time zone",
        "timetz" => "time with time zone",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        _ => name,
    };

    /// <summary>
    /// A type however it was written (<c>varchar(20)</c>, <c>timestamp(3)</c>, <c>int8</c>) as format_type prints it, without
    /// modifiers; what is no built-in alias comes back as it is.
    /// </summary>
    public static string TypeName(string written)
    {
        var name = written.Trim();
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && name.IndexOf(')', open) is var close && close > 0)
        {
            name = (name[..open].TrimEnd() + name[(close + 1)..]).Trim();
        }

        return name.ToLowerInvariant() switch
        {
            "int" => "integer",
            "decimal" or "dec" => "numeric",
            "float" => "double precision",
            "char" when written != "\"char\"" => "character",
            "timestamp without time zone" or "timestamp with time zone" or "time without time zone" or "time with time zone" => name.ToLowerInvariant(),
            "character varying" or "double precision" or "bit varying" => name.ToLowerInvariant(),
            _ => PrintedType(name),
        };
    }
}
