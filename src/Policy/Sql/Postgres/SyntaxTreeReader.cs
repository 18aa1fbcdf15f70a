using System.Text;
using System.Text.Json;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Reads the parser's JSON into a <see cref="SyntaxTree"/> with an explicit stack. <c>{"ColumnRef": {…}}</c> becomes one object of
/// type ColumnRef.
/// </summary>
internal static class SyntaxTreeReader
{
    /// <summary>Deeper than the guard lets any text become; the reader is no recursion.</summary>
    private const int MaxDepth = 1_000_000;

    public static SyntaxTree Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var tree = new SyntaxTree();
        var open = new Stack<int>(32);
        string? name = null;
        string? type = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when IsTypeName(reader.ValueSpan):
                    // The object around a type name is the node itself: it was added when its brace was read.
                    type = Symbol(reader.ValueSpan, tree);
                    break;
                case JsonTokenType.PropertyName:
                    name = Symbol(reader.ValueSpan, tree);
                    break;
                case JsonTokenType.StartObject when type is not null:
                    tree[open.Peek()].Text = type;
                    tree[open.Peek()].Visited = IsHarmless(type);
                    open.Push(-1);
                    type = null;
                    break;
                case JsonTokenType.StartObject:
                    open.Push(tree.Add(new() { Kind = SyntaxTree.CellKind.Object, Name = name }));
                    name = null;
                    break;
                case JsonTokenType.StartArray:
                    open.Push(tree.Add(new() { Kind = SyntaxTree.CellKind.Array, Name = name, Visited = true }));
                    name = null;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Close(tree, open.Pop());
                    break;
                default:
                    AddScalar(ref reader, tree, name);
                    name = null;
                    break;
            }
        }

        return tree;
    }

    private static void Close(SyntaxTree tree, int index)
    {
        if (index < 0)
        {
            return;
        }

        tree[index].End = tree.Count;
        if (tree[index].Text is "A_Const")
        {
            new SyntaxNode(tree, index).Skip();
        }
        else if (tree[index].Text is null && tree.Count == index + 1)
        {
            // `{}`: a missing item of a list, or a structure of nothing but defaults.
            tree[index].Visited = true;
        }
    }

    private static void AddScalar(ref Utf8JsonReader reader, SyntaxTree tree, string? name)
    {
        var cell = new SyntaxTree.Cell { Name = name, End = tree.Count + 1, Visited = true };
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                cell.Kind = SyntaxTree.CellKind.String;
                cell.Text = reader.ValueIsEscaped ? reader.GetString() : SyntaxSymbols.FindOrMake(reader.ValueSpan);
                break;
            case JsonTokenType.Number:
                cell.Kind = SyntaxTree.CellKind.Number;
                cell.Number = reader.TryGetInt32(out var number) ? number : int.MaxValue;
                break;
            case JsonTokenType.True:
                cell.Kind = SyntaxTree.CellKind.True;
                break;
            default:
                cell.Kind = SyntaxTree.CellKind.False;
                break;
        }

        _ = tree.Add(cell);
    }

    private static bool IsTypeName(ReadOnlySpan<byte> name) => name.Length > 0 && name[0] is >= (byte)'A' and <= (byte)'Z';

    /// <summary>Nodes that name nothing and hold no expression.</summary>
    private static bool IsHarmless(string type) =>
        type is "String" or "Integer" or "Float" or "Boolean" or "BitString" or "A_Const" or "A_Star" or "RoleSpec";

    private static string Symbol(ReadOnlySpan<byte> name, SyntaxTree tree)
    {
        if (SyntaxSymbols.Find(name) is { } known)
        {
            return known;
        }

        var unknown = Encoding.UTF8.GetString(name);
        tree.UnknownNames.Add(unknown);
        return unknown;
    }
}
