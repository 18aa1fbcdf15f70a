using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The type of a masked column.</summary>
/// <param name="Printed">As the server prints it: <c>character varying(20)</c>, <c>numeric(10,2)</c>, <c>public.mood</c>.</param>
public sealed record ColumnType(string Printed)
{
    /// <summary>The server's object id; 0 when it is not known. One that contradicts a built-in name makes the type unknown.</summary>
    public uint Oid { get; init; }

    /// <summary>Domains: the type beneath, as printed. A mask gives a value of this type, for only the domain itself checks.</summary>
    public string? BaseType { get; init; }

    /// <summary>Domains: a CHECK stands on it, or may. Such a domain bears <c>null</c> only.</summary>
    public bool HasChecks { get; init; }

    /// <summary>MySQL: the collation of a text, which begins with its character set; null when it is not known.</summary>
    public string? Collation { get; init; }

    /// <summary>The type of a table's column; null when the catalog does not know it.</summary>
    public static ColumnType? Find(ICatalogView catalog, ObjectName table, string column)
    {
        if (table.Schema is null || catalog.FindRelation(table.Schema, table.Name)?.Column(column) is not { Type: { } printed } found)
        {
            return null;
        }

        var type = new ColumnType(printed) { Oid = found.TypeOid, Collation = found.Collation };
        return DomainOf(catalog, printed) is { BaseType: { } beneath } domain
            ? type with { BaseType = beneath, HasChecks = catalog.CastRunsUserCode(domain.Schema, domain.Name) }
            : type;
    }

    /// <summary>The domain of a printed name (<c>schema.name</c>, or bare where the path has it); null for another type.</summary>
    private static CatalogType? DomainOf(ICatalogView catalog, string printed)
    {
        var dot = printed.IndexOf('.', StringComparison.Ordinal);
        var (schema, name) = dot < 0 ? ("public", printed) : (printed[..dot].Trim('"'), printed[(dot + 1)..].Trim('"'));
        return catalog.FindType(schema, name) is { Kind: CatalogTypeKind.Domain } domain ? domain : null;
    }
}
