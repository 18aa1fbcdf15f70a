using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Writes the condition that a row of a catalog is about nothing denied. Relations are told by their object ids where the catalog has
/// them, so that a rename hides nothing less, and looked up by name where it has none. Whatever the search path, it means the same.
/// </summary>
internal sealed class PostgresCatalogFilter(DeniedNames denied)
{
    private const string Equal = " OPERATOR(pg_catalog.=) ";

    /// <summary>pg_class itself, as <c>classid</c> names it (catalog/pg_class.h).</summary>
    private const string ClassOfRelations = "'1259'::pg_catalog.oid";

    private const string InSchema = " JOIN pg_catalog.pg_namespace AS n ON (n.oid OPERATOR(pg_catalog.=) c.relnamespace)";

    private readonly string? _ids = denied.Relations.IsEmpty ? null : Ids(denied.Relations);

    /// <summary>Null when nothing of it can be denied.</summary>
    public string? Write(ImmutableArray<PostgresCatalogPlace> places)
    {
        var conditions = places.SelectMany(Conditions).Distinct(StringComparer.Ordinal).ToList();
        return conditions.Count == 0 ? null : $"({string.Join(" OR ", conditions)}) IS NOT TRUE";
    }

    private IEnumerable<string> Conditions(PostgresCatalogPlace place) => place switch
    {
        PostgresCatalogPlace.ById id => ById(id, ""),
        PostgresCatalogPlace.ByName name => ByName(name),
        PostgresCatalogPlace.ByNameOfPart part => [PartOf(part)],
        PostgresCatalogPlace.ByConstraint constraint => [ByConstraint(constraint)],
        PostgresCatalogPlace.ByRowType type => ByRowType(type),
        _ => throw new InvalidOperationException($"no condition for {place.GetType().Name}"),
    };

    /// <param name="prefix">Qualifies the columns: a name and a dot, or nothing.</param>
    private IEnumerable<string> ById(PostgresCatalogPlace.ById place, string prefix)
    {
        var isRelation = place.Class is null ? "" : $"{prefix}{place.Class}{Equal}{ClassOfRelations} AND ";
        yield return $"({isRelation}{IsOneOf(prefix + place.Relation, Hidden())})";
        if (place.Number is null && place.Numbers is null)
        {
            yield break;
        }

        foreach (var columns in denied.Columns)
        {
            var number = place.Number is null
                ? $"({prefix}{place.Numbers}::pg_catalog.int2[]) OPERATOR(pg_catalog.&&) {Numbers(columns)}"
                : IsOneOf(prefix + place.Number, Numbers(columns));
            yield return $"({isRelation}{prefix}{place.Relation}{Equal}{Id(columns.Relation)} AND {number})";
        }
    }

    private IEnumerable<string> ByName(PostgresCatalogPlace.ByName place)
    {
        foreach (var schema in denied.Relations.GroupBy(static r => r.Schema, StringComparer.Ordinal))
        {
            yield return $"({place.Schema}{Equal}{Name(schema.Key)} AND {IsOneOf(place.Relation, Names(schema.Select(static r => r.Name)))})";
        }

        if (place.Column is null)
        {
            yield break;
        }

        foreach (var (relation, columns) in denied.Columns)
        {
            yield return $"({place.Schema}{Equal}{Name(relation.Schema)} AND {place.Relation}{Equal}{Name(relation.Name)}"
                + $" AND {IsOneOf(place.Column, Names(columns.Select(static c => c.Name)))})";
        }
    }

    private string PartOf(PostgresCatalogPlace.ByNameOfPart place) =>
        $"EXISTS (SELECT 1 FROM pg_catalog.pg_class AS c{InSchema} WHERE {IsOneOf("c.oid", Hidden())}"
        + $" AND n.nspname{Equal}{place.Schema} AND c.relname{Equal}{place.Relation})";

