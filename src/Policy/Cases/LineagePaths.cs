using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>
/// By which ways a text reaches a base column, in words for people: <c>CTE x → v_customers v.number → public.customers.resident_no</c>.
/// Tells nothing that a decision rests on.
/// </summary>
internal sealed partial class LineagePaths
{
    /// <summary>Views of views deeper than this are shown as one step.</summary>
    private const int MaxDepth = 12;

    private readonly string _text;
    private readonly SqlDialect _dialect;
    private readonly AnalysisNamespace _names;
    private readonly ICatalogView _catalog;

    public LineagePaths(string text, SqlDialect dialect, AnalysisNamespace names, ICatalogView catalog)
    {
        _text = text;
        _dialect = dialect;
        _names = names;
        _catalog = catalog;
    }

    /// <summary>Paths to the column, each once, in text order; empty when the text cannot be mapped.</summary>
    public ImmutableArray<string> To(ColumnSource column)
    {
        var paths = ImmutableArray.CreateBuilder<string>();
        foreach (var map in SqlAnalyzer.Map(_dialect, _text, _names, _catalog) ?? [])
        {
            foreach (var reference in map.Relations)
            {
                foreach (var path in Steps(reference, column).Select(s => Surroundings(map, reference.Query) + s).Where(p => !paths.Contains(p)))
                {
                    paths.Add(path);
                }
            }
        }

        return paths.ToImmutable();
    }

    private IEnumerable<string> Steps(RelationReference reference, ColumnSource column)
    {
        var alias = reference.Alias is { } name && name != reference.Name.Name ? $" {name}" : "";
        if (Same(reference.Name, column.Table))
        {
            return Uses(reference, column.Column) ? [(alias.Length == 0 ? "" : $"{reference.Name.Name}{alias}.{column.Column} → ") + Base(column)] : [];
        }

        return reference.Kind is RelationKind.View or RelationKind.MaterializedView
            ? Through(reference.Name, column, MaxDepth).Where(s => Uses(reference, s.Column)).Select(s => $"{reference.Name}{alias}.{s.Column} → {s.Path}")
            : [];
    }

    /// <summary>The view's columns that come from the base column, each with the rest of its path.</summary>
    private IEnumerable<(string Column, string Path)> Through(ObjectName view, ColumnSource column, int depth)
    {
        if (ViewLineage.Of(view, _catalog) is not { } lineage)
        {
            yield break;
        }

        var beneath = depth == 0 ? [] : Views(view).ToList();
        foreach (var own in lineage.Columns.Where(c => c.From.Any(s => s.Column == column.Column && Same(s.Table, column.Table))))
        {
            var steps = beneath.SelectMany(v => Through(v, column, depth - 1).Select(s => $"{v}.{s.Column} → {s.Path}")).ToList();
            if (steps.Count == 0)
            {
                steps.Add(Base(column));
            }

            foreach (var step in steps)
            {
                yield return (own.Name, own.Plain is null ? $"(computed) {step}" : step);
            }
        }
    }

    private IEnumerable<ObjectName> Views(ObjectName view)
    {
        if (_catalog.FindRelation(view.Schema ?? "", view.Name) is not { Definition: { } definition } described)
        {
            return [];
        }

        var names = described.DefinitionPath is { } path ? _names with { SearchPath = path } : _names;
        return (SqlAnalyzer.Map(_dialect, definition, names, _catalog) ?? [])
            .SelectMany(static m => m.Relations)
            .Where(static r => r.Kind is RelationKind.View or RelationKind.MaterializedView)
            .Select(static r => r.Name).Distinct();
    }

    /// <summary>WITH queries and derived tables that stand around a level, outermost first.</summary>
    private string Surroundings(StatementMap map, int query)
    {
        var around = "";
        for (var level = query; level > 0; level = map.Queries[level].Parent)
        {
            var span = map.Queries[level].Span;
            if (WithName().Match(_text[..span.Start]) is { Success: true } with)
            {
                around = $"WITH {with.Groups[1].Value} → {around}";
            }
            else if (DerivedName().Match(_text[span.End..]) is { Success: true } derived && !Keywords.Contains(derived.Groups[1].Value.ToUpperInvariant()))
            {
                around = $"{derived.Groups[1].Value} → {around}";
            }
        }

        return around;
    }

    private static readonly string[] Keywords =
    [
        "WHERE", "ORDER", "GROUP", "UNION", "EXCEPT", "INTERSECT", "LIMIT", "OFFSET", "AND", "OR", "FROM", "JOIN", "ON", "THEN", "ELSE",
        "END", "IS", "FOR", "HAVING", "RETURNING",
    ];

    private static bool Uses(RelationReference reference, string column) =>
        reference.NeedsAllColumns || reference.UsesWholeRow || reference.UsedColumns.Contains(column)
        || reference.Uses.Any(u => u.Column == column || u.Column == "*");

    private static bool Same(ObjectName left, ObjectName right) => left.Name == right.Name && left.Schema == right.Schema;

    private static string Base(ColumnSource column) => $"{column.Table}.{column.Column}";

    [GeneratedRegex("""([\w"]+)\s*(?:\([^()]*\)\s*)?AS\s+(?:(?:NOT\s+)?MATERIALIZED\s*)?\(\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex WithName();

    [GeneratedRegex("""^\s*\)\s*(?:AS\s+)?([\w"]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex DerivedName();
}
