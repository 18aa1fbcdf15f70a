using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog;

/// <summary>Routines, types and operators of one schema in a catalog file.</summary>
internal static class CatalogCodeWriter
{
    public static void Routines(CatalogYaml yaml, int depth, IEnumerable<CatalogRoutine> routines)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "functions:");
        foreach (var overloads in routines.GroupBy(static r => r.Name, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            heading.Write();
            yaml.Line(depth + 1, CatalogYaml.Scalar(overloads.Key) + ":");
            foreach (var routine in overloads.OrderBy(static r => r.ArgumentTypes.IsDefault ? "" : string.Join(',', r.ArgumentTypes), StringComparer.Ordinal))
            {
                Routine(yaml.Item(depth + 2), routine).End();
            }
        }
    }

    public static void Types(CatalogYaml yaml, int depth, IEnumerable<CatalogType> types)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "types:");
        foreach (var type in types.OrderBy(static t => t.Name, StringComparer.Ordinal))
        {
            heading.Write();
            yaml.Entry(depth + 1, type.Name).Add("kind", CatalogWriter.Word(type.Kind)).Add("base", type.BaseType).Add("oid", type.Oid).End();
        }
    }

    public static void Operators(CatalogYaml yaml, int depth, IEnumerable<CatalogOperator> operators)
    {
        var heading = new CatalogYaml.Heading(yaml, depth, "operators:");
        foreach (var one in operators
            .OrderBy(static o => o.Name, StringComparer.Ordinal)
            .ThenBy(static o => o.Left, StringComparer.Ordinal)
            .ThenBy(static o => o.Right, StringComparer.Ordinal))
        {
            heading.Write();
            yaml.Item(depth + 1)
                .Add("name", one.Name)
                .Add("left", one.Left)
                .Add("right", one.Right)
                .Add("function", one.Function.ToString())
                .Add("leakproof", one.Leakproof)
                .Add("oid", one.Oid)
                .End();
        }
    }

    private static CatalogYaml.Flow Routine(CatalogYaml.Flow item, CatalogRoutine routine)
    {
        item.Add("kind", routine.Kind == RoutineKind.Function ? null : CatalogWriter.Word(routine.Kind))
            .Add("oid", routine.Oid)
            .Add("language", routine.Language)
            .AddRaw("args", routine.ArgumentTypes.IsDefault ? null : CatalogYaml.List(routine.ArgumentTypes))
            .Add("arg_names", routine.ArgumentNames)
            .Add("defaults", (uint)routine.DefaultedArguments)
            .Add("variadic", routine.IsVariadic)
            .Add("returns", routine.ReturnType)
            .Add("returns_set", routine.ReturnsSet)
            .AddRaw("out", routine.OutputColumns.IsEmpty ? null : CatalogRelationWriter.Columns(routine.OutputColumns))
            .Add("volatility", routine.Volatility == RoutineVolatility.Volatile ? null : CatalogWriter.Word(routine.Volatility))
            .Add("security_definer", routine.SecurityDefiner)
            .Add("leakproof", routine.Leakproof)
            .Add("strict", routine.Strict)
            .Add("settings", routine.Settings)
            .AddRaw("quoted_identifier", routine.QuotedIdentifier ? null : "false")
            .Add("body", routine.Body);
        return item;
    }
}
