using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql;

/// <summary>What a view's own query makes of base columns, column by column: what decides whether a mask can stand at the reference.</summary>
public sealed class ViewLineage
{
    /// <summary>The view's columns in order.</summary>
    public required ImmutableArray<ViewColumn> Columns { get; init; }

    /// <summary>Base columns that decide which rows there are, or are used besides: predicates, joins, grouping, ordering.</summary>
    public ImmutableArray<ColumnSource> OtherUses { get; init; } = [];

    /// <summary>Base tables beneath it, through views of views.</summary>
    public ImmutableArray<ObjectName> Tables { get; init; } = [];

    /// <summary>Rows may be left out or joined: WHERE, HAVING, LIMIT, DISTINCT, joins, set operations other than UNION ALL.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Rows are brought together: GROUP BY, aggregates, DISTINCT, window functions, set operations.</summary>
    public bool IsAggregated { get; init; }

    /// <summary>The lineage of a view; null when it is none, when its definition is not known or not understood.</summary>
    public static ViewLineage? Of(ObjectName view, ICatalogView catalog) => catalog.Dialect switch
    {
        SqlDialect.MySql or SqlDialect.MariaDb => MySql.Analysis.MySqlViewLineage.Of(view, catalog),
        SqlDialect.TSql => TSql.Mapping.TSqlViewLineage.Of(view, catalog),
        _ => Postgres.PostgresViewLineage.Of(view, catalog),
    };

    /// <summary>The lineage of a view whose definition alone was walked, before any of its columns was asked for.</summary>
    /// <param name="output">What its query yields.</param>
    /// <param name="accesses">All that the walk found.</param>
    internal static ViewLineage Of(QueryOutput output, AccessCollector accesses, bool isFiltered, bool isAggregated) => new()
    {
        Columns = [.. accesses.Views.Resolve(output).Select(static c => new ViewColumn(c.Name, c.From, c.Plain))],
        OtherUses = [.. ColumnsRead(accesses).Where(source => accesses.Views.Of(source.Table) is null)],
        Tables = [.. Objects(accesses).Where(table => accesses.Views.Of(table) is null)],
        IsFiltered = isFiltered,
        IsAggregated = isAggregated,
    };

    /// <summary>Tables and views that the walk of a definition came to.</summary>
    internal static IEnumerable<ObjectName> Objects(AccessCollector accesses) => accesses.Items
        .Where(static access => access is { Kind: AccessKind.Object, Action: SqlAction.Select })
        .Where(static access => access.Relation is not RelationKind.Routine)
        .Select(static access => access.Name).Distinct();

    private static IEnumerable<ColumnSource> ColumnsRead(AccessCollector accesses) => accesses.Items
        .Where(static access => access is { Kind: AccessKind.Column, Action: SqlAction.Select })
        .Select(static access => new ColumnSource(access.Name, access.Column ?? "*")).Distinct();
}

/// <summary>A column of a view.</summary>
/// <param name="Plain">The base column (of a table, views followed) whose unchanged value it is; null when it is computed or from several.</param>
public sealed record ViewColumn(string Name, ImmutableArray<ColumnSource> From, ColumnSource? Plain);
