using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

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
            case AccessKind.Object when access.Relation is RelationKind.Sequence && _dialect is SqlDialect.TSql:
                // The flag `sequence` says that a value is taken; no table is written.
                break;
            case AccessKind.Object when access.Action is SqlAction.Select or SqlAction.Metadata:
                AddTable(Reads, access);
                break;
            case AccessKind.Object when access.Action is not SqlAction.Copy && !access.IsShared:
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
