namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The name a result column gets when the text gives none (FigureColname of the server's parse_target.c).</summary>
internal static class OutputNames
{
    public static string Of(SyntaxNode node) => Find(node) ?? "?column?";

    private static string? Find(SyntaxNode node)
    {
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
                    return Find(node["arg"]) ?? Last(node["typeName"]["names"]);
                case "CaseExpr":
                    return Find(node["defresult"]) ?? "case";
                case "SubLink":
                    return SubLink(node);
                default:
                    return Fixed(node);
            }
        }
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

    private static string? SubLink(SyntaxNode node) => node.Text("subLinkType") switch
    {
        "EXISTS_SUBLINK" => "exists",
        "ARRAY_SUBLINK" => "array",
        "EXPR_SUBLINK" when node["subselect"]["targetList"].First is { Exists: true } target =>
            target.Text("name") ?? Of(target["val"]),
        _ => null,
    };

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
