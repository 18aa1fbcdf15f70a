using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// What an analysis asks of a catalog: one database, immutable while the analysis runs. Names are as stored, already folded.
/// A name that is not there may still exist on the server: unknown is not absent.
/// </summary>
public interface ICatalogView
{
    /// <summary>Whose definitions and bodies these are.</summary>
    SqlDialect Dialect { get; }

    /// <summary>A table, view, sequence … by its exact schema and name; null when the catalog does not know it.</summary>
    RelationDescription? FindRelation(string schema, string name);

    /// <summary>Every overload of a function, aggregate or procedure outside the built-in schema; empty when there is none.</summary>
    ImmutableArray<RoutineDescription> FindRoutines(string schema, string name);

    /// <summary>Whether a user-defined operator of this name stands in the schema.</summary>
    bool HasOperator(string schema, string name);

    /// <summary>Functions behind the user-defined operators of this name in the schema; empty when there is none.</summary>
    ImmutableArray<ObjectName> OperatorFunctions(string schema, string name) => [];

    /// <summary>Functions behind user-defined casts to a type of this name; empty when there is none.</summary>
    ImmutableArray<ObjectName> CastFunctions(string schema, string name) => [];

    /// <summary>
    /// Whether a cast to a user-defined type of this name can run code of user schemas: a cast with a function, a base type with
    /// its own input function, a domain with a CHECK. Enums and plain composite types are false.
    /// </summary>
    bool CastRunsUserCode(string schema, string name);

    /// <summary>A type by its exact schema and name; null when the catalog does not know it.</summary>
    CatalogType? FindType(string schema, string name);

    /// <summary>T-SQL: another database of the same server, or this one, by its folded name; null when the catalog does not know it.</summary>
    ICatalogView? InDatabase(string name) => null;

    /// <summary>T-SQL: schemas that names without one are looked up in, <c>dbo</c> behind them.</summary>
    ImmutableArray<string> SearchPath => [];

    /// <summary>T-SQL: the collation of the database, by which names in it are compared; null when it is not known.</summary>
    string? Collation => null;
}

/// <summary>A relation as the catalog knows it.</summary>
/// <param name="Columns">Names in order, dropped columns left out.</param>
public sealed record RelationDescription(ObjectName Name, RelationKind Kind, ImmutableArray<string> Columns)
{
    /// <summary>The columns with types and numbers, in the same order; empty when only the names are known.</summary>
    public ImmutableArray<CatalogColumn> Definitions { get; init; } = [];

    /// <summary>Primary key first, then unique constraints.</summary>
    public ImmutableArray<CatalogKey> Keys { get; init; } = [];

    /// <summary>The server's object id, 0 when it is not known.</summary>
    public uint Oid { get; init; }

    /// <summary>The column of this exact name with its type; null when it is not known.</summary>
    public CatalogColumn? Column(string column)
    {
        foreach (var definition in Definitions)
        {
            if (string.Equals(definition.Name, column, StringComparison.Ordinal))
            {
                return definition;
            }
        }

        return null;
    }

    /// <summary>Views and materialized views: the query, as the server prints it; null when it is not known.</summary>
    public string? Definition { get; init; }

    /// <summary>What the definition's unqualified names are looked up in; null is the search path of the session.</summary>
    public ImmutableArray<string>? DefinitionPath { get; init; }

    /// <summary>Parents by inheritance, or the partitioned table.</summary>
    public ImmutableArray<ObjectName> Parents { get; init; } = [];

    /// <summary>Direct children by inheritance, or partitions.</summary>
    public ImmutableArray<ObjectName> Children { get; init; } = [];

    /// <summary>What a synonym stands for.</summary>
    public ObjectName? Target { get; init; }

    /// <summary>Rewrite rules other than a view's own stand on it: a write may become, or bring with it, statements that nobody has read.</summary>
    public bool HasRules { get; init; }

    /// <summary>A write can run triggers or rules, or a read a policy function: code of user schemas.</summary>
    public bool RunsUserCode { get; init; }

    /// <summary>T-SQL: QUOTED_IDENTIFIER as it was when the view was made, by which its definition is read.</summary>
    public bool QuotedIdentifier { get; init; } = true;
}

/// <summary>A routine as the catalog knows it.</summary>
/// <param name="Language">Lower case: <c>sql plpgsql c internal</c> …; an unknown one is an opaque body.</param>
/// <param name="Body">Source text; null when it is not known.</param>
public sealed record RoutineDescription(ObjectName Name, string Language, string? Body)
{
    public bool IsProcedure { get; init; }

    /// <summary>The function's own SET search_path, else null: the path of the caller.</summary>
    public ImmutableArray<string>? SearchPath { get; init; }

    /// <summary>Names of the arguments, for bodies that use them; empty when they have none.</summary>
    public ImmutableArray<string> ArgumentNames { get; init; } = [];

    /// <summary>T-SQL: QUOTED_IDENTIFIER as it was when the module was made, by which its body is read.</summary>
    public bool QuotedIdentifier { get; init; } = true;

    /// <summary>T-SQL: the module runs as somebody else than its caller (EXECUTE AS OWNER, SELF, a user).</summary>
    public bool SecurityDefiner { get; init; }

    /// <summary>A function that stands in FROM.</summary>
    public bool ReturnsSet { get; init; }

    public bool IsAggregate { get; init; }

    /// <summary>Columns of a function that returns a table; output parameters of a procedure. Empty when they are not known.</summary>
    public ImmutableArray<CatalogColumn> OutputColumns { get; init; } = [];
}
