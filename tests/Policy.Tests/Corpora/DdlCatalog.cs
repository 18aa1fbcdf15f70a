using System.Text.Json;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>Schemas of the lineage corpus that are given as CREATE TABLE and CREATE VIEW.</summary>
internal sealed class DdlCatalog(JsonElement schemas)
{
    /// <summary>Scripts that other sets than the plans' own use.</summary>
    private static readonly string[] Apart = ["imdb", "tpch", "tpcds", "tpcc", "sysbench", "integration_test"];

    private readonly Dictionary<string, CatalogDatabase?> _known = new(StringComparer.Ordinal);

    /// <summary>Null when the corpus does not say what is in it.</summary>
    public CatalogDatabase? Of(string set)
    {
        if (!_known.TryGetValue(set, out var catalog))
        {
            catalog = _known[set] = Read(set);
        }

        return catalog;
    }

    private CatalogDatabase? Read(string set)
    {
        var names = set switch
        {
            "gms-plan" => schemas.EnumerateObject().Select(static s => s.Name).Where(static n => n.StartsWith("gms:", StringComparison.Ordinal) && !Apart.Contains(n[4..])),
            "gms-integration" => ["gms:integration_test"],
            _ => [set.Replace("gms-", "gms:", StringComparison.Ordinal)],
        };
        var relations = names.Where(name => schemas.TryGetProperty(name, out _)).SelectMany(name => schemas.GetProperty(name).GetProperty("ddl").EnumerateArray())
            .Select(static text => text.GetString()!).SelectMany(Relations).ToList();
        return relations.Count == 0 ? null : new CatalogDatabase("app", SqlDialect.MySql, [new CatalogSchema("app", relations)]);
    }

    private static IEnumerable<CatalogRelation> Relations(string text)
    {
        var session = new MySqlSession(MySqlServer.MySql, MySqlModes.None, "utf8mb4", false);
        var parsed = MySqlParser.Parse(text, session, AnalysisLimits.Default);
        foreach (var statement in parsed.Error is null ? parsed.Statements : [])
        {
            switch (statement)
            {
                case CreateTable { Definition: { } table } create:
                    yield return new CatalogRelation
                    {
                        Schema = "app",
                        Name = create.Table.Name.Text,
                        Kind = RelationKind.Table,
                        Columns = [.. table.Columns.Select(static c => new CatalogColumn(c.Name.Text))],
                    };
                    break;
                case ViewStatement view:
                    yield return new CatalogRelation
                    {
                        Schema = "app",
                        Name = view.View.Name.Text,
                        Kind = RelationKind.View,
                        Definition = text.Substring(view.Query.Span.Start, view.Query.Span.Length),
                        Columns = [.. view.Columns.Select(static c => new CatalogColumn(c.Text))],
                    };
                    break;
                default:
                    break;
            }
        }
    }
}
