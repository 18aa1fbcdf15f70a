using System.Text.Json;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>A gotcha's label, and what the analysis says, in one comparable form.</summary>
internal static class GotchaText
{
    /// <summary>Flags that the labels speak of; the others (without_where, temp …) are no part of the comparison.</summary>
    private const StatementFlags Labelled = StatementFlags.Copy | StatementFlags.Program | StatementFlags.FileRead | StatementFlags.FileWrite
        | StatementFlags.Cast | StatementFlags.DynamicSql | StatementFlags.Lock | StatementFlags.Session | StatementFlags.Cursor;

    public static string Name(ObjectName name) =>
        name.Name.Any(char.IsAsciiLetterUpper) ? $"\"{name.Name}\"" : name.Name;

    public static string Of(AnalysisSummary summary) => string.Join(" ",
        "read", Tables(summary.Read), "write", Tables(summary.Written), "functions", string.Join(",", summary.Functions),
        "flags", string.Join(",", FlagNames(summary.Flags & Labelled)), summary.Unresolved.Count == 0 ? "" : "incomplete");

    public static string Expected(JsonElement row) => string.Join(" ",
        "read", Tables(Labels(row.GetProperty("read"))), "write", Tables(Labels(row.GetProperty("write"))),
        "functions", string.Join(",", row.GetProperty("functions").EnumerateArray().Select(static f => f.GetString()).Order(StringComparer.Ordinal)),
        "flags", string.Join(",", row.GetProperty("flags").EnumerateArray().Select(static f => f.GetString()).Order(StringComparer.Ordinal)), "");

    private static string Tables(SortedDictionary<string, SortedSet<string>> tables) =>
        string.Join(";", tables.Select(static t => $"{t.Key}({string.Join(",", t.Value)})"));

    private static SortedDictionary<string, SortedSet<string>> Labels(JsonElement tables)
    {
        var result = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var table in tables.EnumerateObject())
        {
            var columns = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var column in table.Value.EnumerateArray().Select(static c => c.GetString()!))
            {
                columns.UnionWith(column == "*"
                    ? GotchaCatalog.Database.FindRelation("public", table.Name.Trim('"'))!.Columns
                    : [column]);
            }

            result[table.Name] = columns;
        }

        return result;
    }

    private static IEnumerable<string> FlagNames(StatementFlags flags) =>
        Enum.GetValues<StatementFlags>().Where(flag => flag != StatementFlags.None && (flags & flag) != 0)
            .Select(static flag => string.Concat(flag.ToString().Select(static (c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString())))
            .Order(StringComparer.Ordinal);
}
