using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// One pass over the tree of a condition: it only reads, what it names beside the protected table is qualified, and the protected
/// table's columns are bare.
/// </summary>
/// <param name="prefix">Bytes before the condition in what was parsed.</param>
internal sealed class PostgresFilterWalk(SyntaxTree tree, SourceText source, List<PostgresToken> tokens, int prefix)
{
    private readonly HashSet<string> _common = new(StringComparer.Ordinal);
    private readonly ImmutableArray<FilterColumn>.Builder _columns = ImmutableArray.CreateBuilder<FilterColumn>();
    private int _subqueryEnd;

    /// <summary>Columns of the protected table outside of subqueries, after a walk without fault.</summary>
    public ImmutableArray<FilterColumn> Columns => _columns.ToImmutable();

    public FilterCheck? Fault()
    {
        for (var i = 0; i < tree.Count; i++)
        {
            if (tree[i].Text is { } name && tree[i].Name == "ctename")
            {
                _common.Add(name);
            }
        }

        for (var i = 0; i < tree.Count; i++)
        {
            if (tree[i].Name == "subselect")
            {
                _subqueryEnd = Math.Max(_subqueryEnd, tree[i].End);
            }

            if (OfNode(new SyntaxNode(tree, i), i < _subqueryEnd) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private FilterCheck? OfNode(SyntaxNode node, bool inSubquery) => node.Type switch
    {
        "ColumnRef" when !inSubquery => Column(node),
        "FuncCall" => Function(node, inSubquery),
        "RangeVar" when node.Text("schemaname") is null && !_common.Contains(node.Text("relname") ?? "") =>
            At(node, $"`{node.Text("relname")}` needs its schema, since each session has its own search_path"),
        "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" or "IntoClause" or "LockingClause" => At(node, "a condition only reads"),
        _ => null,
    };

    private FilterCheck? Column(SyntaxNode node)
    {
        var (_, table, column, isStar) = ColumnResolver.Split(node["fields"]);
        if (table is not null || isStar || column is null)
        {
            return At(node, "columns of the protected table are written bare, as in branch_id = 1");
        }

        var place = node.Location - prefix;
        var token = tokens.Find(t => t.Start == place);
        var start = source.Index(token.Start);
        _columns.Add(new FilterColumn(column, start, source.Index(token.End) - start));
        return null;
    }

    private FilterCheck? Function(SyntaxNode node, bool inSubquery)
    {
        var names = node["funcname"];
        string? name = null;
        foreach (var part in names)
        {
            name = part.Text("sval");
        }

        if (names.ItemCount == 1 && !PostgresBuiltins.IsFunction(name!))
        {
            return At(node, $"the function `{name}` is no built-in; write it with its schema");
        }

        var aggregates = node["over"].Exists
            || (PostgresBuiltins.Schema(PostgresBuiltins.CatalogSchema)?.Routine(name!).Any(static r => r.Kind == RoutineKind.Aggregate) ?? false);
        return aggregates && !inSubquery ? At(node, $"`{name}` is of several rows; a condition speaks of one row, or asks a subquery") : null;
    }

    private FilterCheck At(SyntaxNode node, string message) =>
        FilterCheck.Of(message, source.Index(Math.Clamp(node.Location - prefix, 0, source.ByteLength)));
}
