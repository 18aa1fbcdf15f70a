using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    private sealed record Item(Expr Expr, OutputColumn Column);

    /// <summary>A query with its common table expressions.</summary>
    public QueryText Statement(WithCtesAndXmlNamespaces? with, QueryExpression query, Scope? outer, bool exposeRow = false)
    {
        var kept = _ctes;
        var prefix = With(with, outer);
        var made = Query(query, outer, null, exposeRow);
        _ctes = kept;
        return made with { Sql = prefix + made.Sql };
    }

    /// <param name="coerce">Types the columns are converted to, for UNION and INSERT.</param>
    /// <param name="exposeRow">Rows of one table also have their number, as <c>orow</c>.</param>
    public QueryText Query(QueryExpression query, Scope? outer, IReadOnlyList<SqlType>? coerce = null, bool exposeRow = false)
    {
        if (query.ForClause is not null)
            throw Errors.NotSupported("FOR XML, FOR JSON and FOR BROWSE");
        switch (query)
        {
            case QuerySpecification s:
                return Specification(s, outer, coerce, exposeRow);
            case QueryParenthesisExpression p when p.OrderByClause is null && p.OffsetClause is null:
                return Query(p.QueryExpression, outer, coerce, exposeRow);
            case QueryParenthesisExpression p:
                return Ordered(Query(p.QueryExpression, outer, coerce), p, outer);
            case BinaryQueryExpression b:
                var set = SetOperation(b, outer);
                return Ordered(coerce is null ? set : Coerced(set, coerce, false), b, outer);
            default:
                throw Errors.NotSupported(query.GetType().Name);
        }
    }

    private QueryText SetOperation(BinaryQueryExpression b, Scope? outer)
    {
        var (left, right) = (Query(b.FirstQueryExpression, outer), Query(b.SecondQueryExpression, outer));
        if (left.Columns.Count != right.Columns.Count)
            throw new SqlError(205, 16, "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.");
        var types = left.Columns.Zip(right.Columns, (l, r) => TypeRules.Meet(l.Type, r.Type)).ToList();
        var op = b.BinaryQueryExpressionType switch { BinaryQueryExpressionType.Union => b.All ? "UNION ALL" : "UNION", BinaryQueryExpressionType.Except => "EXCEPT", _ => "INTERSECT" };
        var collated = op != "UNION ALL";
        var columns = left.Columns.Select((c, i) => new OutputColumn(c.Name, types[i]) { IsNullable = c.IsNullable || right.Columns[i].IsNullable, IsExpression = c.IsExpression }).ToList();
        return new QueryText($"{Coerced(left, types, collated).Sql} {op} {Coerced(right, types, collated).Sql}", columns);
    }

    private static QueryText Coerced(QueryText query, IReadOnlyList<SqlType> types, bool collated)
    {
        var items = query.Columns.Select((c, i) => Convert(new Expr($"o{i + 1}", c.Type), types[i]).Text + (collated ? CollateText(types[i]) : "") + $" AS o{i + 1}");
        return query with { Sql = $"SELECT {string.Join(',', items)} FROM ({query.Sql})", Columns = [.. query.Columns.Select((c, i) => c with { Type = types[i] })] };
    }

    // ORDER BY, OFFSET and FETCH of a set operation: by its columns only.
    private QueryText Ordered(QueryText query, QueryExpression q, Scope? outer)
    {
        if (q.OrderByClause is null)
            return query;
        var keys = new List<string>();
        var order = new List<int>();
        foreach (var element in q.OrderByClause.OrderByElements)
        {
            var at = Output(element.Expression, [.. query.Columns])
                ?? throw new SqlError(104, 16, "ORDER BY items must appear in the select list if the statement contains a UNION, INTERSECT or EXCEPT operator.");
            order.Add(at + 1);
            keys.Add($"o{at + 1}{CollateText(query.Columns[at].Type)}{(element.SortOrder == SortOrder.Descending ? " DESC" : "")}");
        }
        return query with { Sql = $"SELECT * FROM ({query.Sql}) ORDER BY {string.Join(',', keys)}{Offset(q.OffsetClause, outer)}", Order = order };
    }

    private static int? Output(ScalarExpression e, IReadOnlyList<OutputColumn> columns)
    {
        if (e is IntegerLiteral i)
        {
            var number = int.Parse(i.Value, CultureInfo.InvariantCulture);
            return number >= 1 && number <= columns.Count ? number - 1
                : throw new SqlError(108, 16, $"The ORDER BY position number {number} is out of range of the number of items in the select list.");
        }
        if (e is not ColumnReferenceExpression { MultiPartIdentifier: { Count: 1 } name })
            return null;
        var found = Enumerable.Range(0, columns.Count).Where(n => Names.Equal(columns[n].Name, name.Identifiers[0].Value)).ToList();
        return found.Count == 0 ? null : found[0];
    }

    private string Offset(OffsetClause? offset, Scope? scope)
    {
        if (offset is null)
            return "";
        var skip = Convert(Scalar(offset.OffsetExpression, scope), SqlType.BigInt).Text;
        var take = offset.FetchExpression is null ? "-1" : Convert(Scalar(offset.FetchExpression, scope), SqlType.BigInt).Text;
        return $" LIMIT {take} OFFSET {skip}";
    }

    private QueryText Specification(QuerySpecification s, Scope? outer, IReadOnlyList<SqlType>? coerce, bool exposeRow)
    {
        var scope = new Scope(outer);
        var from = s.FromClause is null ? "" : " FROM " + From(s.FromClause.TableReferences, scope);
        var where = s.WhereClause is null ? "" : " WHERE " + Predicate(s.WhereClause.SearchCondition, scope);
        var group = Grouping(s, scope);
        var items = Items(s, scope);
        var distinct = s.UniqueRowFilter == UniqueRowFilter.Distinct;
        var having = s.HavingClause is null ? "" : " HAVING " + Predicate(s.HavingClause.SearchCondition, scope);
        Ungrouped(scope, "HAVING clause", 8121);
        var (order, numbers) = Order(s, scope, items, distinct);
        if (coerce is not null)
            items = [.. items.Select((item, i) => i < coerce.Count ? item with { Expr = Convert(item.Expr, coerce[i]), Column = item.Column with { Type = coerce[i] } } : item)];
        var columns = string.Join(',', items.Select((item, i) => $"{item.Expr.Text}{(distinct ? CollateText(item.Expr.Type, item.Expr) : "")} AS o{i + 1}"));
        if (exposeRow && scope is { Sources: [{ RowId.Length: > 0 } single], Groups: null } && !distinct)
            columns += $",{single.RowId} AS orow";
        else
            exposeRow = false;
        var body = $"{from}{where}{group}{having}";
        var isOne = (scope.Groups is not null && group.Length == 0) || from.Length == 0;
        var sql = $"SELECT {(distinct ? "DISTINCT " : "")}{columns}{body}" is var plain && s.TopRowFilter is { } top
            ? Top(top, plain, columns, body, order, items, scope, ref isOne)
            : plain + (order.Count == 0 ? "" : " ORDER BY " + string.Join(',', order.Select(o => o.Key))) + Offset(s.OffsetClause, scope);
        return new QueryText(sql, [.. items.Select(i => i.Column)]) { IsOneRow = isOne, RowTable = exposeRow ? scope.Sources[0].Table : null, Order = numbers };
    }

    private string Top(TopRowFilter top, string plain, string columns, string body, List<(string Key, string Inner)> order, List<Item> items, Scope scope, ref bool isOne)
    {
        var count = Scalar(top.Expression, scope);
        isOne |= count.Constant == 1 && !top.WithTies;
        var ordered = order.Count == 0 ? "" : " ORDER BY " + string.Join(',', order.Select(o => o.Key));
        if (top.WithTies)
        {
            if (order.Count == 0)
                throw new SqlError(1062, 15, "The TOP N WITH TIES clause is not allowed without a corresponding ORDER BY clause.");
            var names = string.Join(',', items.Select((_, i) => $"o{i + 1}"));
            return $"SELECT {names} FROM (SELECT {columns},rank() OVER (ORDER BY {string.Join(',', order.Select(o => o.Inner))}) AS ork{body}) WHERE ork<={Convert(count, SqlType.BigInt).Text} ORDER BY ork";
        }
        if (top.Percent)
            return $"{plain}{ordered} LIMIT (SELECT CAST(ceil(count(*)*({Convert(count, SqlType.Float).Text})/100.0) AS INTEGER) FROM ({plain}))";
        return $"{plain}{ordered} LIMIT {Convert(count, SqlType.BigInt).Text}";
    }

    private string Grouping(QuerySpecification s, Scope scope)
    {
        if (s.GroupByClause is null)
        {
            if (AggregateFinder.In(s))
                scope.Groups = [];
            return "";
        }
        if (s.GroupByClause.GroupByOption != GroupByOption.None || s.GroupByClause.All)
            throw Errors.NotSupported("GROUP BY ALL, WITH CUBE and WITH ROLLUP");
        var keys = new List<string>();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var specification in s.GroupByClause.GroupingSpecifications)
        {
            if (specification is not ExpressionGroupingSpecification e)
                throw Errors.NotSupported("ROLLUP, CUBE and GROUPING SETS");
            var mark = _uses.Count;
            var key = Scalar(e.Expression, scope);
            if (_uses.Count == mark)
                throw new SqlError(164, 15, "Each GROUP BY expression must contain at least one column that is not an outer reference.");
            if (TypeRules.IsLob(key.Type))
                throw new SqlError(306, 16, "The text, ntext, and image data types cannot be compared or sorted, except when using IS NULL or LIKE operator.", 2);
            _uses.RemoveRange(mark, _uses.Count - mark);
            texts.Add(key.Text);
            keys.Add(key.Text + CollateText(key.Type, key));
        }
        scope.Groups = texts;
        return " GROUP BY " + string.Join(',', keys);
    }

    private void Ungrouped(Scope scope, string where, int number)
    {
        if (scope.Groups is not null && _uses.FirstOrDefault(u => u.Scope == scope) is { Name: { } name })
        {
            throw new SqlError(number, 16, number == 8121
                ? $"Column '{name}' is invalid in the HAVING clause because it is not contained in either an aggregate function or the GROUP BY clause."
                : number == 8127 ? $"Column \"{name}\" is invalid in the ORDER BY clause because it is not contained in either an aggregate function or the GROUP BY clause."
                : $"Column '{name}' is invalid in the {where} because it is not contained in either an aggregate function or the GROUP BY clause.");
        }
        _uses.RemoveAll(u => u.Scope == scope);
    }

    private List<Item> Items(QuerySpecification s, Scope scope)
    {
        var items = new List<Item>();
        _uses.RemoveAll(u => u.Scope == scope);
        foreach (var element in s.SelectElements)
        {
            switch (element)
            {
                case SelectStarExpression star:
                    items.AddRange(Star(star, scope));
                    break;
                case SelectScalarExpression e:
                    items.Add(ItemOf(Scalar(e.Expression, scope), e.ColumnName?.Value ?? NameOf(e.Expression)));
                    break;
                case SelectSetVariable v:
                    var assigned = Scalar(v.Expression, scope);
                    if (v.AssignmentKind != AssignmentKind.Equals)
                        assigned = Compound.Apply(v.AssignmentKind, Scalar(v.Variable, scope), assigned, _context.Settings);
                    items.Add(ItemOf(assigned, ""));
                    break;
                default:
                    throw Errors.NotSupported(element.GetType().Name);
            }
            Ungrouped(scope, "select list", 8120);
        }
        return items;
    }

    private static Item ItemOf(Expr e, string name) => new(e, new OutputColumn(name, e.Type)
    {
        IsNullable = e.IsNullable,
        IsIdentity = e.Column?.IsIdentity ?? false,
        IsExpression = e.Column is null || e.Column.IsComputed,
        Table = e.Column?.Table,
        Column = e.Column?.Column,
    });

    private IEnumerable<Item> Star(SelectStarExpression star, Scope scope)
    {
        if (scope.Sources.Count == 0)
            throw new SqlError(263, 16, "Must specify table to select from.");
        var sources = star.Qualifier is { } qualifier ? scope.Sources.Where(source => source.Answers(qualifier, qualifier.Count)).ToList() : scope.Sources;
        if (sources.Count == 0)
            throw new SqlError(107, 15, $"The column prefix '{Names.Text(star.Qualifier)}' does not match with a table name or alias name used in the query.");
        foreach (var column in sources.SelectMany(source => source.Columns))
        {
            if (scope.Groups is { } groups && !groups.Contains(column.Text))
                _uses.Add((scope, column.Name));
            yield return ItemOf(Of(column), column.Name);
        }
    }

    private static string NameOf(ScalarExpression e) => e switch
    {
        ColumnReferenceExpression { MultiPartIdentifier: { } name } => name.Identifiers[^1].Value,
        ColumnReferenceExpression { ColumnType: ColumnType.PseudoColumnAction } => "$action",
        ParenthesisExpression p => NameOf(p.Expression),
        PrimaryExpression { Collation: not null } => "",
        _ => "",
    };

    private (List<(string Key, string Inner)> Keys, List<int> Numbers) Order(QuerySpecification s, Scope scope, List<Item> items, bool distinct)
    {
        var keys = new List<(string, string)>();
        var numbers = new List<int>();
        foreach (var element in s.OrderByClause?.OrderByElements ?? [])
        {
            var direction = element.SortOrder == SortOrder.Descending ? " DESC" : "";
            var at = Output(element.Expression, [.. items.Select(i => i.Column)]);
            var e = at is { } n ? items[n].Expr : Scalar(element.Expression, scope);
            at ??= items.FindIndex(i => i.Expr.Text == e.Text) is >= 0 and var same ? same : null;
            if (at is null && distinct)
                throw new SqlError(145, 15, "ORDER BY items must appear in the select list if SELECT DISTINCT is specified.");
            if (at is null)
                Ungrouped(scope, "ORDER BY clause", 8127);
            if (at is null && e.Constant is not null)
                throw new SqlError(408, 16, "A constant expression was encountered in the ORDER BY list, position 1.");
            if (TypeRules.IsLob(e.Type) && !e.IsNull)
                throw new SqlError(306, 16, "The text, ntext, and image data types cannot be compared or sorted, except when using IS NULL or LIKE operator.", 2);
            var collate = CollateText(e.Type, e) + direction;
            keys.Add(((at is { } o ? $"o{o + 1}" : e.Text) + collate, e.Text + collate));
            numbers.Add(at is { } number ? number + 1 : 0);
        }
        return (keys, numbers.Contains(0) ? [] : numbers);
    }

    /// <summary>The elements of OUTPUT, over the sources of a scope.</summary>
    public QueryText Output(IList<SelectElement> elements, Scope scope)
    {
        var specification = new QuerySpecification();
        foreach (var element in elements)
            specification.SelectElements.Add(element);
        var items = Items(specification, scope);
        return new QueryText("SELECT " + string.Join(',', items.Select((item, i) => $"{item.Expr.Text} AS o{i + 1}")), [.. items.Select(i => i.Column)]);
    }
}
