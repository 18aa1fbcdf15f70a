using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Rewriting.Targets.MySql;

/// <summary>Reads the conjuncts of a filter: <c>column = value</c> and <c>column IN (values)</c>.</summary>
internal sealed class MySqlFilterConjuncts
{
    private readonly FilterTerms _filter;
    private readonly List<FilterPart> _attributes;

    private MySqlFilterConjuncts(FilterTerms filter)
    {
        _filter = filter;
        _attributes = [.. filter.Parts.Where(static p => p.Sql is null)];
    }

    public static ImmutableArray<FilterConjunct> Of(FilterTerms filter)
    {
        var text = new StringBuilder();
        foreach (var part in filter.Parts)
        {
            _ = text.Append(part.Sql ?? "?");
        }

        if (MySqlFilterText.Parse(text.ToString(), inParentheses: true, out _, out _) is not { } condition)
        {
            return [];
        }

        var conjuncts = ImmutableArray.CreateBuilder<FilterConjunct>();
        new MySqlFilterConjuncts(filter).Split(condition, conjuncts);
        return conjuncts.ToImmutable();
    }

    private void Split(MySqlExpression node, ImmutableArray<FilterConjunct>.Builder conjuncts)
    {
        if (node is LogicalExpression { Operator: LogicalOperator.And } chain)
        {
            foreach (var operand in chain.Operands)
            {
                Split(operand, conjuncts);
            }

            return;
        }

        conjuncts.Add(Conjunct(node));
    }

    private FilterConjunct Conjunct(MySqlExpression node)
    {
        var names = new ColumnNames();
        names.Visit(node);
        var conjunct = new FilterConjunct([.. names.All.Select(Spelled).Distinct(StringComparer.Ordinal)]);
        return node switch
        {
            BinaryExpression { Operator: ComparisonOperator.Equal, Left: ColumnReference left } equal => Values(conjunct, left, [equal.Right]),
            BinaryExpression { Operator: ComparisonOperator.Equal, Right: ColumnReference right } equal => Values(conjunct, right, [equal.Left]),
            InExpression { Negated: false, Query: null, Operand: ColumnReference column } list => Values(conjunct, column, list.Items),
            _ => conjunct,
        };
    }

    /// <summary>The conjunct with its values, when each is a constant or the only one an attribute.</summary>
    private FilterConjunct Values(FilterConjunct conjunct, ColumnReference column, ImmutableArray<MySqlExpression> values)
    {
        if (column.Table is not null)
        {
            return conjunct;
        }

        if (values is [ParameterExpression only])
        {
            var part = _attributes[only.Index];
            return conjunct with { Column = Spelled(column.Column.Text), Attribute = part.Attribute, IsList = part.IsList };
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

        return conjunct with { Column = Spelled(column.Column.Text), Values = texts.ToImmutable() };
    }

    private static string? Constant(MySqlExpression value) => value switch
    {
        LiteralExpression { Kind: LiteralKind.Integer or LiteralKind.Decimal, Value: var number } => number,
        LiteralExpression { Kind: LiteralKind.String, Introducer: null, Value: var text } => text,
        UnaryExpression { Operator: UnaryOperator.Minus, Operand: LiteralExpression { Kind: LiteralKind.Integer or LiteralKind.Decimal, Value: var number } } =>
            "-" + number,
        _ => null,
    };

    /// <summary>As the catalog spells it, which the filter's columns do.</summary>
    private string Spelled(string name)
    {
        foreach (var column in _filter.Columns)
        {
            if (MySqlNames.AreSame(column.Name, name))
            {
                return column.Name;
            }
        }

        return name;
    }

    private sealed class ColumnNames : MySqlNodeVisitor
    {
        public List<string> All { get; } = [];

        public override void Visit(MySqlNode node)
        {
            if (node is ColumnReference column)
            {
                All.Add(column.Column.Text);
            }

            node.VisitChildren(this);
        }
    }
}
