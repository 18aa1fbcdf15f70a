using System.Text.Json;
using ProxyDb.Policy.Catalog;
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

/// <summary>The lists of one statement: names in the order they are met, each once.</summary>
internal sealed class AnalysisLists
{
    private readonly SqlDialect _dialect;

    public AnalysisLists(StatementFacts facts, SqlDialect dialect)
    {
        _dialect = dialect;
        Unresolved = [.. facts.Unresolved];
        foreach (var access in facts.Accesses)
        {
            Add(access);
        }
    }

    public List<string> Unresolved { get; }

    public List<string> Reads { get; } = [];

    public List<string> Writes { get; } = [];

    public List<string> Through { get; } = [];

    public List<string> ColumnsRead { get; } = [];

    public List<string> ColumnsWritten { get; } = [];

    public List<string> Functions { get; } = [];

    public static string Column(ObjectName table, string column, SqlDialect dialect) =>
        Name(table, dialect) + "." + (column == "*" ? column : Part(column, dialect));

    private void Add(in Access access)
    {
        switch (access.Kind)
        {
            case AccessKind.Object when access.Through:
                AddOnce(Through, Name(access.Name, _dialect));
                break;
            case AccessKind.Object when access.Relation is RelationKind.Routine:
                if (access.Action is SqlAction.Call)
                {
                    AddOnce(Functions, Name(access.Name, _dialect));
                }

                break;
            case AccessKind.Object when access.Action is SqlAction.Select or SqlAction.Metadata:
                AddTable(Reads, access);
                break;
            case AccessKind.Object when access.Action is not SqlAction.Copy:
                AddOnce(Writes, Name(access.Name, _dialect));
                break;
            case AccessKind.Column when !access.Through && access.Relation is not RelationKind.Temporary:
                AddOnce(access.Action is SqlAction.Select ? ColumnsRead : ColumnsWritten, Column(access.Name, access.Column ?? "*", _dialect));
                break;
            case AccessKind.Function when !access.IsOperator && !access.Through:
                AddOnce(Functions, Name(access.Name, _dialect));
                break;
            case AccessKind.Facility when access.Name.Name.StartsWith("proxydb.", StringComparison.Ordinal):
                AddOnce(Unresolved, access.Name.Name["proxydb.".Length..]);
                break;
            default:
                break;
        }
    }

    /// <summary>A temporary relation is no table of the database.</summary>
    private void AddTable(List<string> list, in Access access)
    {
        if (access.Relation is not RelationKind.Temporary)
        {
            AddOnce(list, Name(access.Name, _dialect));
        }
    }

    private static void AddOnce(List<string> list, string name)
    {
        if (!list.Contains(name))
        {
            list.Add(name);
        }
    }

    private static string Name(ObjectName name, SqlDialect dialect)
    {
        var text = Part(name.Name, dialect);
        if (name.Schema is { } schema && schema is not "pg_temp")
        {
            text = Part(schema, dialect) + "." + text;
        }

        text = name.Database is { } database ? Part(database, dialect) + "." + text : text;
        return name.Server is { } server ? Part(server, dialect) + "." + text : text;
    }

    /// <summary>A part is quoted when it is not what it would fold to, or holds what separates parts.</summary>
    private static string Part(string part, SqlDialect dialect)
    {
        var isPlain = part.Length > 0 && part.AsSpan().IndexOfAny(".\"*") < 0
            && (dialect != SqlDialect.Postgres || !part.Any(char.IsAsciiLetterUpper));
        return isPlain ? part : "\"" + part.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
