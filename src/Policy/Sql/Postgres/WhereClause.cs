namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Whether a WHERE narrows a write: it names a column of the target and compares it with something that is not the same column
/// (policy-language.md §3, without_where).
/// </summary>
internal static class WhereClause
{
    public static bool Narrows(SyntaxNode where, TableItem target, Scope scope)
    {
        if (!where.Exists)
        {
            return false;
        }

        var pending = new Stack<SyntaxNode>();
        pending.Push(where);
        while (pending.TryPop(out var node))
        {
            switch (node.Type)
            {
                case "CurrentOfExpr":
                    return true;
                case "ColumnRef" when Belongs(node, target, scope):
                    // A bare boolean column, a test or an argument of a function: operators are taken as a whole below.
                    return true;
                case "A_Expr":
                    if (Compares(node, target, scope))
                    {
                        return true;
                    }

                    break;
                default:
                    foreach (var child in node)
                    {
                        if (child.IsObject || child.IsArray)
                        {
                            pending.Push(child);
                        }
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>An operator with a column of the target, and with anything beside that column and constants computed with it.</summary>
    private static bool Compares(SyntaxNode expression, TableItem target, Scope scope)
    {
        var left = Contents(expression["lexpr"], target, scope);
        var right = Contents(expression["rexpr"], target, scope);
        if (left.Column is null && right.Column is null)
        {
            return false;
        }

        var isItself = left is { Column: { } column, HasOthers: false } && !right.HasOthers
            && string.Equals(column, right.Column, StringComparison.Ordinal);
        return !isItself;
    }

    /// <summary>The first column of the target in a subtree, and whether anything that varies stands beside it.</summary>
    private static (string? Column, bool HasOthers) Contents(SyntaxNode root, TableItem target, Scope scope)
    {
        string? column = null;
        var hasOthers = false;
        if (!root.Exists)
        {
            return (null, false);
        }

        for (var i = root.Index; i < root.Tree[root.Index].End; i++)
        {
            var node = new SyntaxNode(root.Tree, i);
            if (node.Type is "ParamRef" or "SubLink" or "FuncCall")
            {
                hasOthers = true;
            }
            else if (node.Is("ColumnRef"))
            {
                var name = ColumnResolver.Split(node["fields"]).Column;
                var isSame = column is null || string.Equals(column, name, StringComparison.Ordinal);
                if (Belongs(node, target, scope) && isSame)
                {
                    column = name;
                }
                else
                {
                    hasOthers = true;
                }
            }
        }

        return (column, hasOthers);
    }

    private static bool Belongs(SyntaxNode columnRef, TableItem target, Scope scope)
    {
        var (schema, table, column, isStar) = ColumnResolver.Split(columnRef["fields"]);
        return table is not null
            ? ReferenceEquals(ColumnResolver.Find(schema, table, scope), target)
            : !isStar && column is not null && target.Has(column) >= ColumnMatch.Possible;
    }
}
