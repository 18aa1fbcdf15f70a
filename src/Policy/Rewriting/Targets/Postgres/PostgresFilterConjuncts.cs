using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Rewriting.Targets.Postgres;

/// <summary>Reads the conjuncts of a filter with the server's own grammar: <c>column = value</c> and <c>column IN (values)</c>.</summary>
internal sealed class PostgresFilterConjuncts
{
    /// <summary>What any thread's stack bears; no filter of practice is longer.</summary>
    private const int LengthLimit = 8 * 1024;

    private readonly FilterTerms _filter;
    private readonly SourceText _source;

    private PostgresFilterConjuncts(FilterTerms filter, SourceText source)
    {
        _filter = filter;
        _source = source;
    }

    public static ImmutableArray<FilterConjunct> Of(FilterTerms filter)
    {
        var source = new SourceText(Text(filter));
        if (source.ByteLength > LengthLimit)
        {
            return [];
        }

        var tree = PostgresParser.Parse(source, standardConformingStrings: true, AnalysisLimits.Default).Tree;
        var condition = tree?.Root["stmts"].First["stmt"]["whereClause"] ?? default;
        if (!condition.Exists)
        {
            return [];
        }

        var conjuncts = ImmutableArray.CreateBuilder<FilterConjunct>();
        var reader = new PostgresFilterConjuncts(filter, source);
        var pending = new Stack<SyntaxNode>();
        pending.Push(condition);
        while (pending.TryPop(out var node))
        {
            if (node.Is("BoolExpr") && node.Text("boolop") is "AND_EXPR")
            {
                foreach (var argument in node["args"])
                {
                    pending.Push(argument);
                }
            }
            else
            {
                conjuncts.Add(reader.Conjunct(node));
            }
        }

        conjuncts.Reverse();
        return conjuncts.ToImmutable();
    }

    /// <summary>The filter with a parameter in place of each attribute: <c>$1</c> is part 0.</summary>
    private static string Text(FilterTerms filter)
    {
        var text = new StringBuilder("SELECT WHERE ");
        for (var i = 0; i < filter.Parts.Length; i++)
        {
            _ = filter.Parts[i].Sql is { } sql ? text.Append(sql) : text.Append('$').Append(i + 1);
        }

        return text.ToString();
    }

    private FilterConjunct Conjunct(SyntaxNode node)
    {
        var conjunct = new FilterConjunct(Columns(node));
        if (!node.Is("A_Expr") || ConstantReader.Strings(node["name"]) is not ["="])
        {
            return conjunct;
        }

        return node.Text("kind") switch
        {
            "AEXPR_OP" when Column(node["lexpr"]) is { } left => Values(conjunct, left, [node["rexpr"]]),
            "AEXPR_OP" when Column(node["rexpr"]) is { } right => Values(conjunct, right, [node["lexpr"]]),
            "AEXPR_IN" when Column(node["lexpr"]) is { } column => Values(conjunct, column, Items(node["rexpr"])),
            _ => conjunct,
        };
    }

    /// <summary>The conjunct with its values, when each is a constant or the only one an attribute.</summary>
    private FilterConjunct Values(FilterConjunct conjunct, string column, List<SyntaxNode> values)
    {
        if (values is [var only] && only.Is("ParamRef"))
        {
            var part = _filter.Parts[only.Number("number") - 1];
            return conjunct with { Column = column, Attribute = part.Attribute, IsList = part.IsList };
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var value in values)
        {
            if (!value.Is("A_Const") || value["bsval"].Exists || ConstantReader.Scalar(value, _source) is not { } text)
            {
                return conjunct;
            }

            texts.Add(text);
        }

        return conjunct with { Column = column, Values = texts.ToImmutable() };
    }

    private static List<SyntaxNode> Items(SyntaxNode list)
    {
        var items = new List<SyntaxNode>();
        foreach (var item in list.Is("List") ? list["items"] : list)
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>A bare column.</summary>
    private static string? Column(SyntaxNode node) =>
        node.Is("ColumnRef") && ColumnResolver.Split(node["fields"]) is { Table: null, IsStar: false, Column: { } column } ? column : null;

    private static ImmutableArray<string> Columns(SyntaxNode root)
    {
        var columns = ImmutableArray.CreateBuilder<string>();
        for (var i = root.Index; i < root.Tree[root.Index].End; i++)
        {
            var node = new SyntaxNode(root.Tree, i);
            if (node.Is("ColumnRef") && ColumnResolver.Split(node["fields"]).Column is { } column && !columns.Contains(column))
            {
                columns.Add(column);
            }
        }

        return columns.ToImmutable();
    }
}
