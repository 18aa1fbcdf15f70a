using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// Finds what a name of one to four parts means, as the server would: the default schema of the session, then <c>dbo</c>; views of the
/// system wherever they are named without a schema or in <c>dbo</c>.
/// </summary>
internal sealed class NameResolver(WalkContext context)
{
    private const string System = "sys";

    /// <summary>Schema that a body's names without one are looked up in before <c>dbo</c>: that of the object itself; null: the session's.</summary>
    public string? BodySchema { get; set; }

    public static bool IsTemporary(SchemaObjectName name) =>
        name.ServerIdentifier is null or { Value.Length: 0 } && name.BaseIdentifier?.Value.StartsWith('#') is true;

    /// <summary>A temporary table every session sees.</summary>
    public static bool IsGlobalTemporary(SchemaObjectName name) =>
        IsTemporary(name) && name.BaseIdentifier.Value.StartsWith("##", StringComparison.Ordinal);

    public Relation Resolve(SchemaObjectName name)
    {
        context.Saw(name);
        if (IsTemporary(name))
        {
            return new Relation(new ObjectName(null, "tempdb", null, context.Fold(name.BaseIdentifier)), null, RelationKind.Temporary);
        }

        var qualified = Qualify(name);
        if (qualified is { Server: null, Database: not null, Schema: null or "dbo" } && TSqlSystemViews.Contains(qualified.Name))
        {
            return new Relation(qualified with { Schema = System }, null, RelationKind.View);
        }

        if (qualified is not { Server: null, Database: null })
        {
            return Elsewhere(qualified);
        }

        foreach (var schema in Schemas(qualified.Schema))
        {
            if (context.Catalog?.FindRelation(schema, qualified.Name) is { } found)
            {
                return new Relation(found.Name, found, found.Kind);
            }
        }

        return TSqlSystemViews.Contains(qualified.Name) && qualified.Schema is null or "dbo"
            ? new Relation(qualified with { Schema = System }, null, RelationKind.View)
            : new Relation(qualified, null, null);
    }

    /// <summary>
    /// Of another database: a table as its catalog knows it. What stands beneath a view or synonym there is not followed, so that it may be
    /// anything.
    /// </summary>
    private Relation Elsewhere(ObjectName qualified)
    {
        if (qualified.Server is null && TSqlSystemViews.Contains(qualified.Name) && qualified.Schema is null or "dbo")
        {
            return new Relation(qualified with { Schema = System }, null, RelationKind.View);
        }

        if (qualified is not { Server: null, Database: { } database } || context.Catalog?.InDatabase(database) is not { } other)
        {
            return new Relation(qualified, null, null);
        }

        foreach (var schema in qualified.Schema is { } written ? [written] : other.SearchPath.Append("dbo"))
        {
            if (other.FindRelation(schema, qualified.Name) is { } found)
            {
                var name = found.Name with { Database = database };
                if (found.Kind is RelationKind.Table)
                {
                    return new Relation(name, found with { Name = name }, found.Kind);
                }

                context.Flag(found.Kind is RelationKind.View or RelationKind.Synonym ? StatementFlags.Opaque : StatementFlags.None);
                return new Relation(name, null, null);
            }
        }

        return new Relation(qualified, null, null);
    }

    /// <summary>A name of anything that belongs to a schema, without asking whether it exists. The current database is left out.</summary>
    public ObjectName Qualify(SchemaObjectName name)
    {
        context.Saw(name);
        if (name.BaseIdentifier is null)
        {
            context.NotUnderstood("a name without its last part");
            return new ObjectName(null, "");
        }

        var server = Part(name.ServerIdentifier);
        var database = Part(name.DatabaseIdentifier);
        var schema = Part(name.SchemaIdentifier);
        var last = context.Fold(name.BaseIdentifier);
        if (server is not null)
        {
            context.Flag(StatementFlags.Remote);
            context.Facility("remote");
            return new ObjectName(server, database, schema, last);
        }

        return new ObjectName(null, Database(database, last), schema, last);
    }

    /// <summary>Functions and procedures. The catalog's spelling where it knows them.</summary>
    public (ObjectName Name, ImmutableArray<RoutineDescription> Routines) Routine(SchemaObjectName name) => Routine(Qualify(name));

    public (ObjectName Name, ImmutableArray<RoutineDescription> Routines) Routine(ObjectName qualified)
    {
        if (qualified is { Server: null, Database: null })
        {
            foreach (var schema in Schemas(qualified.Schema))
            {
                if (context.Catalog?.FindRoutines(schema, qualified.Name) is { IsDefaultOrEmpty: false } found)
                {
                    return (found[0].Name, found);
                }
            }
        }

        return (qualified, []);
    }

    /// <summary>The database of a name when it is another than the one the catalog is of; null when it is that.</summary>
    private string? Database(string? written, string name)
    {
        if (written is null && context.Environment.DatabaseLost is { } reason && !context.Through)
        {
            context.NotUnderstood($"`{name}`: {reason}");
        }

        var database = written ?? (context.Database.Length == 0 ? null : context.Database);
        if (database is null || string.Equals(database, context.Environment.HomeDatabase, StringComparison.Ordinal))
        {
            return null;
        }

        context.Flag(StatementFlags.CrossDatabase);
        return database;
    }

    private IEnumerable<string> Schemas(string? written)
    {
        if (written is not null)
        {
            return [written];
        }

        var path = context.Environment.Names.SearchPath;
        var known = (path.IsDefaultOrEmpty ? ["dbo"] : path).Select(context.Folding.Fold);
        return BodySchema is null ? known : known.Prepend(BodySchema);
    }

    private string? Part(Identifier? identifier) => identifier is null || identifier.Value.Length == 0 ? null : context.Fold(identifier);
}
