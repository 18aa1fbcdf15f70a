using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    private static readonly FunctionBody LikeFunction = FunctionTable.Add("(like)", c =>
        Pattern.Like(c.Text(0), c.Text(1), c.Values.Length > 2 ? c.Text(2) : "", c.Types[0].EffectiveCollation) ? 1L : 0L);

    /// <summary>A condition, in three-valued logic, as SQLite has it too.</summary>
    public string Predicate(BooleanExpression e, Scope? scope)
    {
        if (++_depth > 400)
            throw new SqlError(8631, 17, "Internal error: Server stack limit has been reached. Please look for potentially deep nesting in your query, and try to simplify it.");
        var text = PredicateOf(e, scope);
        _depth--;
        return text;
    }

    private string PredicateOf(BooleanExpression e, Scope? scope)
    {
        switch (e)
        {
            case BooleanParenthesisExpression p:
                return Predicate(p.Expression, scope);
            case BooleanNotExpression n:
                return $"(NOT {Predicate(n.Expression, scope)})";
            case BooleanBinaryExpression b:
                return $"({Predicate(b.FirstExpression, scope)} {(b.BinaryExpressionType == BooleanBinaryExpressionType.And ? "AND" : "OR")} {Predicate(b.SecondExpression, scope)})";
            case BooleanComparisonExpression c:
                return Comparison(c, scope);
            case BooleanIsNullExpression i:
                return $"({Scalar(i.Expression, scope).Text} IS {(i.IsNot ? "NOT " : "")}NULL)";
            case BooleanTernaryExpression t:
                var value = Scalar(t.FirstExpression, scope);
                var between = $"({Compare(">=", value, Scalar(t.SecondExpression, scope))} AND {Compare("<=", value, Scalar(t.ThirdExpression, scope))})";
                return t.TernaryExpressionType == BooleanTernaryExpressionType.NotBetween ? $"(NOT {between})" : between;
            case LikePredicate l:
                return Like(l, scope);
            case InPredicate i:
                return In(i, scope);
            case ExistsPredicate x:
                return $"EXISTS({Query(x.Subquery.QueryExpression, scope).Sql})";
            case SubqueryComparisonPredicate s:
                return Quantified(s, scope);
            default:
                throw Errors.NotSupported(e.GetType().Name);
        }
    }

    private string Comparison(BooleanComparisonExpression c, Scope? scope)
    {
        var (a, b) = (Scalar(c.FirstExpression, scope), Scalar(c.SecondExpression, scope));
        if (!_context.Settings.AnsiNulls && (a.IsNull || b.IsNull) && c.ComparisonType is BooleanComparisonType.Equals or BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation)
            return $"({(a.IsNull ? b : a).Text} IS {(c.ComparisonType == BooleanComparisonType.Equals ? "" : "NOT ")}NULL)";
        return Compare(OperatorText(c.ComparisonType), a, b);
    }

    private static string OperatorText(BooleanComparisonType type) => type switch
    {
        BooleanComparisonType.Equals => "=",
        BooleanComparisonType.GreaterThan => ">",
        BooleanComparisonType.LessThan => "<",
        BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => ">=",
        BooleanComparisonType.LessThanOrEqualTo or BooleanComparisonType.NotGreaterThan => "<=",
        BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => "<>",
        _ => throw Errors.NotSupported("the outer join operator"),
    };

    public static string Compare(string op, Expr a, Expr b)
    {
        var (left, right, type) = Meet(a, b);
        if (TypeRules.IsLob(type) && !a.IsNull && !b.IsNull)
            throw Errors.InvalidOperands(a.Type, b.Type, op switch { "=" => "equal to", "<>" => "not equal to", "<" => "less than", ">" => "greater than", _ => op });
        return $"({left.Text} {op} {right.Text}{CollateText(type, a, b)})";
    }

    private string Like(LikePredicate l, Scope? scope)
    {
        var args = new List<Expr> { AsText(Scalar(l.FirstExpression, scope)), AsText(Scalar(l.SecondExpression, scope)) };
        if (l.EscapeExpression is { } escape)
            args.Add(AsText(Scalar(escape, scope)));
        if ((args[0].Collation ?? args[0].Type.Collation ?? args[1].Collation) is { } collation)
            args[0] = args[0] with { Type = args[0].Type with { Collation = collation } };
        var text = $"({Call(LikeFunction, SqlType.Bit, args)})";
        return l.NotDefined ? $"(NOT {text})" : text;
    }

    /// <summary>A text as it is, anything else converted.</summary>
    public static Expr AsText(Expr e) => e.Type.IsText ? e : e.IsNull ? Convert(e, SqlType.VarChar(8000)) : Convert(e, SqlType.VarChar(TypeRules.TextLength(e.Type) is > 0 and <= 8000 and var n ? n : 8000));

    private string In(InPredicate i, Scope? scope)
    {
        var value = Scalar(i.Expression, scope);
        string text;
        if (i.Subquery is { } subquery)
        {
            var query = Query(subquery.QueryExpression, scope);
            if (query.Columns.Count != 1)
                throw new SqlError(116, 16, "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.");
            var item = new Expr("o1", query.Columns[0].Type);
            var (left, right, type) = Meet(value, item);
            text = $"({left.Text}{CollateText(type, value, item)} IN (SELECT {right.Text} FROM ({query.Sql})))";
        }
        else
        {
            var items = i.Values.Select(v => Scalar(v, scope)).ToList();
            var type = items.Select(x => x.Type).Append(value.Type).Aggregate(TypeRules.Meet);
            foreach (var item in items.Where(x => !x.IsNull && !value.IsNull))
                CheckMeeting(value.Type, item.Type);
            text = $"({Convert(value, type).Text}{CollateText(type, [value, .. items])} IN ({string.Join(',', items.Select(x => Convert(x, type).Text))}))";
        }
        return i.NotDefined ? $"(NOT {text})" : text;
    }

    // x op ALL (…): no row for which it is not true; ANY: not for all that it is not true. NULLs count as SQL has it.
    private string Quantified(SubqueryComparisonPredicate s, Scope? scope)
    {
        var value = Scalar(s.Expression, scope);
        var query = Query(s.Subquery.QueryExpression, scope);
        if (query.Columns.Count != 1)
            throw new SqlError(116, 16, "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.");
        var compare = Compare(OperatorText(s.ComparisonType), value, new Expr("o1", query.Columns[0].Type));
        return s.SubqueryComparisonPredicateType == SubqueryComparisonPredicateType.All
            ? $"(SELECT CASE WHEN sum(q=0)>0 THEN 0 WHEN sum(q IS NULL)>0 THEN NULL ELSE 1 END FROM (SELECT {compare} AS q FROM ({query.Sql})))"
            : $"(SELECT CASE WHEN sum(q=1)>0 THEN 1 WHEN sum(q IS NULL)>0 THEN NULL ELSE 0 END FROM (SELECT {compare} AS q FROM ({query.Sql})))";
    }
}
