using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>
/// Whether an expression touches columns by nothing but operators that the server marks leakproof, or that are known to be. Literals
/// and parameters may be converted by anything: that tells nothing of a row. A column that would be converted first does not pass,
/// and no type passes that is not known.
/// </summary>
internal sealed class LeakproofTest(MapRecorder recorder, WalkContext context)
{
    /// <summary>A literal or parameter whose type the server takes from what it is compared with.</summary>
    private const string Unknown = "unknown";

    public bool Holds(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "A_Const":
                return true;
            case "ColumnRef":
                return TypeOf(node) is "boolean";
            case "BoolExpr":
                return All(node["args"], Holds);
            case "NullTest":
                return TypeOf(node["arg"]) is not null;
            case "BooleanTest":
                return Holds(node["arg"]);
            case "A_Expr":
                return Comparison(node);
            default:
                return false;
        }
    }

    private bool Comparison(SyntaxNode node)
    {
        var left = node["lexpr"];
        var right = node["rexpr"];
        switch (node.Text("kind"))
        {
            case "AEXPR_OP" or "AEXPR_DISTINCT" or "AEXPR_NOT_DISTINCT":
                return Symbol(node["name"]) is { } symbol && Operator(symbol, TypeOf(left), TypeOf(right));
            case "AEXPR_IN":
                return Symbol(node["name"]) is { } membership && TypeOf(left) is { } type
                    && All(right.Is("List") ? right["items"] : right, item => Operator(membership, type, TypeOf(item)));
            case "AEXPR_OP_ANY" or "AEXPR_OP_ALL":
                return Symbol(node["name"]) is { } each && TypeOf(left) is { } element && Elements(each, element, right);
            case "AEXPR_BETWEEN" or "AEXPR_NOT_BETWEEN" or "AEXPR_BETWEEN_SYM" or "AEXPR_NOT_BETWEEN_SYM":
                return IsBuiltin(">=") && IsBuiltin("<=") && TypeOf(left) is { } middle && Bounds(middle, right.Is("List") ? right["items"] : right);
            default:
                return false;
        }
    }

    private bool Bounds(string type, SyntaxNode bounds)
    {
        // NOT BETWEEN uses < and >, which are leakproof for the same types.
        foreach (var symbol in (ReadOnlySpan<string>)[">=", "<=", "<", ">"])
        {
            foreach (var bound in bounds)
            {
                if (!Operator(symbol, type, TypeOf(bound)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The array of ANY and ALL: a parameter, a literal, a cast of one, or a list of constants.</summary>
    private bool Elements(string symbol, string type, SyntaxNode array)
    {
        switch (array.Type)
        {
            case "ParamRef":
                return IsUntyped(array) && Operator(symbol, type, Unknown);
            case "A_Const":
                return Operator(symbol, type, Unknown);
            case "TypeCast" when array["arg"].Type is "ParamRef" or "A_Const" && array["typeName"]["arrayBounds"].Exists:
                return Operator(symbol, type, Named(array["typeName"]));
            case "A_ArrayExpr":
                return All(array["elements"], element => Operator(symbol, type, TypeOf(element)));
            default:
                return false;
        }
    }

    private static bool All(SyntaxNode list, Func<SyntaxNode, bool> holds)
    {
        foreach (var item in list)
        {
            if (!holds(item))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The printed type of an operand, null when it is not a plain one.</summary>
    private string? TypeOf(SyntaxNode operand)
    {
        switch (operand.Type)
        {
            case "ColumnRef":
                return recorder.ColumnAt(operand.Location) is { Reference: >= 0 } column
                    && recorder.References[column.Reference].Relation.Description?.Column(column.Column)?.Type is { } type
                        ? PostgresCodes.TypeName(type)
                        : null;
            case "ParamRef":
                return IsUntyped(operand) ? Unknown : null;
            case "A_Const":
                return Constant(operand);
            case "TypeCast" when operand["arg"].Type is "ParamRef" or "A_Const" && !operand["typeName"]["arrayBounds"].Exists:
                return Named(operand["typeName"]);
            case "SQLValueFunction":
                return operand.Text("op") switch
                {
                    "SVFOP_CURRENT_DATE" => "date",
                    "SVFOP_CURRENT_TIMESTAMP" or "SVFOP_CURRENT_TIMESTAMP_N" => "timestamp with time zone",
                    "SVFOP_LOCALTIMESTAMP" or "SVFOP_LOCALTIMESTAMP_N" => "timestamp without time zone",
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>
    /// Whether a parameter takes its type from this place. Of one that stands in the text more than once another place may have given
    /// it a type that the column is converted to.
    /// </summary>
    private bool IsUntyped(SyntaxNode parameter)
    {
        var number = parameter.Number("number");
        if ((context.Environment.Names.ForeignParameters >> Math.Clamp(number - 1, 0, 63) & 1) != 0)
        {
            return false;
        }

        for (var i = 0; i < parameter.Tree.Count; i++)
        {
            var other = new SyntaxNode(parameter.Tree, i);
            if (i != parameter.Index && other.Type is "ParamRef" && other.Number("number") == number)
            {
                return false;
            }

            if (other.Type is "PrepareStmt" && other["argtypes"].Exists)
            {
                return false;
            }
        }

        return true;
    }

    private static string? Constant(SyntaxNode constant)
    {
        if (constant["ival"].Exists)
        {
            return "integer";
        }

        if (constant["boolval"].Exists)
        {
            return "boolean";
        }

        if (constant["fval"].Text("fval") is { } number)
        {
            return long.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out _) ? "bigint" : "numeric";
        }

        return constant["bsval"].Exists ? null : Unknown;
    }

    private static string? Named(SyntaxNode typeName) => ConstantReader.Strings(typeName["names"]) switch
    {
        [PostgresBuiltins.CatalogSchema, var name] => PostgresCodes.TypeName(name),
        [var name] => PostgresCodes.TypeName(name),
        _ => null,
    };

    /// <summary>The operator's symbol where only the server's own can be meant.</summary>
    private string? Symbol(SyntaxNode name) => ConstantReader.Strings(name) switch
    {
        [var symbol] when IsBuiltin(symbol) => symbol,
        [PostgresBuiltins.CatalogSchema, var symbol] when IsBuiltin(symbol) => symbol,
        _ => null,
    };

    private bool IsBuiltin(string symbol)
    {
        if (!PostgresBuiltins.IsOperator(symbol))
        {
            return false;
        }

        if (context.Catalog is not { } catalog || catalog.HasOperator(PostgresBuiltins.CatalogSchema, symbol))
        {
            return false;
        }

        foreach (var schema in context.SearchPath)
        {
            if (catalog.HasOperator(schema, symbol))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the operator that the server finds for these types, with no conversion of either, is leakproof.</summary>
    private static bool Operator(string symbol, string? left, string? right)
    {
        if (left is null || right is null)
        {
            return false;
        }

        if (left == Unknown && right == Unknown)
        {
            return true;
        }

        left = left == Unknown ? right : left;
        right = right == Unknown ? left : right;
        return IsNumeric(symbol, left, right) || (Leakproof(symbol, left, right) ?? Leakproof(symbol, Coerced(left), Coerced(right)) ?? false);
    }

    /// <summary>
    /// Comparisons of numeric: not marked, but cmp_numerics of numeric.c, and the conversion of integers to numeric, fail for no
    /// value. Keys of this type are common, and an index must find rows by them.
    /// </summary>
    private static bool IsNumeric(string symbol, string left, string right) =>
        symbol is "=" or "<>" or "<" or "<=" or ">" or ">="
        && (left == "numeric" || right == "numeric")
        && left is "numeric" or "smallint" or "integer" or "bigint"
        && right is "numeric" or "smallint" or "integer" or "bigint";

    /// <summary>What a type is to the server without a function: only varchar has no operators of its own.</summary>
    private static string Coerced(string type) => type == "character varying" ? "text" : type;

    private static bool? Leakproof(string symbol, string left, string right)
    {
        foreach (var candidate in PostgresBuiltins.Schema(PostgresBuiltins.CatalogSchema)?.Operator(symbol) ?? [])
        {
            if (candidate.Left == left && candidate.Right == right)
            {
                return candidate.Leakproof;
            }
        }

        return null;
    }
}
