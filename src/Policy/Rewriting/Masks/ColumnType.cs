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
}
