using System.Globalization;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Backends;

/// <summary>The types of one database; prints them as they are declared, names of users as the type beneath.</summary>
internal sealed class TSqlCatalogTypes
{
    private const string AssemblySystemType = "240";

    private readonly Dictionary<string, TypeRow> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _systemNames = new(StringComparer.Ordinal);

    /// <summary>A type that users made.</summary>
    internal sealed record TypeRow(string Id, string SystemId, string SchemaId, string Name, bool IsUsers, bool IsTable, bool IsAssembly)
    {
        public CatalogType Build(string schema) => new(schema, Name, Kind);

        /// <summary>A name for a built-in type is one with a rule at most; a table type is a row.</summary>
        private CatalogTypeKind Kind => IsTable ? CatalogTypeKind.Composite : IsAssembly ? CatalogTypeKind.Base : CatalogTypeKind.Domain;
    }

    public IEnumerable<TypeRow> UserTypes => _byId.Values.Where(static t => t.IsUsers);

    public void Add(string?[] row, string folded)
    {
        var type = new TypeRow(row[0] ?? "", row[1] ?? "", row[2] ?? "", folded, row[4] == "1", row[5] == "1", row[6] == "1");
        _byId[type.Id] = type;
        if (!type.IsUsers && type.Id == type.SystemId)
        {
            _systemNames[type.SystemId] = folded;
        }
    }

    /// <summary>Null for a type that no row told of.</summary>
    /// <param name="row">Of a column or parameter.</param>
    /// <param name="at">Where its type's id is; length in bytes, precision and scale follow.</param>
    public string? Print(string?[] row, int at)
    {
        if (!_byId.TryGetValue(row[at] ?? "", out var type))
        {
            return null;
        }

        var isOwn = type.IsTable || type.IsAssembly || type.SystemId == AssemblySystemType;
        var name = isOwn ? type.Name : _systemNames.GetValueOrDefault(type.SystemId, type.Name);
        return name + Size(name, Number(row[at + 1]), row[at + 2], row[at + 3]);
    }

    private static string Size(string name, int length, string? precision, string? scale) => name switch
    {
        "char" or "varchar" or "binary" or "varbinary" => Length(length),
        "nchar" or "nvarchar" => Length(length > 0 ? length / 2 : length),
        "decimal" or "numeric" => $"({precision},{scale})",
        "datetime2" or "time" or "datetimeoffset" => $"({scale})",
        _ => "",
    };

    private static string Length(int length) => length < 0 ? "(max)" : string.Create(CultureInfo.InvariantCulture, $"({length})");

    private static int Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
