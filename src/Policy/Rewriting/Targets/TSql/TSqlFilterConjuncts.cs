using System.Collections.Immutable;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Targets.TSql;

/// <summary>Reads the conjuncts of a filter: <c>column = value</c> and <c>column IN (values)</c>.</summary>
internal sealed class TSqlFilterConjuncts
{
    private readonly FilterTerms _filter;
    private readonly List<FilterPart> _attributes;

    private TSqlFilterConjuncts(FilterTerms filter)
    {
        _filter = filter;
        _attributes = [.. filter.Parts.Where(static p => p.Sql is null)];
    }

    public static ImmutableArray<FilterConjunct> Of(FilterTerms filter)
    {
        var text = new StringBuilder();
        var attributes = 0;
        foreach (var part in filter.Parts)
        {
            _ = text.Append(part.Sql ?? TSqlFilterText.Parameter(++attributes));
        }

        if (TSqlFilterText.Parse(text.ToString(), inParentheses: true, out _, out _) is not { } condition)
        {
            return [];
        }

        var conjuncts = ImmutableArray.CreateBuilder<FilterConjunct>();
        new TSqlFilterConjuncts(filter).Split(condition, conjuncts);
        return conjuncts.ToImmutable();
    }

    private void Split(BooleanExpression node, ImmutableArray<FilterConjunct>.Builder conjuncts)
    {
        switch (node)
        {
            case BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both:
                Split(both.FirstExpression, conjuncts);
                Split(both.SecondExpression, conjuncts);
                break;
            case BooleanParenthesisExpression parentheses:
                Split(parentheses.Expression, conjuncts);
                break;
            default:
                conjuncts.Add(Conjunct(node));
                break;
        }
    }

    private FilterConjunct Conjunct(BooleanExpression node)
    {
        var names = new ColumnNames();
        node.Accept(names);
        var conjunct = new FilterConjunct([.. names.All.Select(Spelled).Distinct(StringComparer.Ordinal)]);
        return node switch
        {
            BooleanComparisonExpression { ComparisonType: BooleanComparisonType.Equals } equal when Bare(equal.FirstExpression) is { } left =>
                Values(conjunct, left, [equal.SecondExpression]),
            BooleanComparisonExpression { ComparisonType: BooleanComparisonType.Equals } equal when Bare(equal.SecondExpression) is { } right =>
                Values(conjunct, right, [equal.FirstExpression]),
            InPredicate { NotDefined: false, Subquery: null } list when Bare(list.Expression) is { } column => Values(conjunct, column, list.Values),
            _ => conjunct,
        };
    }

    /// <summary>The conjunct with its values, when each is a constant or the only one an attribute.</summary>
    private FilterConjunct Values(FilterConjunct conjunct, string column, IList<ScalarExpression> values)
    {
        if (values is [VariableReference only])
        {
            var number = TSqlFilterText.NumberOf(only);
            if (number < 1 || number > _attributes.Count)
            {
                return conjunct;
            }

            var part = _attributes[number - 1];
            return conjunct with { Column = Spelled(column), Attribute = part.Attribute, IsList = part.IsList };
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var value in values)
        {
            if (Constant(value) is not { } text)
            {
                return conjunct;
            }

            texts.Add(text);
        }

        return conjunct with { Column = Spelled(column), Values = texts.ToImmutable() };
    }

    private static string? Bare(ScalarExpression node) =>
        node is ColumnReferenceExpression { ColumnType: ColumnType.Regular, MultiPartIdentifier.Identifiers: [var only], Collation: null } ? only.Value : null;

    private static string? Constant(ScalarExpression value) => value switch
    {
        IntegerLiteral or NumericLiteral => ((Literal)value).Value,
        StringLiteral { Collation: null } text => text.Value,
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: IntegerLiteral or NumericLiteral } minus =>
            "-" + ((Literal)minus.Expression).Value,
        _ => null,
    };

    /// <summary>As the catalog spells it, which the filter's columns do.</summary>
    private string Spelled(string name)
    {
        foreach (var column in _filter.Columns)
        {
            if (TSqlNames.Of(null).AreSame(column.Name, name))
            {
                return column.Name;
            }
        }

        return name;
    }

    private sealed class ColumnNames : TSqlFragmentVisitor
    {
        public List<string> All { get; } = [];

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is { Identifiers: [.., var last] })
            {
                All.Add(last.Value);
            }
        }
    }
}
