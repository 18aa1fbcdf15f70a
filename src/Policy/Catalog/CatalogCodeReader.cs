using System.Collections.Immutable;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>Routines, types, operators and casts of a catalog file.</summary>
internal static class CatalogCodeReader
{
    private static readonly string[] RoutineKeys =
    [
        "language", "body", "kind", "args", "arg_names", "defaults", "variadic", "returns", "returns_set", "out", "volatility", "security_definer",
        "leakproof", "strict", "settings", "oid", "quoted_identifier",
    ];

    /// <summary>A name with one overload, or with a list of them.</summary>
    public static IEnumerable<CatalogRoutine> Routines(string schema, DocumentNode? node)
    {
        foreach (var (name, _, value) in node?.Entries() ?? [])
        {
            foreach (var overload in value.IsSequence ? value.Items() : [value])
            {
                if (overload.IsNull)
                {
                    yield return new CatalogRoutine { Schema = schema, Name = name };
                    continue;
                }

                overload.RefuseUnknownKeys(RoutineKeys);
                if (overload.IsMapping)
                {
                    yield return Routine(schema, name, overload);
                }
            }
        }
    }

    public static IEnumerable<CatalogType> Types(string schema, DocumentNode? node)
    {
        foreach (var (name, _, value) in node?.Entries() ?? [])
        {
            if (value.IsMapping)
            {
                value.RefuseUnknownKeys("kind", "base", "oid");
            }

            var kind = (value.IsMapping ? value.Get("kind") : value)?.Word("base", "composite", "domain", "enum", "range", "multirange", "pseudo");
            yield return new CatalogType(
                schema,
                name,
                kind is null ? CatalogTypeKind.Base : Enum.Parse<CatalogTypeKind>(kind, ignoreCase: true),
                value.IsMapping ? (uint)(value.Get("oid")?.Integer(0, uint.MaxValue) ?? 0) : 0)
            {
                BaseType = value.IsMapping ? value.Get("base")?.Text() : null,
            };
        }
    }

    public static IEnumerable<CatalogOperator> Operators(string schema, DocumentNode? node)
    {
        foreach (var item in node?.Items() ?? [])
        {
            item.RefuseUnknownKeys("name", "left", "right", "function", "leakproof", "oid");
            if (item.IsMapping && item.Require("name")?.Text() is { } name)
            {
                var function = item.Require("function");
                yield return new CatalogOperator(
                    schema,
                    name,
                    item.Get("left")?.Text(),
                    item.Get("right")?.Text(),
                    function is null ? default : CatalogNames.Read(function) ?? default)
                {
                    Leakproof = item.Get("leakproof")?.Flag() ?? false,
                    Oid = (uint)(item.Get("oid")?.Integer(0, uint.MaxValue) ?? 0),
                };
            }
        }
    }

    public static IEnumerable<CatalogCast> Casts(DocumentNode? node)
    {
        foreach (var item in node?.Items() ?? [])
        {
            item.RefuseUnknownKeys("source", "target", "function", "context");
            if (item.IsMapping && item.Require("source")?.Text() is { } source && item.Require("target")?.Text() is { } target)
            {
                var function = item.Get("function");
                var context = item.Get("context")?.Word("explicit", "assignment", "implicit");
                yield return new CatalogCast(
                    source,
                    target,
                    function is null ? null : CatalogNames.Read(function),
                    context is null ? CastContext.Explicit : Enum.Parse<CastContext>(context, ignoreCase: true));
            }
        }
    }

    private static CatalogRoutine Routine(string schema, string name, DocumentNode node)
    {
        var kind = node.Get("kind")?.Word("function", "procedure", "aggregate", "window");
        var volatility = node.Get("volatility")?.Word("volatile", "stable", "immutable");
        return new CatalogRoutine
        {
            Schema = schema,
            Name = name,
            Oid = (uint)(node.Get("oid")?.Integer(0, uint.MaxValue) ?? 0),
            Kind = kind is null ? RoutineKind.Function : Enum.Parse<RoutineKind>(kind, ignoreCase: true),
            ArgumentTypes = node.Has("args") ? CatalogRelationReader.Texts(node.Get("args")) : default,
            ArgumentNames = CatalogRelationReader.Texts(node.Get("arg_names")),
            DefaultedArguments = (int)(node.Get("defaults")?.Integer(0, 100) ?? 0),
            IsVariadic = node.Get("variadic")?.Flag() ?? false,
            ReturnType = node.Get("returns")?.Text(),
            ReturnsSet = node.Get("returns_set")?.Flag() ?? false,
            OutputColumns = CatalogRelationReader.Columns(node.Get("out")),
            Language = node.Get("language")?.Text(),
            Body = node.Get("body")?.Text(),
            Volatility = volatility is null ? RoutineVolatility.Volatile : Enum.Parse<RoutineVolatility>(volatility, ignoreCase: true),
            SecurityDefiner = node.Get("security_definer")?.Flag() ?? false,
            Leakproof = node.Get("leakproof")?.Flag() ?? false,
            Strict = node.Get("strict")?.Flag() ?? false,
            Settings = CatalogRelationReader.Texts(node.Get("settings")),
            QuotedIdentifier = node.Get("quoted_identifier")?.Flag() ?? true,
        };
    }
}
