using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>Walks a view's definition on its own, outside any statement.</summary>
internal static class TSqlViewLineage
{
    public static ViewLineage? Of(ObjectName name, ICatalogView catalog)
    {
        if (name is not { Schema: { } schema, Database: null, Server: null }
            || catalog.FindRelation(schema, name.Name) is not { Definition: { } definition, Kind: RelationKind.View } view)
        {
            return null;
        }

        var names = new AnalysisNamespace("", [schema, "dbo"], "") { TSql = new TSqlSession(view.QuotedIdentifier, catalog.Collation, 0) };
        if (!AnalysisStack.IsNeeded(definition.Length) && WalkDepth.IsBearable)
        {
            var environment = new AnalysisEnvironment(names, catalog);
            var lineage = Of(view, environment);
            if (!environment.WantsStack)
            {
                return lineage;
            }
        }

        ViewLineage? found = null;
        _ = AnalysisStack.Run(
            () =>
            {
                found = Of(view, new AnalysisEnvironment(names, catalog) { HasLargeStack = true });
                return new AnalysisResult([], null);
            },
            TSqlParsing.StackSize);
        return found;
    }

    private static ViewLineage? Of(RelationDescription view, AnalysisEnvironment environment)
    {
        var context = new WalkContext(environment, "");
        BodyWalker.Beneath(context, new Relation(view.Name, view, view.Kind));
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
            if (context.Accesses.Views.Of(name) is not null && name.Schema is not null
                && context.Catalog?.FindRelation(name.Schema, name.Name)?.Definition is { } definition
                && BodyWalker.Parse(context, definition) is [var parsed])
            {
                var shape = QueryShape.Of(parsed);
                isFiltered |= shape.IsFiltered;
                isAggregated |= shape.IsAggregated;
            }
        }

        return (isFiltered, isAggregated);
    }
}
