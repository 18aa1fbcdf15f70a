using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>A table, view, sequence or another thing that lives under a relation's name. Names are as stored.</summary>
public sealed class CatalogRelation
{
    public required string Schema { get; init; }

    public required string Name { get; init; }

    public required RelationKind Kind { get; init; }

    /// <summary>The server's object id; 0 when the catalog was read from a file without one.</summary>
    public uint Oid { get; init; }

    /// <summary>Live columns in attribute order; dropped and system columns are not in it.</summary>
    public ImmutableArray<CatalogColumn> Columns { get; init; } = [];

    /// <summary>Primary key first, then unique constraints.</summary>
    public ImmutableArray<CatalogKey> Keys { get; init; } = [];

    /// <summary>Relations this one inherits from or is a partition of.</summary>
    public ImmutableArray<ObjectName> Parents { get; init; } = [];

    /// <summary>Direct children and partitions. Derived from <see cref="Parents"/> when the database is built.</summary>
    public ImmutableArray<ObjectName> Children { get; internal set; } = [];

    /// <summary>The query of a view or materialized view as the server prints it, null when there is none or it is unknown.</summary>
    public string? Definition { get; init; }

    /// <summary>What a synonym stands for.</summary>
    public ObjectName? Target { get; init; }

    /// <summary>Names of user triggers (internal ones of foreign keys are not in it).</summary>
    public ImmutableArray<string> Triggers { get; init; } = [];

    /// <summary>Routines the triggers run.</summary>
    public ImmutableArray<ObjectName> TriggerRoutines { get; init; } = [];

    /// <summary>Names of rewrite rules other than a view's <c>_RETURN</c>.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    public bool RowSecurity { get; init; }

    public string? Owner { get; init; }

    /// <summary>
    /// Its defaults, checks, generated columns, index expressions or policies call routines of users, as far as the catalog
    /// says so itself; triggers and rules are told by their own members.
    /// </summary>
    public bool CallsUserCode { get; init; }

    /// <summary>Tables whose rows a change here may change too (foreign keys with CASCADE, SET NULL, SET DEFAULT).</summary>
    public ImmutableArray<ObjectName> Cascades { get; init; } = [];

    /// <summary>What the definition's unqualified names are looked up in; null: the search path of the database.</summary>
    public ImmutableArray<string>? DefinitionPath { get; init; }

    /// <summary>T-SQL: QUOTED_IDENTIFIER as it was when the view was made.</summary>
    public bool QuotedIdentifier { get; init; } = true;

    public ObjectName ObjectName => new(Schema, Name);

    /// <summary>Of the server itself, made by initdb.</summary>
    public bool IsBuiltin { get; init; }

    /// <summary>The same with identities that outlive a rename.</summary>
    public CatalogRelation With(uint oid, ImmutableArray<CatalogColumn> columns) => new()
    {
        Schema = Schema, Name = Name, Kind = Kind, Oid = oid, Columns = columns, Keys = Keys, Parents = Parents, Children = Children,
        Definition = Definition, Target = Target, Triggers = Triggers, TriggerRoutines = TriggerRoutines, Rules = Rules, RowSecurity = RowSecurity,
        Owner = Owner, CallsUserCode = CallsUserCode, Cascades = Cascades, DefinitionPath = DefinitionPath, QuotedIdentifier = QuotedIdentifier,
        IsBuiltin = IsBuiltin,
    };

    /// <summary>The column of this exact name, or null. Relations are narrow: a scan beats a table of hashes.</summary>
    public CatalogColumn? Column(string name)
    {
        foreach (var column in Columns)
        {
            if (string.Equals(column.Name, name, StringComparison.Ordinal))
            {
                return column;
            }
        }

        return null;
    }
}

/// <summary>A column of a relation.</summary>
/// <param name="Name">As stored.</param>
/// <param name="Type">As the server prints it (<c>character varying(20)</c>), null when unknown.</param>
/// <param name="Number">Attribute number, 1-based; dropped columns leave holes.</param>
public sealed record CatalogColumn(string Name, string? Type = null, int Number = 0)
{
    public uint TypeOid { get; init; }

    public bool NotNull { get; init; }

    /// <summary>Expression of a default or a generated column, null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>Generated column: never written by a client.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>
    /// MySQL: the collation of a text, which begins with its character set (<c>latin1_swedish_ci</c>); T-SQL: that of a text
    /// (<c>Korean_Wansung_CI_AS</c>). Null when it is not known.
    /// </summary>
    public string? Collation { get; init; }

    /// <summary>MySQL: <c>INVISIBLE</c>; T-SQL: <c>HIDDEN</c>. A star does not stand for it.</summary>
    public bool IsInvisible { get; init; }
}

/// <summary>A primary key or unique constraint.</summary>
public sealed record CatalogKey(string Name, bool IsPrimary, ImmutableArray<string> Columns);