    private string ByConstraint(PostgresCatalogPlace.ByConstraint place)
    {
        var conditions = PostgresCatalogs.Of(new Sql.ObjectName("pg_catalog", "pg_constraint"))!.Value
            .SelectMany(p => ById((PostgresCatalogPlace.ById)p, "k."));
        return "EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_namespace AS n ON (n.oid OPERATOR(pg_catalog.=) k.connamespace)"
            + $" WHERE ({string.Join(" OR ", conditions)}) AND n.nspname{Equal}{place.Schema} AND k.conname{Equal}{place.Constraint})";
    }

    private IEnumerable<string> ByRowType(PostgresCatalogPlace.ByRowType place)
    {
        if (_ids is not null)
        {
            yield return IsOneOf(place.Relation, _ids);
            yield return IsOneOf(place.Element, $"ARRAY(SELECT t.oid FROM pg_catalog.pg_type AS t WHERE {IsOneOf("t.typrelid", _ids)})");
        }
    }

    /// <summary>Denied relations with what belongs to them, and what belongs to denied columns: indexes, own sequences, TOAST tables.</summary>
    private string Hidden()
    {
        var ofIndexes = new List<string>();
        var ofParts = new List<string>();
        if (_ids is not null)
        {
            ofIndexes.Add(IsOneOf("i.indrelid", _ids));
            ofParts.Add(IsOneOf("d.refobjid", _ids));
        }

        foreach (var columns in denied.Columns)
        {
            var (id, numbers) = (Id(columns.Relation), Numbers(columns));
            ofIndexes.Add($"(i.indrelid{Equal}{id} AND (i.indkey::pg_catalog.int2[]) OPERATOR(pg_catalog.&&) {numbers})");
            ofParts.Add($"(d.refobjid{Equal}{id} AND {IsOneOf("d.refobjsubid", numbers)})");
        }

        var itself = _ids is null ? "" : $"SELECT c.oid FROM pg_catalog.pg_class AS c WHERE {IsOneOf("c.oid", _ids)} UNION ALL ";
        return $"ARRAY({itself}SELECT i.indexrelid FROM pg_catalog.pg_index AS i WHERE {string.Join(" OR ", ofIndexes)}"
            + " UNION ALL SELECT d.objid FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_class AS p ON (p.oid OPERATOR(pg_catalog.=) d.objid)"
            + $" WHERE d.classid{Equal}{ClassOfRelations} AND d.refclassid{Equal}{ClassOfRelations}"
            + $" AND {IsOneOf("p.relkind", "'{i,I,S,t}'::pg_catalog.\"char\"[]")} AND ({string.Join(" OR ", ofParts)}))";
    }

    private static string Ids(ImmutableArray<CatalogRelation> relations) => relations.All(static r => r.Oid != 0)
        ? $"'{{{string.Join(',', relations.Select(static r => r.Oid.ToString(CultureInfo.InvariantCulture)))}}}'::pg_catalog.oid[]"
        : $"ARRAY[{string.Join(", ", relations.Select(Id))}]";

    private static string Id(CatalogRelation relation) => relation.Oid != 0
        ? $"'{relation.Oid.ToString(CultureInfo.InvariantCulture)}'::pg_catalog.oid"
        : $"(SELECT c.oid FROM pg_catalog.pg_class AS c{InSchema} WHERE n.nspname{Equal}{Name(relation.Schema)} AND c.relname{Equal}{Name(relation.Name)})";

    private static string Numbers(DeniedColumns denied) => denied.Relation.Oid != 0 && denied.Columns.All(static c => c.Number > 0)
        ? $"'{{{string.Join(',', denied.Columns.Select(static c => c.Number.ToString(CultureInfo.InvariantCulture)))}}}'::pg_catalog.int2[]"
        : $"ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute AS a WHERE a.attrelid{Equal}{Id(denied.Relation)}"
            + $" AND {IsOneOf("a.attname", Names(denied.Columns.Select(static c => c.Name)))})";

    private static string IsOneOf(string value, string array) => $"{value}{Equal}ANY ({array})";

    private static string Names(IEnumerable<string> names) => $"ARRAY[{string.Join(", ", names.Select(PostgresLiteral.Quote))}]::pg_catalog.name[]";

    private static string Name(string name) => $"{PostgresLiteral.Quote(name)}::pg_catalog.name";
}
