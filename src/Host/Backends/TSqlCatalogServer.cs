using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>
/// The databases of a server as their rows come, and what they share: the version, and the views that are in every one of them.
/// </summary>
internal sealed class TSqlCatalogServer
{
    private const string SystemSchemaId = "4";

    private readonly List<TSqlCatalogRows> _databases = [];
    private readonly Dictionary<string, (string Schema, string Name, List<CatalogColumn> Columns)> _views = new(StringComparer.Ordinal);

    /// <summary>15 is SQL Server 2019; 0 when the server does not tell.</summary>
    public int Major { get; private set; }

    /// <summary>Schemas <c>sys</c> and <c>INFORMATION_SCHEMA</c>; null before they were read.</summary>
    public ImmutableArray<CatalogSchema>? SystemViews { get; private set; }

    public void Settings(string?[] row)
    {
        var version = row[0] ?? "";
        var end = version.IndexOf('.', StringComparison.Ordinal);
        Major = int.TryParse(end < 0 ? version : version[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }

    /// <summary>What follows are rows of this database.</summary>
    public TSqlCatalogRows Begin(string name, string? collation)
    {
        var rows = new TSqlCatalogRows(name, collation);
        _databases.Add(rows);
        return rows;
    }

    public void SystemObject(string?[] row) =>
        _views[row[0] ?? ""] = (row[2] == SystemSchemaId ? "sys" : "information_schema", row[1] ?? "", []);

    public void SystemColumn(string?[] row)
    {
        if (_views.TryGetValue(row[0] ?? "", out var view))
        {
            view.Columns.Add(new CatalogColumn(row[2]!.ToLowerInvariant(), null, int.Parse(row[1]!, CultureInfo.InvariantCulture)));
        }
    }

    public void EndSystemViews() => SystemViews =
    [
        .. _views.Values.GroupBy(static v => v.Schema, StringComparer.Ordinal)
            .Select(static g => new CatalogSchema(g.Key, g.Select(SystemView)) { IsBuiltin = true }),
    ];

    /// <summary>Two databases whose names are one name to the gateway are none that it knows.</summary>
    public ImmutableArray<CatalogDatabase> Build() =>
    [
        .. _databases.GroupBy(static d => d.Name, StringComparer.Ordinal).Where(static g => g.Count() == 1)
            .Select(g => g.Single().Build(SystemViews ?? [])).OrderBy(static d => d.Name, StringComparer.Ordinal),
    ];

    public static IEnumerable<string> ServerPowers(string?[] row) =>
        Held(row, ["sysadmin", "securityadmin", "serveradmin", "bulkadmin"]).Select(static r => $"member of the server role {r}");

    public static IEnumerable<string> DatabasePowers(string?[] row, string database) =>
        Held(row, ["db_owner", "db_securityadmin", "db_ddladmin"]).Select(r => $"member of {r} in {database}");

    private static IEnumerable<string> Held(string?[] row, string[] roles) => roles.Where((_, i) => i < row.Length && row[i] == "1");

    /// <summary>To policies a view of the server itself is a table: nobody can read its definition.</summary>
    private static CatalogRelation SystemView((string Schema, string Name, List<CatalogColumn> Columns) view) => new()
    {
        Schema = view.Schema,
        Name = view.Name.ToLowerInvariant(),
        Kind = RelationKind.Table,
        Columns = [.. view.Columns],
        IsBuiltin = true,
    };
}
