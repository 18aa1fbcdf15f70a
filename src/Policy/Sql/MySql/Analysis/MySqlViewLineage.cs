using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks a view's definition on its own, outside any statement.</summary>
internal static class MySqlViewLineage
{
    public static ViewLineage? Of(ObjectName name, ICatalogView catalog)
    {
        if (name.Schema is null || catalog.FindRelation(name.Schema, name.Name) is not { Definition: not null, Kind: RelationKind.View } view)
        {
            return null;
        }

        var session = MySqlSession.Unknown with { Server = catalog.Dialect == SqlDialect.MariaDb ? MySqlServer.MariaDb : MySqlServer.MySql };
        var names = new AnalysisNamespace(name.Schema, [], "") { MySql = session };
        var context = new WalkContext(new AnalysisEnvironment(names, catalog), "");
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
            if (context.Accesses.Views.Of(name) is not null && name.Schema is not null
                && context.Catalog?.FindRelation(name.Schema, name.Name)?.Definition is { } definition
                && BodyWalker.Parsed(context, definition) is { } parsed)
            {
                var shape = QueryShape.Of(parsed);
                isFiltered |= shape.IsFiltered;
                isAggregated |= shape.IsAggregated;
            }
        }

        return (isFiltered, isAggregated);
    }
}
