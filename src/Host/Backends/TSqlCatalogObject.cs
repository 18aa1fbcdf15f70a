using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>A parameter of a procedure or function, with its <c>@</c>.</summary>
internal readonly record struct TSqlCatalogParameter(string Name, string Type, bool IsOutput, bool HasDefault);

/// <summary>A row of <c>sys.objects</c>, and what other views say of it.</summary>
/// <param name="Type">As the server writes it, without blanks: <c>U V P FN …</c></param>
internal sealed record TSqlCatalogObject(string Id, string Schema, string Name, string Type, bool IsShipped)
{
    private readonly List<(string Id, string Name, bool IsPrimary, List<int> Columns)> _keys = [];

    public List<CatalogColumn> Columns { get; } = [];

    public List<TSqlCatalogParameter> Parameters { get; } = [];

    public List<string> Triggers { get; } = [];

    public List<ObjectName> Cascades { get; } = [];

    public ObjectName? Target { get; set; }

    public string? Definition { get; set; }

    public string? Returns { get; set; }

    public bool QuotedIdentifier { get; set; } = true;

    public bool RunsAsOther { get; set; }

    public bool CallsUserCode { get; set; }

    /// <summary>Null for what is no relation.</summary>
    public RelationKind? Kind => Type switch
    {
        "U" => RelationKind.Table,
        "ET" => RelationKind.ForeignTable,
        "V" => RelationKind.View,
        "SN" => RelationKind.Synonym,
        "SO" => RelationKind.Sequence,
        _ => null,
    };

    /// <summary>Procedures, functions and aggregates, those of assemblies among them.</summary>
    public bool IsRoutine => Type is "P" or "PC" or "X" or "RF" or "FN" or "FS" or "IF" or "TF" or "FT" or "AF";

    private bool IsProcedure => Type is "P" or "PC" or "X" or "RF";

    private bool ReturnsSet => Type is "IF" or "TF" or "FT";

    private uint Oid => int.TryParse(Id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) && id > 0 ? (uint)id : 0;

    public void AddKey(string id, string name, bool isPrimary) => _keys.Add((id, name, isPrimary, []));

    public void AddKeyColumn(string id, int number)
    {
        var index = _keys.FindIndex(k => k.Id == id);
        if (index >= 0)
        {
            _keys[index].Columns.Add(number);
        }
    }

    public CatalogRelation BuildRelation() => new()
    {
        Schema = Schema,
        Name = Name,
        Kind = Kind ?? RelationKind.Table,
        Oid = Oid,
        Columns = [.. Columns],
        Keys = [.. _keys.OrderByDescending(static k => k.IsPrimary).Select(Key).OfType<CatalogKey>()],
        Target = Target,
        Definition = Definition,
        DefinitionPath = Definition is null ? null : ViewPath(),
        QuotedIdentifier = QuotedIdentifier,
        Triggers = [.. Triggers],
        Cascades = [.. Cascades.Distinct()],
        CallsUserCode = CallsUserCode,
        IsBuiltin = IsShipped,
    };

    public CatalogRoutine BuildRoutine() => new()
    {
        Schema = Schema,
        Name = Name,
        Oid = Oid,
        Kind = IsProcedure ? RoutineKind.Procedure : Type == "AF" ? RoutineKind.Aggregate : RoutineKind.Function,
        ArgumentTypes = [.. Parameters.Select(static p => p.Type)],
        ArgumentNames = [.. Parameters.Select(static p => p.Name)],
        DefaultedArguments = Parameters.AsEnumerable().Reverse().TakeWhile(static p => p.HasDefault).Count(),
        ReturnType = Returns,
        ReturnsSet = ReturnsSet,
        OutputColumns = ReturnsSet
            ? [.. Columns]
            : [.. Parameters.Where(static p => p.IsOutput).Select(static (p, i) => new CatalogColumn(p.Name, p.Type, i + 1))],
        Language = Type is "P" or "RF" or "FN" or "IF" or "TF" ? "tsql" : Type == "X" ? "c" : "clr",
        Body = Definition,
        QuotedIdentifier = QuotedIdentifier,
        SecurityDefiner = RunsAsOther,
    };

    /// <summary>Names in a module are looked up in its own schema first.</summary>
    private ImmutableArray<string> ViewPath() => Schema == "dbo" ? ["dbo"] : [Schema, "dbo"];

    private CatalogKey? Key((string Id, string Name, bool IsPrimary, List<int> Columns) key)
    {
        var columns = key.Columns.Select(n => Columns.Find(c => c.Number == n)?.Name).ToList();
        return columns.Count == 0 || columns.Contains(null) ? null : new CatalogKey(key.Name, key.IsPrimary, [.. columns.OfType<string>()]);
    }
}
