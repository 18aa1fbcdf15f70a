namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The name a result column gets when the text gives none (FigureColname of the server's parse_target.c).</summary>
internal static class OutputNames
{
    public static string Of(SyntaxNode node) => Find(node, out _) ?? "?column?";

    /// <param name="isWeak">The name of a cast or CASE, which gives way to that of a cast or CASE around it.</param>
    private static string? Find(SyntaxNode node, out bool isWeak)
    {
        isWeak = false;
        while (true)
        {
            switch (node.Type)
            {
                case "ColumnRef":
                    return Last(node["fields"]);
                case "FuncCall":
                    return Last(node["funcname"]);
                case "A_Indirection":
                    if (Last(node["indirection"]) is { } field)
                    {
                        return field;
                    }

                    node = node["arg"];
                    break;
                case "CollateClause":
                    node = node["arg"];
                    break;
                case "TypeCast":
                    return Strong(node["arg"], out isWeak) ?? Last(node["typeName"]["names"]);
                case "CaseExpr":
                    return Strong(node["defresult"], out isWeak) ?? "case";
                case "SubLink":
                    return SubLink(node, out isWeak);
                default:
                    return Fixed(node);
            }
        }
    }

    /// <summary>Null, and weak, when what stands within has no name of its own.</summary>
    private static string? Strong(SyntaxNode node, out bool isWeak)
    {
        var name = Find(node, out isWeak);
        isWeak |= name is null;
        return isWeak ? null : name;
    }

    private static string? Fixed(SyntaxNode node) => node.Type switch
    {
        "A_ArrayExpr" => "array",
        "RowExpr" => "row",
        "CoalesceExpr" => "coalesce",
        "GroupingFunc" => "grouping",
        "MinMaxExpr" => node.Text("op") is "IS_LEAST" ? "least" : "greatest",
        "A_Expr" when node.Text("kind") is "AEXPR_NULLIF" => "nullif",
        "XmlSerialize" => "xmlserialize",
        "XmlExpr" => node.Text("op") switch
        {
            "IS_XMLCONCAT" => "xmlconcat",
            "IS_XMLELEMENT" => "xmlelement",
            "IS_XMLFOREST" => "xmlforest",
            "IS_XMLPARSE" => "xmlparse",
            "IS_XMLPI" => "xmlpi",
            "IS_XMLROOT" => "xmlroot",
            _ => null,
        },
        "SQLValueFunction" => node.Text("op") is { } op
            ? op["SVFOP_".Length..].Replace("_N", "", StringComparison.Ordinal).ToLowerInvariant()
            : null,
        _ => null,
    };

    private static string? SubLink(SyntaxNode node, out bool isWeak)
    {
        isWeak = false;
        return node.Text("subLinkType") switch
        {
            "EXISTS_SUBLINK" => "exists",
            "ARRAY_SUBLINK" => "array",
            "EXPR_SUBLINK" when node["subselect"]["targetList"].First is { Exists: true } target => target.Text("name") ?? Find(target["val"], out isWeak),
            _ => null,
        };
    }

    private static string? Last(SyntaxNode names)
    {
        string? last = null;
        foreach (var name in names)
        {
            last = name.Text("sval") ?? last;
        }

        return last;
    }
}
