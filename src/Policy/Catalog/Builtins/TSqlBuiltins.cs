using System.Collections.Frozen;

namespace ProxyDb.Policy.Catalog.Builtins;

/// <summary>
/// The functions that come with SQL Server, by name in lower case, from the embedded list: name and kind. Methods of XML, spatial and
/// hierarchy values are told apart by their exact case, as the server does.
/// </summary>
public static class TSqlBuiltins
{
    private static readonly Lazy<FrozenDictionary<string, string>> All = new(Load);

    private static readonly FrozenSet<string> Methods = new[]
    {
        "value", "query", "exist", "nodes", "modify", "GetAncestor", "GetDescendant", "GetLevel", "GetReparentedValue", "IsDescendantOf",
        "ToString", "Read", "Write", "STArea", "STAsBinary", "STAsText", "STBoundary", "STBuffer", "STCentroid", "STContains", "STConvexHull",
        "STCrosses", "STCurveN", "STCurveToLine", "STDifference", "STDimension", "STDisjoint", "STDistance", "STEndpoint", "STEnvelope",
        "STEquals", "STExteriorRing", "STGeometryN", "STGeometryType", "STInteriorRingN", "STIntersection", "STIntersects", "STIsClosed",
        "STIsEmpty", "STIsRing", "STIsSimple", "STIsValid", "STLength", "STNumCurves", "STNumGeometries", "STNumInteriorRing", "STNumPoints",
        "STOverlaps", "STPointN", "STPointOnSurface", "STRelate", "STStartPoint", "STSymDifference", "STTouches", "STUnion", "STWithin",
        "AsGml", "AsTextZM", "AsBinaryZM", "BufferWithCurves", "BufferWithTolerance", "CurveToLineWithTolerance", "EnvelopeAngle",
        "EnvelopeCenter", "Filter", "HasM", "HasZ", "InstanceOf", "IsNull", "IsValidDetailed", "MakeValid", "MinDbCompatibilityLevel",
        "NumRings", "Reduce", "ReorientObject", "RingN", "ShortestLineTo",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Functions => All.Value.Keys;

    /// <summary>Whether the server has a function of this name, in lower case.</summary>
    public static bool IsFunction(string name) => All.Value.ContainsKey(name);

    public static bool IsAggregate(string name) => All.Value.GetValueOrDefault(name) is "aggregate" or "window";

    /// <summary>Whether values of the server's own types have a method of this name, in its exact case.</summary>
    public static bool IsMethod(string name) => Methods.Contains(name);

    /// <summary><see cref="BuiltinKind.Safe"/> too for a name that is none.</summary>
    public static BuiltinKind KindOf(string name) => All.Value.GetValueOrDefault(name) switch
    {
        "session" or "metadata" => BuiltinKind.Session,
        "last" => BuiltinKind.LastResult,
        _ => BuiltinKind.Safe,
    };

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(TSqlBuiltins).Assembly.GetManifestResourceStream("tsql-functions.tsv")
            ?? throw new InvalidOperationException("the list of built-ins is not embedded");
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            all[fields[0]] = fields[1];
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
