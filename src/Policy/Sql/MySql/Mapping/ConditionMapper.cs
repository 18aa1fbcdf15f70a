using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>Conditions and their conjuncts.</summary>
internal sealed class ConditionMapper(MapRecorder recorder, LeakproofTest leakproof)
{
    public ConditionMap Map(MySqlExpression condition, int query)
    {
        var conjuncts = ImmutableArray.CreateBuilder<ConjunctMap>();
        Split(condition, query, conjuncts);
        return new ConditionMap(condition.Span, conjuncts.ToImmutable());
    }

    /// <summary>What is evaluated on every row of a join without being a condition: it can tell of rows by an error alone.</summary>
    public ConditionMap MapEvaluated(MySqlExpression expression, int query) =>
        new(expression.Span, [Conjunct(expression, query) with { IsLeakproof = false, IsMovable = false }]);

    /// <summary>Items of GROUP BY and ORDER BY that are no column of a reference: expressions, and names or places of such.</summary>
    public ImmutableArray<ConjunctMap> Sorts(SelectQuery select, int query) =>
    [
        .. select.GroupBy.Concat(select.OrderBy).Where(i => !IsPlain(i.Expression, select))
            .Select(i => Conjunct(i.Expression, query) with { IsLeakproof = false, IsMovable = false, NamesDerived = true }),
    ];

    /// <summary>A column, or the name of an output that is one.</summary>
    private bool IsPlain(MySqlExpression sorted, SelectQuery select) => sorted is ColumnReference column && (recorder.ColumnAt(column.Span) is not null
        || select.Items.Where(i => MySqlNames.AreSame(i.Alias?.Text ?? (i.Expression as ColumnReference)?.Column.Text ?? "", column.Column.Text))
            .All(static i => i.Expression is ColumnReference));

    private void Split(MySqlExpression node, int query, ImmutableArray<ConjunctMap>.Builder conjuncts)
    {
        if (node is LogicalExpression { Operator: LogicalOperator.And } chain)
        {
            foreach (var operand in chain.Operands)
            {
                Split(operand, query, conjuncts);
            }

            return;
        }

        conjuncts.Add(Conjunct(node, query));
    }

    private ConjunctMap Conjunct(MySqlExpression node, int query)
    {
        var look = new Look(recorder, query);
        look.Visit(node);
        return new ConjunctMap(node.Span, leakproof.Holds(node), [.. look.Relations], look is { IsMovable: true, Relations.Count: 1 })
        {
            NamesDerived = look.NamesDerived,
            IsExistence = node is ExistsExpression or UnaryExpression { Operator: UnaryOperator.Not, Operand: ExistsExpression },
            HasAggregate = look is { HasAggregate: true, HasSubquery: false },
        };
    }

    /// <summary>What a conjunct names, and whether it may be evaluated twice or elsewhere.</summary>
    private sealed class Look(MapRecorder recorder, int query) : MySqlNodeVisitor
    {
        /// <summary>
        /// The server's own functions that make a value of their arguments and do nothing else. One that is not here is taken for one that
        /// does.
        /// </summary>
        private static readonly HashSet<string> Stable = new(
            """
            abs acos adddate addtime ascii asin atan atan2 bin bit_count bit_length cast ceil ceiling char char_length character_length coalesce
            concat concat_ws conv convert convert_tz cos cot crc32 curdate current_date current_time current_timestamp curtime date date_add
            date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear degrees elt exp extract extractvalue field find_in_set floor
            format from_base64 from_days from_unixtime greatest hex hour if ifnull instr isnull json_contains json_extract json_length
            json_unquote json_valid json_value last_day lcase least left length ln localtime localtimestamp locate log log10 log2 lower lpad ltrim
            makedate maketime md5 microsecond mid minute mod month monthname now nullif oct octet_length ord period_add period_diff pi position
            pow power quarter quote radians regexp_instr regexp_like regexp_replace regexp_substr repeat replace reverse right round rpad rtrim
            sec_to_time second sha sha1 sha2 sign sin soundex space sqrt str_to_date strcmp subdate substr substring substring_index subtime tan
            time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_days to_seconds trim truncate ucase unhex
            unix_timestamp upper utc_date utc_time utc_timestamp week weekday weekofyear year yearweek
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            StringComparer.OrdinalIgnoreCase);

        public SortedSet<int> Relations { get; } = [];

        public bool IsMovable { get; private set; } = true;

        public bool NamesDerived { get; private set; }

        public bool HasAggregate { get; private set; }

        public bool HasSubquery { get; private set; }

        public override void Visit(MySqlNode node)
        {
            switch (node)
            {
                case ColumnReference column:
                    Column(column.Span);
                    break;
                case MySqlQuery:
                    (IsMovable, HasSubquery) = (false, true);
                    break;
                case FunctionCall call:
                    HasAggregate |= call is { Schema: null, Over: null } && MySqlAggregates.Contains(call.Name.Text);
                    IsMovable &= call is { Schema: null, Over: null } && Stable.Contains(call.Name.Text);
                    break;
                case UserVariable or VariableAssignment or SystemVariable or SequenceExpression or MatchExpression or DefaultExpression or InsertedValue:
                    IsMovable = false;
                    break;
            }

            node.VisitChildren(this);
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
