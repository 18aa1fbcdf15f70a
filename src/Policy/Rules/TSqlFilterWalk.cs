using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;
using ProxyDb.Policy.Sql.TSql.Mapping;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// One pass over the tree of a condition: it only reads, what it names beside the protected table is qualified, and the protected
/// table's columns are bare. What is not listed here may not stand in a condition.
/// </summary>
/// <param name="prefix">Characters before the condition in what was parsed.</param>
internal sealed class TSqlFilterWalk(string text, int prefix) : TSqlFragmentVisitor
{
    private readonly ImmutableArray<FilterColumn>.Builder _columns = ImmutableArray.CreateBuilder<FilterColumn>();
    private readonly SortedDictionary<int, bool> _lists = [];
    private TSqlFragment? _datePart;
    private int _subqueries;

    /// <summary>The first fault; null when there is none.</summary>
    public FilterCheck? Fault { get; private set; }

    /// <summary>Columns of the protected table outside of subqueries.</summary>
    public ImmutableArray<FilterColumn> Columns => [.. _columns.OrderBy(static c => c.Start)];

    /// <summary>For each attribute whether it stands alone in IN.</summary>
    public ImmutableArray<bool> Lists => [.. _lists.Values];

    public override void ExplicitVisit(QuerySpecification node)
    {
        _subqueries++;
        base.ExplicitVisit(node);
        _subqueries--;
    }

    public override void ExplicitVisit(FunctionCall node)
    {
        Function(node);
        _datePart = FunctionWalker.NamesDatePart(node) ? node.Parameters[0] : _datePart;
        base.ExplicitVisit(node);
    }

    public override void Visit(TSqlFragment fragment)
    {
        switch (fragment)
        {
            case ColumnReferenceExpression when ReferenceEquals(fragment, _datePart):
                break;
            case ColumnReferenceExpression column when _subqueries == 0:
                Column(column);
                break;
            case VariableReference variable:
                _ = _lists.TryAdd(TSqlFilterText.NumberOf(variable), false);
                break;
            case InPredicate { Values: [VariableReference only] }:
                _lists[TSqlFilterText.NumberOf(only)] = true;
                break;
            case BooleanComparisonExpression comparison:
                Comparison(comparison);
                break;
            case NamedTableReference table:
                Table(table);
                break;
            case ParameterlessCall { ParameterlessCallType: not ParameterlessCallType.CurrentTimestamp }:
                Report(fragment, "who the session is, is the service login's name; use an attribute");
                break;
            case ConvertCall or CastCall or TryCastCall or TryConvertCall:
                Conversion(fragment);
                break;
            default:
                if (!IsKnown(fragment))
                {
                    Report(fragment, "a condition compares columns and values, and asks subqueries; this it cannot hold");
                }

                break;
        }
    }

    private static bool IsKnown(TSqlFragment fragment) => fragment is
        ColumnReferenceExpression or InPredicate or BooleanBinaryExpression or BooleanNotExpression or BooleanParenthesisExpression
        or BooleanIsNullExpression or BooleanTernaryExpression or LikePredicate or ExistsPredicate or SubqueryComparisonPredicate
        or ParenthesisExpression or UnaryExpression or BinaryExpression or CoalesceExpression or NullIfExpression or SearchedCaseExpression
        or SimpleCaseExpression or WhenClause or IIfCall or FunctionCall or LeftFunctionCall or RightFunctionCall
        or IntegerLiteral or NumericLiteral or RealLiteral or StringLiteral or NullLiteral or BinaryLiteral
        or ScalarSubquery or QuerySpecification or SelectScalarExpression or FromClause or QualifiedJoin or UnqualifiedJoin
        or JoinParenthesisTableReference or WhereClause or GroupByClause or ExpressionGroupingSpecification or HavingClause
        or BinaryQueryExpression or QueryParenthesisExpression or SelectStarExpression or SqlDataTypeReference or IdentifierOrValueExpression
        or MaxLiteral or MultiPartIdentifierCallTarget
        or MultiPartIdentifier or Identifier or TopRowFilter or OrderByClause or ExpressionWithSortOrder or ParameterlessCall;

    private void Column(ColumnReferenceExpression column)
    {
        if (column.ColumnType == ColumnType.Wildcard)
        {
            return;
        }

        if (column.ColumnType != ColumnType.Regular || column.MultiPartIdentifier is not { Identifiers: [var only] } || column.Collation is not null)
        {
            Report(column, "columns of the protected table are written bare, as in branch_id = 1");
            return;
        }

        _columns.Add(new FilterColumn(only.Value, only.StartOffset - prefix, only.FragmentLength));
    }

    /// <summary>ANSI_NULLS OFF makes a comparison with NULL true.</summary>
    private void Comparison(BooleanComparisonExpression comparison)
    {
        if (comparison.FirstExpression is NullLiteral || comparison.SecondExpression is NullLiteral)
        {
            Report(comparison, "a comparison with NULL means what the session's `ansi_nulls` says; write IS NULL");
        }
        else if (comparison.ComparisonType is BooleanComparisonType.LeftOuterJoin or BooleanComparisonType.RightOuterJoin)
        {
            Report(comparison, "`*=` is no comparison");
        }
    }

    private void Table(NamedTableReference table)
    {
        if (table.SchemaObject.SchemaIdentifier is null)
        {
            Report(table, $"`{table.SchemaObject.BaseIdentifier.Value}` needs its schema, since each login has its own");
        }
        else if (table.SchemaObject.ServerIdentifier is not null)
        {
            Report(table, "a condition reads nothing of another server");
        }
        else if (table.TemporalClause is not null || table.TableSampleClause is not null)
        {
            Report(table, "a condition reads the rows of a table as they are now");
        }
    }

    /// <summary>A text becomes a date by the session's language, and a date a text.</summary>
    private void Conversion(TSqlFragment conversion)
    {
        var type = conversion switch
        {
            ConvertCall convert => convert.DataType,
            TryConvertCall convert => convert.DataType,
            CastCall cast => cast.DataType,
            TryCastCall cast => cast.DataType,
            _ => null,
        };
        if (type is not SqlDataTypeReference)
        {
            Report(conversion, "a condition converts to types of the server only");
        }
    }

    private void Function(FunctionCall call)
    {
        var name = call.FunctionName.Value;
        if (call.CallTarget is not null)
        {
            // schema.function(): a function of the database, which the policy names on purpose.
            return;
        }

        if (TSqlFunctions.IsAggregate(name))
        {
            if (_subqueries == 0)
            {
                Report(call, $"`{name}` is of several rows; a condition speaks of one row, or asks a subquery");
            }
        }
        else if (TSqlFunctions.DependsOnSession(name))
        {
            Report(call, $"what `{name}` makes depends on settings of the session");
        }
        else if (!TSqlFunctions.IsStable(name))
        {
            Report(call, $"`{name}` is no function that only computes; write one of the database with its schema, or use an attribute");
        }
    }

    private void Report(TSqlFragment fragment, string message) =>
        Fault ??= FilterCheck.Of(message, Math.Clamp(fragment.StartOffset - prefix, 0, text.Length));
}
