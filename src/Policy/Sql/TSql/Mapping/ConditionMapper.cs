using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>Conditions and their conjuncts, and what else is computed on rows.</summary>
internal sealed class ConditionMapper
{
    private readonly MapRecorder _recorder;
    private readonly LeakproofTest _leakproof;
    private readonly QuietTest _quiet;

    public ConditionMapper(MapRecorder recorder)
    {
        _recorder = recorder;
        var classes = new ValueClasses(recorder);
        _leakproof = new LeakproofTest(classes);
        _quiet = new QuietTest(classes, _leakproof);
    }

    /// <summary>A place was told wrongly by the parser.</summary>
    public bool IsBroken { get; private set; }

    public ConditionMap Map(BooleanExpression condition, int query)
    {
        var conjuncts = ImmutableArray.CreateBuilder<ConjunctMap>();
        Split(condition, query, conjuncts);
        IsBroken |= !ConditionSpans.IsBalanced(condition);
        return new ConditionMap(ConditionSpans.Of(condition), conjuncts.ToImmutable());
    }

    /// <summary>Expressions of a level that are no conditions, and could tell of rows by an error.</summary>
    public ImmutableArray<ConjunctMap> Evaluated(TSqlFragment node, int query) =>
    [
        .. EvaluatedExpressions.Of(node).Where(e => e is not ScalarExpression value || !_quiet.Holds(value))
            .Select(e => Conjunct(e, query) with { IsLeakproof = false, IsMovable = false }),
    ];

    /// <summary>Parentheses stay around what is split.</summary>
    private void Split(BooleanExpression node, int query, ImmutableArray<ConjunctMap>.Builder conjuncts)
    {
        switch (node)
        {
            case BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both:
                Split(both.FirstExpression, query, conjuncts);
                Split(both.SecondExpression, query, conjuncts);
                break;
            case BooleanParenthesisExpression { Expression: BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } inner }:
                Split(inner, query, conjuncts);
                break;
            default:
                conjuncts.Add(Conjunct(node, query));
                break;
        }
    }

    private ConjunctMap Conjunct(TSqlFragment node, int query)
    {
        IsBroken |= node is BooleanExpression && !ConditionSpans.IsBalanced(node);
        var look = new Look(_recorder, query);
        node.Accept(look);
        return new ConjunctMap(
            node is BooleanExpression ? ConditionSpans.Of(node) : RelationSpans.Span(node),
            node is BooleanExpression condition && _leakproof.Holds(condition),
            [.. look.Relations],
            look is { IsMovable: true, Relations.Count: 1 })
        {
            NamesDerived = look.NamesDerived,
            IsExistence = IsExistence(node),
            HasAggregate = look is { HasAggregate: true, HasSubquery: false },
        };
    }

    private static bool IsExistence(TSqlFragment node) => node switch
    {
        ExistsPredicate => true,
        BooleanNotExpression not => IsExistence(not.Expression),
        BooleanParenthesisExpression inner => IsExistence(inner.Expression),
        _ => false,
    };

    /// <summary>What a conjunct names, and whether it may be evaluated twice or elsewhere.</summary>
    private sealed class Look(MapRecorder recorder, int query) : TSqlFragmentVisitor
    {
        private TSqlFragment? _datePart;

        public SortedSet<int> Relations { get; } = [];

        public bool IsMovable { get; private set; } = true;

        public bool NamesDerived { get; private set; }

        public bool HasAggregate { get; private set; }

        public bool HasSubquery { get; private set; }

        public override void Visit(TSqlFragment node)
        {
            switch (node)
            {
                case ColumnReferenceExpression { ColumnType: ColumnType.Regular } column when !ReferenceEquals(column, _datePart):
                    Column(RelationSpans.Span(column));
                    break;
                case QueryExpression:
                    (IsMovable, HasSubquery) = (false, true);
                    break;
                case FunctionCall call:
                    _datePart = FunctionWalker.NamesDatePart(call) ? call.Parameters[0] : _datePart;
                    HasAggregate |= call is { CallTarget: null, OverClause: null } && TSqlFunctions.IsAggregate(call.FunctionName.Value);
                    IsMovable &= call is { CallTarget: null, OverClause: null } && TSqlFunctions.IsStable(call.FunctionName.Value);
                    break;
                case GlobalVariableExpression or NextValueForExpression or UserDefinedTypePropertyAccess or FullTextPredicate or UpdateCall or TSEqualCall:
                    IsMovable = false;
                    break;
            }
        }

        private void Column(SourceSpan place)
        {
            IsMovable &= recorder.ColumnAt(place) is { } only && recorder.References[only.Reference].Query == query;
            NamesDerived |= recorder.MayBeDerived(place);
            foreach (var (reference, _) in recorder.ColumnsAt(place))
            {
                _ = Relations.Add(reference);
            }
        }
    }
}
