using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Walks a view's definition on its own, outside any statement.</summary>
internal static class PostgresViewLineage
{
    public static ViewLineage? Of(ObjectName name, ICatalogView catalog)
    {
        if (name.Schema is null || catalog.FindRelation(name.Schema, name.Name) is not { Definition: not null } view
            || view.Kind is not (RelationKind.View or RelationKind.MaterializedView))
        {
            return null;
        }

        var environment = new AnalysisEnvironment(new AnalysisNamespace("", view.DefinitionPath ?? [], ""), catalog);
        var context = new WalkContext(environment, new SourceText(""));
        BodyWalker.View(context, new Relation(view.Name, view, view.Kind));
        var output = context.Accesses.Views.Of(view.Name);
        if (output is null || context.Unresolved.Count > 0)
        {
            return null;
        }

        var (isFiltered, isAggregated) = Shape(context, view);
        return ViewLineage.Of(output, context.Accesses, isFiltered, isAggregated);
    }

    /// <summary>What the definition, and those of the views beneath, do to rows.</summary>
    private static (bool IsFiltered, bool IsAggregated) Shape(WalkContext context, RelationDescription view)
    {
        var (isFiltered, isAggregated) = (false, false);
        foreach (var name in ViewLineage.Objects(context.Accesses).Append(view.Name))
        {
            if (context.Accesses.Views.Of(name) is null || name.Schema is null
                || context.Catalog?.FindRelation(name.Schema, name.Name)?.Definition is not { } definition)
            {
                continue;
            }

            var tree = PostgresParser.Parse(new SourceText(definition), standardConformingStrings: true, AnalysisLimits.Default).Tree;
            for (var i = 0; i < tree?.Count; i++)
            {
                isFiltered |= Filters(new SyntaxNode(tree, i));
                isAggregated |= Aggregates(new SyntaxNode(tree, i));
            }
        }

        return (isFiltered, isAggregated);
    }

    private static bool Filters(SyntaxNode node) => node.Type is "JoinExpr" or "RangeTableSample"
        || node["whereClause"].Exists || node["havingClause"].Exists || node["limitCount"].Exists || node["limitOffset"].Exists
        || node["distinctClause"].Exists || node["groupClause"].Exists || node["fromClause"].ItemCount > 1
        || node.Text("op") is "SETOP_INTERSECT" or "SETOP_EXCEPT" || (node.Text("op") is "SETOP_UNION" && !node.Flag("all"));

    private static bool Aggregates(SyntaxNode node) =>
        node["groupClause"].Exists || node["havingClause"].Exists || node["distinctClause"].Exists
        || node.Text("op") is "SETOP_INTERSECT" or "SETOP_EXCEPT" || (node.Text("op") is "SETOP_UNION" && !node.Flag("all"))
        || (node.Is("FuncCall") && (node["over"].Exists || node.Flag("agg_star") || MayAggregate(ConstantReader.Strings(node["funcname"]))));

    /// <summary>A routine of users may be an aggregate: the catalog's view of it does not tell.</summary>
    private static bool MayAggregate(List<string> name)
    {
        var builtin = name.Count == 0 ? [] : PostgresBuiltins.Schema(PostgresBuiltins.CatalogSchema)?.Routine(name[^1]) ?? [];
        return builtin.IsEmpty || builtin.Any(static r => r.Kind is RoutineKind.Aggregate or RoutineKind.Window);
    }
}
