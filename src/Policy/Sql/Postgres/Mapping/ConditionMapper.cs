using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>Conditions and their conjuncts: spans from the tokens, checked against the tree.</summary>
internal sealed class ConditionMapper(MapRecorder recorder, LeakproofTest leakproof)
{
    private readonly TextTokens _tokens = recorder.Tokens;

    /// <summary>The condition that stands in a range of tokens; null when tree and tokens do not agree.</summary>
    public ConditionMap? Map(SyntaxNode condition, int start, int end, int query)
    {
        if (start < 0 || end <= start || !Holds(condition, start, end))
        {
            return null;
        }

        var conjuncts = ImmutableArray.CreateBuilder<ConjunctMap>();
        Split(condition, start, end, query, conjuncts);
        return new ConditionMap(_tokens.Span(start, end), conjuncts.ToImmutable()) { IsCurrentOf = condition.Is("CurrentOfExpr") };
    }

    private void Split(SyntaxNode node, int start, int end, int query, ImmutableArray<ConjunctMap>.Builder conjuncts)
    {
        if (node.Is("BoolExpr") && node.Text("boolop") is "AND_EXPR")
        {
            var pieces = new List<(int Start, int End)>();
            Pieces(start, end, node["args"].ItemCount, pieces);
            if (Fits(node["args"], pieces))
            {
                var number = 0;
                foreach (var arg in node["args"])
                {
                    Split(arg, pieces[number].Start, pieces[number].End, query, conjuncts);
                    number++;
                }

                return;
            }
        }

        conjuncts.Add(Conjunct(node, start, end, query));
    }

    private bool Fits(SyntaxNode args, List<(int Start, int End)> pieces)
    {
        if (args.ItemCount != pieces.Count)
        {
            return false;
        }

        var number = 0;
        foreach (var arg in args)
        {
            if (!Holds(arg, pieces[number].Start, pieces[number].End))
            {
                return false;
            }

            number++;
        }

        return true;
    }

    /// <summary>
    /// The operands of ANDs at the top of a range. The grammar makes one list of <c>(a AND b) AND c</c>, so that a first operand
    /// in parentheses is taken apart when operands are missing.
    /// </summary>
    private void Pieces(int start, int end, int wanted, List<(int Start, int End)> pieces)
    {
        while (_tokens.Kind(start) == PostgresTokenKind.OpenParenthesis && _tokens.Partner(start) == end - 1)
        {
            (start, end) = (start + 1, end - 1);
        }

        var from = start;
        var found = new List<(int Start, int End)>();
        var (betweens, cases) = (0, 0);
        for (var i = start; i < end; i = _tokens.Next(i))
        {
            if (cases == 0 && _tokens.IsKeyword(i, "BETWEEN"u8))
            {
                betweens++;
            }
            else if (_tokens.IsKeyword(i, "CASE"u8))
            {
                cases++;
            }
            else if (_tokens.IsKeyword(i, "END"u8))
            {
                cases--;
            }
            else if (cases == 0 && _tokens.IsKeyword(i, "AND"u8) && betweens-- == 0)
            {
                betweens = 0;
                found.Add((from, i));
                from = i + 1;
            }
        }

        found.Add((from, end));
        if (found.Count > 1 && found.Count < wanted)
        {
            Pieces(found[0].Start, found[0].End, wanted - found.Count + 1, pieces);
            found.RemoveAt(0);
        }

        pieces.AddRange(found);
    }

    /// <summary>Whether every place the tree gives of a node is in a range of tokens.</summary>
    private bool Holds(SyntaxNode node, int start, int end)
    {
        for (var i = node.Index; i < node.Tree[node.Index].End; i++)
        {
            ref var cell = ref node.Tree[i];
            if (cell.Kind == SyntaxTree.CellKind.Number && cell.Name is "location" && cell.Number > 0
                && _tokens.At(cell.Number) is var token && (token < start || token >= end))
            {
                return false;
            }
        }

        return end > start;
    }

    private ConjunctMap Conjunct(SyntaxNode node, int start, int end, int query)
    {
        var relations = new SortedSet<int>();
        var isMovable = true;
        var namesDerived = false;
        for (var i = node.Index; i < node.Tree[node.Index].End; i++)
        {
            var part = new SyntaxNode(node.Tree, i);
            switch (part.Type)
            {
                case "ColumnRef":
                    var column = recorder.ColumnAt(part.Location);
                    isMovable &= column is { Reference: >= 0 };
                    namesDerived |= column is not { Reference: >= 0 };
                    if (column is { Reference: >= 0 and var reference })
                    {
                        isMovable &= recorder.References[reference].Query == query;
                        _ = relations.Add(reference);
                    }

                    break;
                case "SubLink" or "CurrentOfExpr" or "GroupingFunc":
                    isMovable = false;
                    break;
                case "FuncCall":
                    isMovable &= IsStable(ConstantReader.Strings(part["funcname"]));
                    break;
                default:
                    break;
            }
        }

        return new ConjunctMap(
            _tokens.Span(start, end), leakproof.Holds(node), [.. relations], isMovable && relations.Count == 1) { NamesDerived = namesDerived };
    }

    private static bool IsStable(List<string> name)
    {
        var overloads = name is [_] or [PostgresBuiltins.CatalogSchema, _]
            ? PostgresBuiltins.Schema(PostgresBuiltins.CatalogSchema)?.Routine(name[^1]) ?? []
            : [];
        return !overloads.IsEmpty && overloads.All(static r => r is { Kind: RoutineKind.Function, Volatility: not RoutineVolatility.Volatile });
    }
}
