using System.Text.Json;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>Writes facts in the public form of contracts.md §3.</summary>
internal static class AnalysisWriter
{
    private static readonly (StatementFlags Flag, string Name)[] Flags =
        [.. Enum.GetValues<StatementFlags>().Where(static f => f != StatementFlags.None).Select(static f => (f, SnakeCase(f.ToString())))];

    public static void Write(Utf8JsonWriter output, JsonElement request, AnalysisResult result, SqlDialect dialect)
    {
        output.WriteStartObject();
        if (request.TryGetProperty("id", out var id))
        {
            output.WritePropertyName("id");
            id.WriteTo(output);
        }

        Error(output, result.Error);
        output.WriteStartArray("statements");
        foreach (var statement in result.Statements)
        {
            Statement(output, statement, dialect);
        }

        output.WriteEndArray();
        output.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter output, AnalysisError? error)
    {
        if (error is null)
        {
            output.WriteNull("error");
            return;
        }

        output.WriteStartObject("error");
        output.WriteString("code", error.Code);
        output.WriteNumber("position", error.Position);
        output.WriteString("message", error.Message);
        output.WriteEndObject();
    }

    private static void Statement(Utf8JsonWriter output, StatementFacts facts, SqlDialect dialect)
    {
        var lists = new AnalysisLists(facts, dialect);
        output.WriteStartObject();
        output.WriteString("action", SnakeCase(facts.Action.ToString()));
        output.WriteString("kind", facts.Kind);
        output.WriteBoolean("complete", lists.Unresolved.Count == 0);
        List(output, "unresolved", lists.Unresolved);
        List(output, "reads", lists.Reads);
        List(output, "writes", lists.Writes);
        List(output, "through", lists.Through);
        output.WriteStartObject("columns");
        List(output, "read", lists.ColumnsRead);
        List(output, "written", lists.ColumnsWritten);
        output.WriteEndObject();
        Outputs(output, facts, dialect);
        List(output, "functions", lists.Functions);
        output.WriteStartArray("flags");
        foreach (var (flag, name) in Flags)
        {
            if ((facts.Flags & flag) != 0)
            {
                output.WriteStringValue(name);
            }
        }

        output.WriteEndArray();
        output.WriteString("shape", facts.Shape);
        output.WriteEndObject();
    }

    private static void Outputs(Utf8JsonWriter output, StatementFacts facts, SqlDialect dialect)
    {
        output.WriteStartArray("outputs");
        foreach (var column in facts.Outputs)
        {
            output.WriteStartObject();
            output.WriteString("name", column.Name);
            output.WriteStartArray("from");
            foreach (var source in column.From)
            {
                output.WriteStringValue(AnalysisLists.Column(source.Table, source.Column, dialect));
            }

            output.WriteEndArray();
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void List(Utf8JsonWriter output, string name, IReadOnlyList<string> values)
    {
        output.WriteStartArray(name);
        foreach (var value in values)
        {
            output.WriteStringValue(value);
        }

        output.WriteEndArray();
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
