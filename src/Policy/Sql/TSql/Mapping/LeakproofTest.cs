using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>
/// Whether a condition can tell a row's value by nothing but its result: no error depends on it. Comparisons of columns with constants,
/// parameters and columns that the server compares without a conversion that could fail (errors 245, 8114, 8115, 241, 242 name the value,
/// or tell that there is one).
/// </summary>
internal sealed class LeakproofTest(ValueClasses classes)
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public bool Holds(BooleanExpression node) => node switch
    {
        BooleanParenthesisExpression inner => Holds(inner.Expression),
        BooleanBinaryExpression both => Holds(both.FirstExpression) && Holds(both.SecondExpression),
        BooleanNotExpression not => Holds(not.Expression),
        BooleanComparisonExpression { ComparisonType: not (BooleanComparisonType.LeftOuterJoin or BooleanComparisonType.RightOuterJoin) } comparison =>
            Compares(comparison.FirstExpression, comparison.SecondExpression),
        InPredicate { Subquery: null } list => classes.IsColumn(list.Expression) && list.Values.All(v => Compares(list.Expression, v)),
        InPredicate { Subquery.QueryExpression: QuerySpecification { SelectElements: [SelectScalarExpression item] } inner } list =>
            item.Expression is ColumnReferenceExpression && classes.IsColumn(list.Expression) && Compares(list.Expression, item.Expression) && IsQuiet(inner),
        ExistsPredicate { Subquery.QueryExpression: QuerySpecification { GroupByClause: null, HavingClause: null } inner } => IsQuiet(inner),
        BooleanTernaryExpression between => Compares(between.FirstExpression, between.SecondExpression)
            && Compares(between.FirstExpression, between.ThirdExpression),
        LikePredicate like => classes.IsColumn(like.FirstExpression) && classes.Of(like.FirstExpression) == ValueClass.Text
            && classes.Of(like.SecondExpression) == ValueClass.Text && like.EscapeExpression is null or StringLiteral { Value.Length: 1 },
        BooleanIsNullExpression test => classes.IsColumn(test.Expression),
        _ => false,
    };

    /// <summary>What a subquery tests may be tested on the rows around it.</summary>
    private bool IsQuiet(QuerySpecification inner) =>
        inner is { TopRowFilter: null, OffsetClause: null, HavingClause: null }
        && (inner.WhereClause is null || (inner.WhereClause.SearchCondition is { } condition && Holds(condition)))
        && (inner.FromClause?.TableReferences.All(IsQuiet) ?? true);

    private bool IsQuiet(TableReference table) => table switch
    {
        NamedTableReference or VariableTableReference => true,
        QualifiedJoin join => Holds(join.SearchCondition) && IsQuiet(join.FirstTableReference) && IsQuiet(join.SecondTableReference),
        _ => false,
    };

    private bool Compares(ScalarExpression left, ScalarExpression right)
    {
        var (first, second) = (classes.Of(left), classes.Of(right));
        return ValueClasses.Converts(first, second) || IsConstantOf(left, second) || IsConstantOf(right, first);
    }

    /// <summary>A text that the server converts once, to the type of the column, and without an error.</summary>
    private static bool IsConstantOf(ScalarExpression constant, ValueClass column) => constant switch
    {
        ParenthesisExpression inner => IsConstantOf(inner.Expression, column),
        StringLiteral { Collation: null } literal => column switch
        {
            // What a column of whole numbers is compared with must be one.
            ValueClass.Number => literal.Value.Length < 10 && int.TryParse(literal.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            ValueClass.Date or ValueClass.DateTime2 or ValueClass.DateTimeOffset => IsTime(literal.Value, 1),
            ValueClass.DateTime => IsTime(literal.Value, 1753),
            ValueClass.SmallDateTime => IsTime(literal.Value, 1900),
            ValueClass.Uuid => Guid.TryParseExact(literal.Value, "D", out _),
            _ => false,
        },
        _ => false,
    };

    /// <summary>Forms that every DATEFORMAT and language reads; with hyphens days up to 12 are read in some, but never fail.</summary>
    private static bool IsTime(string text, int least) =>
        DateTime.TryParseExact(
            text, ["yyyyMMdd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.fff", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year >= least && time.Year < 2079;
}
