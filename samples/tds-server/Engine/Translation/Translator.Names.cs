using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    private (SqlObject? Object, SystemView? View, string Database) Resolve(SchemaObjectName name) =>
        NameResolution.Find(_context, [.. name.Identifiers.Select(i => i.Value)]) is var found && found.Object is null && found.View is null
            ? throw Errors.InvalidObject(Names.Text(name)) : found;

    private static Expr Of(SourceColumn column) => new(column.Text, column.Type) { IsNullable = column.IsNullable, Column = column };

    private Expr ColumnReference(ColumnReferenceExpression c, Scope? scope)
    {
        if (c.ColumnType == ColumnType.PseudoColumnAction)
            return new Expr(Parameter("$action"), SqlType.NVarChar(10)) { IsNullable = false };
        if (c.ColumnType != ColumnType.Regular)
            return Special(c, scope);
        var name = c.MultiPartIdentifier;
        var column = name.Identifiers[^1].Value;
        for (var s = scope; s is not null; s = s.Outer)
        {
            if (name.Count == 1)
            {
                var found = s.Sources.SelectMany(x => x.Columns).Where(x => Names.Equal(x.Name, column)).ToList();
                if (found.Count > 1)
                    throw Errors.Ambiguous(column);
                if (found.Count == 1)
                    return Use(found[0], s, column);
                continue;
            }
            var sources = s.Sources.Where(x => x.Answers(name, name.Count - 1)).ToList();
            if (sources.Count > 1)
                throw new SqlError(1013, 16, $"The objects \"{sources[0].Name}\" and \"{sources[1].Name}\" in the FROM clause have the same exposed names. Use correlation names to distinguish them.");
            if (sources.Count == 1)
                return Use(sources[0].Columns.FirstOrDefault(x => Names.Equal(x.Name, column)) ?? throw Errors.InvalidColumn(column), s, sources[0].Name + "." + column);
        }
        throw name.Count == 1 ? UnknownColumn(name.Identifiers[0]) : Errors.Unbound(Names.Text(name));
    }

    private static SqlError UnknownColumn(Identifier name) => Errors.InvalidColumn(name.Value);

    private Expr Special(ColumnReferenceExpression c, Scope? scope)
    {
        var columns = scope?.Sources.SelectMany(s => s.Columns).ToList() ?? [];
        var found = c.ColumnType is ColumnType.IdentityCol or ColumnType.PseudoColumnIdentity ? columns.Find(x => x.IsIdentity) : null;
        return found is null ? throw Errors.InvalidColumn(c.ColumnType.ToString()) : Use(found, scope!, found.Name);
    }

    private Expr Use(SourceColumn column, Scope scope, string name)
    {
        _uses.Add((scope, name));
        return Of(column);
    }

    private string With(WithCtesAndXmlNamespaces? with, Scope? outer)
    {
        if (with is null)
            return "";
        if (with.CommonTableExpressions.Count == 0 || with.XmlNamespaces is not null)
            throw Errors.NotSupported("WITH XMLNAMESPACES");
        _ctes = new Dictionary<string, Cte>(_ctes, Names.Comparer);
        var texts = new List<string>();
        foreach (var cte in with.CommonTableExpressions)
        {
            var sqlName = "x" + Alias();
            var name = cte.ExpressionName.Value;
            texts.Add(cte.QueryExpression is BinaryQueryExpression { All: true } union && ReferenceFinder.Refers(union.SecondQueryExpression, name)
                ? Recursive(cte, union, sqlName) : Plain(cte, sqlName, outer));
        }
        return $"WITH RECURSIVE {string.Join(',', texts)} ";
    }

    private string Plain(CommonTableExpression cte, string sqlName, Scope? outer)
    {
        var query = Query(cte.QueryExpression, outer, null, exposeRow: true);
        var columns = ColumnsOf(query, "", cte.Columns, cte.ExpressionName.Value).ConvertAll(c => c with { Text = c.Text[1..] });
        _ctes[cte.ExpressionName.Value] = new Cte(sqlName, columns, query.RowTable);
        return $"{sqlName} AS ({query.Sql})";
    }

    // The recursive part must name its CTE in its own FROM; a column counts the levels for MAXRECURSION.
    private string Recursive(CommonTableExpression cte, BinaryQueryExpression union, string sqlName)
    {
        var anchor = Query(union.FirstQueryExpression, null);
        var name = cte.ExpressionName.Value;
        var columns = ColumnsOf(anchor, "", cte.Columns, name).ConvertAll(c => c with { Text = c.Text[1..], IsNullable = true, Table = null, Column = null, IsIdentity = false });
        _ctes[name] = new Cte(sqlName, [.. columns, new SourceColumn("\u0001level", "olevel", SqlType.Int)], null);
        var types = columns.ConvertAll(c => c.Type);
        if (union.SecondQueryExpression is not QuerySpecification part)
            throw Errors.NotSupported("a recursive common table expression with more than two parts");
        var recursion = RecursivePart(part, types, name, columns);
        _ctes[name] = new Cte(sqlName, columns, null);
        var names = string.Join(',', columns.Select(c => c.Text));
        return $"{sqlName}({names},olevel) AS (SELECT {names},0 FROM ({anchor.Sql}) UNION ALL {recursion})";
    }

    private static readonly FunctionBody LevelFunction = FunctionTable.Add("(level)", c => c.Long(0) < c.Long(1) ? c.Long(0) + 1
        : throw new SqlError(530, 16, $"The statement terminated. The maximum recursion {c.Long(1)} has been exhausted before statement completion."));

    /// <summary>OPTION (MAXRECURSION n); 0 is without end.</summary>
    public long MaxRecursion { get; set; } = 100;

    private string RecursivePart(QuerySpecification part, List<SqlType> types, string name, List<SourceColumn> columns)
    {
        if (part.GroupByClause is not null || part.TopRowFilter is not null || part.UniqueRowFilter == UniqueRowFilter.Distinct || AggregateFinder.In(part))
            throw new SqlError(467, 16, $"GROUP BY, HAVING, or aggregate functions are not allowed in the recursive part of a recursive common table expression '{name}'.");
        var scope = new Scope(null);
        var from = From(part.FromClause.TableReferences, scope);
        var where = part.WhereClause is null ? "" : " WHERE " + Predicate(part.WhereClause.SearchCondition, scope);
        var level = scope.Sources.SelectMany(s => s.Columns).First(c => c.Name == "\u0001level");
        // SELECT * does not show the column of levels.
        for (var i = 0; i < scope.Sources.Count; i++)
            scope.Sources[i] = scope.Sources[i] with { Columns = [.. scope.Sources[i].Columns.Where(c => c.Name != "\u0001level")] };
        var items = Items(part, scope);
        if (items.Count != types.Count)
            throw new SqlError(205, 16, "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.");
        for (var i = 0; i < items.Count; i++)
        {
            if (!items[i].Expr.IsNull && (items[i].Expr.Type with { Collation = null }) != (types[i] with { Collation = null }))
                throw new SqlError(240, 16, $"Types don't match between the anchor and the recursive part in column \"{columns[i].Name}\" of recursive query \"{name}\".");
        }
        var next = MaxRecursion == 0 ? "0" : Call(LevelFunction, SqlType.Int, new Expr(level.Text, SqlType.Int), Number(MaxRecursion));
        return $"SELECT {string.Join(',', items.Select((item, i) => Convert(item.Expr, types[i]).Text))},{next} FROM {from}{where}";
    }
}
