using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// Whether a WHERE narrows a write: it names a column of a target and compares it with something that is not the same column
/// (policy-language.md §3, without_where).
/// </summary>
internal sealed class Narrowing : TSqlFragmentVisitor
{
    private readonly WalkContext _context;
    private readonly List<RangeItem> _targets;
    private readonly Scope _scope;

    private Narrowing(WalkContext context, List<RangeItem> targets, Scope scope) => (_context, _targets, _scope) = (context, targets, scope);

    private string? Column { get; set; }

    private bool HasOthers { get; set; }

    public static bool Narrows(WalkContext context, BooleanExpression where, List<RangeItem> targets, Scope scope)
    {
        var pending = new Stack<BooleanExpression>([where]);
        while (pending.TryPop(out var condition))
        {
            switch (condition)
            {
                case BooleanBinaryExpression binary:
                    pending.Push(binary.FirstExpression);
                    pending.Push(binary.SecondExpression);
                    break;
                case BooleanParenthesisExpression inner:
                    pending.Push(inner.Expression);
                    break;
                case BooleanNotExpression negated:
                    pending.Push(negated.Expression);
                    break;
                default:
                    if (OfOne(context, condition, targets, scope))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>A test of one value names a column; a comparison names one, and something else besides.</summary>
    private static bool OfOne(WalkContext context, BooleanExpression condition, List<RangeItem> targets, Scope scope)
    {
        var contents = new Narrowing(context, targets, scope);
        if (!WalkDepth.IsBearable)
        {
            return false;
        }

        condition.AcceptChildren(contents);
        contents.HasOthers |= condition is BooleanIsNullExpression or FullTextPredicate or ExistsPredicate || HasConstantSide(condition);
        return contents is { Column: not null, HasOthers: true };
    }

    public override void Visit(TSqlFragment fragment)
    {
        switch (fragment)
        {
            case ColumnReferenceExpression { MultiPartIdentifier.Identifiers: { Count: > 0 } parts }
                when Belongs(parts) && (Column is null || _context.Folding.AreSame(Column, parts[^1].Value)):
                Column = parts[^1].Value;
                break;
            case ColumnReferenceExpression or VariableReference or GlobalVariableExpression or FunctionCall or ScalarSubquery or ParameterlessCall:
                HasOthers = true;
                break;
            default:
                break;
        }
    }

    private static bool HasConstantSide(BooleanExpression condition) => condition switch
    {
        BooleanComparisonExpression c => IsConstant(c.FirstExpression) || IsConstant(c.SecondExpression),
        BooleanTernaryExpression b => IsConstant(b.FirstExpression) || IsConstant(b.SecondExpression) || IsConstant(b.ThirdExpression),
        LikePredicate like => IsConstant(like.FirstExpression) || IsConstant(like.SecondExpression),
        InPredicate within => within.Values.Any(IsConstant),
        _ => false,
    };

    private static bool IsConstant(ScalarExpression value) => value switch
    {
        Literal => true,
        ParenthesisExpression inner => IsConstant(inner.Expression),
        UnaryExpression { Expression: var operand } => IsConstant(operand),
        CastCall cast => IsConstant(cast.Parameter),
        ConvertCall convert => IsConstant(convert.Parameter),
        _ => false,
    };

    private bool Belongs(IList<Identifier> parts) => parts.Count > 1
        ? _context.Columns.Find([.. parts.SkipLast(1)], _scope) is { } item && _targets.Contains(item)
        : _targets.Exists(item => item.Has(parts[^1].Value) >= ColumnMatch.Hidden);
}
