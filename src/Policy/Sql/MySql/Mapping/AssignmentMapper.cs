using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>SET items, the columns and rows of INSERT, and the items of RETURNING.</summary>
internal static class AssignmentMapper
{
    public static ImmutableArray<AssignmentMap> Map(ImmutableArray<Assignment> assignments, IEnumerable<MappedReference> targets) =>
        [.. assignments.Select(a => new AssignmentMap(Canonical(a.Column.Column.Text, targets), a.Column.Span, a.Value.Span, Value(a.Value)))];

    /// <summary>Columns an INSERT gives values for; all of the table when none are listed.</summary>
    public static ImmutableArray<string> Columns(InsertStatement insert, MappedReference target)
    {
        var named = insert.Columns.IsEmpty ? insert.Assignments.Select(static a => a.Column) : insert.Columns;
        return insert.Columns.IsEmpty && insert.Assignments.IsEmpty
            ? target.VisibleColumns
            : [.. named.Select(c => Canonical(c.Column.Text, [target]))];
    }

    public static ImmutableArray<ImmutableArray<ConstantValue?>> Rows(InsertStatement insert) => insert.Assignments.IsEmpty
        ? [.. insert.Rows.Select(static r => r.Items.Select(Value).ToImmutableArray())]
        : [[.. insert.Assignments.Select(static a => Value(a.Value))]];

    /// <summary>The items of a plain SELECT; empty when there is a star, groups (ROLLUP makes NULL of constants), or another kind of query.</summary>
    public static ImmutableArray<ConstantValue?> QueryItems(MySqlQuery? query)
    {
        while (query is ParenthesizedQuery inner)
        {
            query = inner.Inner;
        }

        return query is SelectQuery { GroupBy.IsEmpty: true } select && select.Items.All(static i => i.Expression is not StarExpression)
            ? [.. select.Items.Select(static i => Value(i.Expression))]
            : [];
    }

    public static ImmutableArray<ReturningItem> Returning(ImmutableArray<SelectItem> items, string text) => [.. items.Select(item => Returning(item, text))];

    private static ReturningItem Returning(SelectItem item, string text)
    {
        var end = item.Alias is null ? item.Span.End : item.Expression.Span.End;
        return new ReturningItem(
            new SourceSpan(item.Span.Start, end - item.Span.Start),
            item.Expression is StarExpression ? "" : item.Alias?.Text ?? OutputNames.Of(item.Expression, item.Span, text),
            item.Alias is not null,
            item.Expression is StarExpression);
    }

    /// <summary>The catalog's spelling, of the one target that has the column.</summary>
    private static string Canonical(string column, IEnumerable<MappedReference> targets) =>
        targets.SelectMany(static t => t.AllColumns).FirstOrDefault(c => MySqlNames.AreSame(c, column)) ?? MySqlNames.Fold(column);

    /// <summary>A literal, a parameter or DEFAULT; null for what is computed, and for literals that mean something else in another type.</summary>
    private static ConstantValue? Value(MySqlExpression value) => value switch
    {
        ParameterExpression parameter => new ConstantValue(null, parameter.Index + 1),
        DefaultExpression { Column: null, IsIgnore: false } => new ConstantValue(null, 0) { IsDefault = true },
        UnaryExpression { Operator: UnaryOperator.Minus, Operand: LiteralExpression { Kind: LiteralKind.Integer or LiteralKind.Decimal } number } =>
            new ConstantValue("-" + number.Value, 0),
        LiteralExpression literal => literal.Kind switch
        {
            LiteralKind.Null => new ConstantValue(null, 0),
            LiteralKind.True => new ConstantValue("1", 0),
            LiteralKind.False => new ConstantValue("0", 0),
            LiteralKind.Integer or LiteralKind.Decimal or LiteralKind.Date => new ConstantValue(literal.Value, 0),
            LiteralKind.String when literal.Introducer is null => new ConstantValue(literal.Value, 0),
            _ => null,
        },
        _ => null,
    };
}
