using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>SET items, the columns and rows of INSERT, and the items of OUTPUT.</summary>
/// <param name="named">Parameters in the order the text names them, for a client that has not defined them.</param>
internal sealed class AssignmentMapper(MapRecorder recorder, IReadOnlyList<string> named)
{
    public ImmutableArray<AssignmentMap> Map(IList<SetClause> clauses, IEnumerable<MappedReference> targets) =>
    [
        .. clauses.OfType<AssignmentSetClause>().Where(static s => s.Column is not null).Select(s => new AssignmentMap(
            Canonical(s.Column.MultiPartIdentifier.Identifiers[^1].Value, targets),
            RelationSpans.Span(s.Column),
            RelationSpans.Span(s.NewValue),
            s.AssignmentKind == AssignmentKind.Equals ? Value(s.NewValue) : null)),
    ];

    /// <summary>Columns an INSERT gives values for; all of the table when none are listed.</summary>
    public static ImmutableArray<string> Columns(InsertSpecification insert, MappedReference target) => insert.Columns.Count == 0
        ? Given(target)
        : [.. insert.Columns.Select(c => c.MultiPartIdentifier is { Identifiers: [.., var last] } ? Canonical(last.Value, [target]) : "")];

    public ImmutableArray<ImmutableArray<ConstantValue?>> Rows(InsertSpecification insert, MappedReference target)
    {
        if (insert.InsertSource is not ValuesInsertSource { IsDefaultValues: false } values)
        {
            return [];
        }

        // A table with an identity takes one value less than it has columns, and the catalog does not tell which.
        var most = insert.Columns.Count == 0 ? Given(target).Length : insert.Columns.Count;
        return [.. values.RowValues.Select(r => r.ColumnValues.Select(v => r.ColumnValues.Count == most ? Value(v) : null).ToImmutableArray())];
    }

    /// <summary>The items of a plain SELECT; empty when there is a star, groups (ROLLUP makes NULL of constants), or another kind of query.</summary>
    public ImmutableArray<ConstantValue?> QueryItems(InsertSpecification insert, MappedReference target)
    {
        var query = (insert.InsertSource as SelectInsertSource)?.Select;
        while (query is QueryParenthesisExpression inner)
        {
            query = inner.QueryExpression;
        }

        var most = insert.Columns.Count == 0 ? Given(target).Length : insert.Columns.Count;
        return query is QuerySpecification { GroupByClause: null } select && select.SelectElements.Count == most
            && select.SelectElements.All(static e => e is SelectScalarExpression)
            ? [.. select.SelectElements.Select(e => Value(((SelectScalarExpression)e).Expression))]
            : [];
    }

    public static ImmutableArray<ReturningItem> Returning(IEnumerable<SelectElement> items) => [.. items.Select(Returning)];

    private static ReturningItem Returning(SelectElement item) => item is SelectScalarExpression scalar
        ? new ReturningItem(RelationSpans.Span(scalar.Expression), OutputNames.Of(scalar), scalar.ColumnName is not null, false)
        : new ReturningItem(RelationSpans.Span(item), "", false, item is SelectStarExpression);

    private static ImmutableArray<string> Given(MappedReference target) =>
        [.. target.VisibleColumns.Where(c => target.Relation.Description?.Column(c) is not { IsGenerated: true })];

    /// <summary>The catalog's spelling, of the one target that has the column.</summary>
    private static string Canonical(string column, IEnumerable<MappedReference> targets)
    {
        var known = targets.SelectMany(static t => t.AllColumns).ToList();
        return known.Contains(column) ? column : known.Find(c => TSqlNames.Of(null).AreSame(c, column)) ?? column;
    }

    /// <summary>A literal, a parameter or DEFAULT; null for what is computed, and for literals that mean something else in another type.</summary>
    private ConstantValue? Value(ScalarExpression value) => value switch
    {
        ParenthesisExpression inner => Value(inner.Expression),
        VariableReference variable => Parameter(variable.Name) is var place and > 0 ? new ConstantValue(null, place) : null,
        DefaultLiteral => new ConstantValue(null, 0) { IsDefault = true },
        NullLiteral => new ConstantValue(null, 0),
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: IntegerLiteral or NumericLiteral } minus =>
            new ConstantValue("-" + ((Literal)minus.Expression).Value, 0),
        IntegerLiteral or NumericLiteral => new ConstantValue(((Literal)value).Value, 0),
        StringLiteral { Collation: null } text => new ConstantValue(text.Value, 0),
        _ => null,
    };

    private int Parameter(string variable) => recorder.Variables.IsAssigned(variable) ? 0
        : recorder.Variables.KnowsParameters ? recorder.Variables.PlaceOf(variable)
        : recorder.Variables.IsDeclared(variable) ? 0
        : PlaceOf(variable);

    private int PlaceOf(string variable)
    {
        for (var i = 0; i < named.Count; i++)
        {
            if (TSqlNames.Of(null).AreSame(named[i], variable))
            {
                return i + 1;
            }
        }

        return 0;
    }
}
