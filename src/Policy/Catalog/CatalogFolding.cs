using System.Collections.Immutable;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Catalog;

/// <summary>Names of a written catalog of SQL Server as texts are looked up in it: folded by the database's collation.</summary>
internal static class CatalogFolding
{
    public static CatalogDatabase Database(string name, IEnumerable<CatalogSchema> schemas, ImmutableArray<string> path, string? collation)
    {
        var names = TSqlNames.Of(collation);
        ImmutableArray<string> folded = path.IsDefault ? path : [.. path.Select(names.Fold)];
        return new CatalogDatabase(TSqlNames.Of(null).Fold(name), SqlDialect.TSql, schemas.Select(s => Schema(s, names)), folded) { Collation = collation };
    }

    private static CatalogSchema Schema(CatalogSchema schema, TSqlNames names)
    {
        var name = names.Fold(schema.Name);
        return new CatalogSchema(
            name, schema.Relations.Select(r => Relation(r, name, names)), schema.Routines.Select(r => Routine(r, name, names)),
            schema.Types.Select(t => t with { Schema = name, Name = names.Fold(t.Name) }), [])
        {
            Owner = schema.Owner, Oid = schema.Oid, IsBuiltin = schema.IsBuiltin,
        };
    }

    private static CatalogRelation Relation(CatalogRelation relation, string schema, TSqlNames names) => new()
    {
        Schema = schema,
        Name = names.Fold(relation.Name),
        Kind = relation.Kind,
        Oid = relation.Oid,
        Columns = Columns(relation.Columns, names),
        Keys = [.. relation.Keys.Select(k => k with { Columns = [.. k.Columns.Select(names.Fold)] })],
        Definition = relation.Definition,
        DefinitionPath = relation.DefinitionPath is { } path ? [.. path.Select(names.Fold)] : null,
        QuotedIdentifier = relation.QuotedIdentifier,
        Target = relation.Target is { } target ? Name(target, names) : null,
        Triggers = relation.Triggers,
        RowSecurity = relation.RowSecurity,
        Owner = relation.Owner,
        CallsUserCode = relation.CallsUserCode,
        Cascades = [.. relation.Cascades.Select(c => Name(c, names))],
        IsBuiltin = relation.IsBuiltin,
    };

    private static CatalogRoutine Routine(CatalogRoutine routine, string schema, TSqlNames names) => new()
    {
        Schema = schema,
        Name = names.Fold(routine.Name),
        Oid = routine.Oid,
        Kind = routine.Kind,
        ArgumentTypes = routine.ArgumentTypes,
        ArgumentNames = [.. routine.ArgumentNames.Select(names.Fold)],
        DefaultedArguments = routine.DefaultedArguments,
        ReturnType = routine.ReturnType,
        ReturnsSet = routine.ReturnsSet,
        OutputColumns = Columns(routine.OutputColumns, names),
        Language = routine.Language,
        Body = routine.Body,
        SecurityDefiner = routine.SecurityDefiner,
        QuotedIdentifier = routine.QuotedIdentifier,
        IsBuiltin = routine.IsBuiltin,
    };

    private static ImmutableArray<CatalogColumn> Columns(ImmutableArray<CatalogColumn> columns, TSqlNames names) =>
        [.. columns.Select(c => c with { Name = names.Fold(c.Name) })];

    private static ObjectName Name(ObjectName name, TSqlNames names) => new(
        Fold(name.Server, names), name.Database is null ? null : TSqlNames.Of(null).Fold(name.Database), Fold(name.Schema, names), names.Fold(name.Name));

    private static string? Fold(string? part, TSqlNames names) => part is null ? null : names.Fold(part);
}
