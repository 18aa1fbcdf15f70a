using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    private sealed record Cte(string SqlName, IReadOnlyList<SourceColumn> Columns, TableObject? RowTable);

    private Dictionary<string, Cte> _ctes = new(Names.Comparer);

    private string From(IList<TableReference> tables, Scope scope) => string.Join(" JOIN ", tables.Select(t => Table(t, scope)));

    private string Table(TableReference table, Scope scope)
    {
        switch (table)
        {
            case NamedTableReference n:
                return Named(n, scope);
            case VariableTableReference v:
                var variable = _context.TableVariable(v.Variable.Name) ?? throw new SqlError(1087, 15, $"Must declare the table variable \"{v.Variable.Name}\".", 2);
                return TableSource(variable, v.Alias?.Value ?? v.Variable.Name, scope, false);
            case QueryDerivedTable d:
                return Derived(Query(d.QueryExpression, scope.Outer), d.Alias.Value, d.Columns, scope);
            case InlineDerivedTable i:
                return Derived(Values([.. i.RowValues.Select(r => r.ColumnValues.Select(v => Scalar(v, scope.Outer)).ToList())]), i.Alias.Value, i.Columns, scope);
            case SchemaObjectFunctionTableReference f:
                return FunctionSource(f, scope, scope.Outer);
            case GlobalFunctionTableReference g:
                return Derived(Builtins.Table(this, g, scope.Outer), g.Alias?.Value ?? g.Name.Value, [], scope);
            case JoinParenthesisTableReference p:
                return $"({Table(p.Join, scope)})";
            case QualifiedJoin j:
                var first = scope.Sources.Count;
                var left = Table(j.FirstTableReference, scope);
                var second = scope.Sources.Count;
                var right = Table(j.SecondTableReference, scope);
                MakeNullable(scope, j.QualifiedJoinType, first, second);
                if (j.SecondTableReference is QualifiedJoin or UnqualifiedJoin)
                    right = $"({right})";
                var kind = j.QualifiedJoinType switch { QualifiedJoinType.Inner => "JOIN", QualifiedJoinType.LeftOuter => "LEFT JOIN", QualifiedJoinType.RightOuter => "RIGHT JOIN", _ => "FULL JOIN" };
                return $"{left} {kind} {right} ON {Predicate(j.SearchCondition, scope)}";
            case UnqualifiedJoin u:
                return Unqualified(u, scope);
            default:
                throw Errors.NotSupported(table.GetType().Name);
        }
    }

    // The side of an outer join that may have no row has no value either.
    private static void MakeNullable(Scope scope, QualifiedJoinType kind, int first, int second)
    {
        var from = kind == QualifiedJoinType.LeftOuter ? second : first;
        var to = kind switch { QualifiedJoinType.Inner => first, QualifiedJoinType.RightOuter => second, _ => scope.Sources.Count };
        for (var i = from; i < to; i++)
            scope.Sources[i] = scope.Sources[i] with { Columns = [.. scope.Sources[i].Columns.Select(c => c with { IsNullable = true })] };
    }

    private string Unqualified(UnqualifiedJoin u, Scope scope)
    {
        var left = Table(u.FirstTableReference, scope);
        if (u.UnqualifiedJoinType == UnqualifiedJoinType.CrossJoin)
            return $"{left} JOIN {(u.SecondTableReference is QualifiedJoin or UnqualifiedJoin ? $"({Table(u.SecondTableReference, scope)})" : Table(u.SecondTableReference, scope))}";
        var join = u.UnqualifiedJoinType == UnqualifiedJoinType.CrossApply ? "JOIN" : "LEFT JOIN";
        var (alias, names) = u.SecondTableReference switch
        {
            TableReferenceWithAliasAndColumns a => (a.Alias?.Value ?? "", a.Columns),
            TableReferenceWithAlias a => (a.Alias?.Value ?? "", []),
            _ => throw Errors.NotSupported($"APPLY with {u.SecondTableReference.GetType().Name}"),
        };
        var mark = _uses.Count;
        var query = u.SecondTableReference switch
        {
            QueryDerivedTable d => Query(d.QueryExpression, scope),
            InlineDerivedTable i => Values([.. i.RowValues.Select(r => r.ColumnValues.Select(v => Scalar(v, scope)).ToList())]),
            SchemaObjectFunctionTableReference f => Inline(f, scope),
            GlobalFunctionTableReference g => Builtins.Table(this, g, scope),
            _ => throw Errors.NotSupported($"APPLY with {u.SecondTableReference.GetType().Name}"),
        };
        var correlated = _uses.Skip(mark).Any(x => x.Scope == scope);
        if (!correlated)
            return $"{left} {join} {Derived(query, alias, names, scope, nullable: join == "LEFT JOIN")}{(join == "JOIN" ? "" : " ON 1")}";
        return $"{left} {join} {Lateral(query, alias, names, scope)}{(join == "JOIN" ? "" : " ON 1")}";
    }

    // SQLite has no lateral derived tables, but its table-valued functions take arguments from the tables before them.
    private string Lateral(QueryText query, string alias, IList<Identifier> names, Scope scope)
    {
        var name = Alias();
        var packed = string.Join(',', query.Columns.Select((c, i) => TypeRules.IsBinary(c.Type) || c.Type.Name == SqlTypeName.UniqueIdentifier ? $"hex(o{i + 1})" : $"o{i + 1}"));
        var columns = query.Columns.Select((c, i) =>
        {
            var cell = $"json_extract({name}.value,'$[{i}]')";
            if (TypeRules.IsBinary(c.Type) || c.Type.Name == SqlTypeName.UniqueIdentifier)
                cell = $"unhex({cell})";
            return new SourceColumn(NameAt(c, names, i), cell, c.Type);
        }).ToList();
        scope.Sources.Add(new Source(alias, columns));
        return $"json_each((SELECT json_group_array(json_array({packed})) FROM ({query.Sql}))) AS {name}";
    }

    private static string NameAt(OutputColumn column, IList<Identifier> names, int i) => i < names.Count ? names[i].Value : column.Name;

    private string Derived(QueryText query, string alias, IList<Identifier> names, Scope scope, bool nullable = false)
    {
        var name = Alias();
        if (names.Count > 0 && names.Count != query.Columns.Count)
            throw new SqlError(names.Count < query.Columns.Count ? 8158 : 8159, 16, $"'{alias}' has {(names.Count < query.Columns.Count ? "more" : "fewer")} columns than were specified in the column list.");
        var columns = ColumnsOf(query, name, names, alias);
        if (nullable)
            columns = [.. columns.Select(c => c with { IsNullable = true })];
        scope.Sources.Add(new Source(alias, columns) { Table = query.RowTable, RowId = query.RowTable is null ? "" : name + ".orow" });
        return $"({query.Sql}) AS {name}";
    }

    private static List<SourceColumn> ColumnsOf(QueryText query, string name, IList<Identifier> names, string alias)
    {
        var columns = new List<SourceColumn>();
        for (var i = 0; i < query.Columns.Count; i++)
        {
            var c = query.Columns[i];
            var title = NameAt(c, names, i);
            if (title.Length == 0)
                throw new SqlError(8155, 16, $"No column name was specified for column {i + 1} of '{alias}'.", 2);
            if (columns.Any(x => Names.Equal(x.Name, title)))
                throw new SqlError(8156, 16, $"The column '{title}' was specified multiple times for '{alias}'.");
            columns.Add(new SourceColumn(title, $"{name}.o{i + 1}", c.IsNullLiteral ? SqlType.Int : c.Type)
            {
                IsNullable = c.IsNullable, IsIdentity = c.IsIdentity, IsComputed = c.IsExpression, Table = c.Table, Column = c.Column,
            });
        }
        return columns;
    }

    /// <summary>VALUES as a table.</summary>
    public static QueryText Values(List<List<Expr>> rows, IReadOnlyList<SqlType>? coerce = null)
    {
        if (rows.Any(r => r.Count != rows[0].Count))
            throw new SqlError(10709, 16, "The number of columns for each row in a table value constructor must be the same.");
        var types = Enumerable.Range(0, rows[0].Count).Select(i => coerce is not null && i < coerce.Count ? coerce[i] : rows.Select(r => r[i].Type).Aggregate(TypeRules.Meet)).ToList();
        var values = string.Join(',', rows.Select(r => $"({string.Join(',', r.Select((e, i) => Convert(e, types[i]).Text))})"));
        var names = string.Join(',', types.Select((_, i) => $"column{i + 1} AS o{i + 1}"));
        var columns = types.Select((t, i) => new OutputColumn("", t) { IsNullable = rows.Any(r => r[i].IsNullable), IsExpression = true });
        return new QueryText($"SELECT {names} FROM (VALUES {values})", [.. columns]) { IsOneRow = rows.Count == 1 };
    }

    private string Named(NamedTableReference n, Scope scope)
    {
        if (n.TableSampleClause is not null || n.TemporalClause is not null)
            throw Errors.NotSupported("TABLESAMPLE and FOR SYSTEM_TIME");
        WantsLock |= n.TableHints.Any(h => h.HintKind is TableHintKind.UpdLock or TableHintKind.XLock or TableHintKind.TabLockX or TableHintKind.HoldLock or TableHintKind.Serializable or TableHintKind.RepeatableRead);
        var name = n.SchemaObject;
        if (name.Count == 1 && _ctes.TryGetValue(name.BaseIdentifier.Value, out var cte))
            return CteSource(cte, n.Alias?.Value ?? name.BaseIdentifier.Value, scope);
        return SourceOf(name, n.Alias?.Value, scope);
    }

    private string CteSource(Cte cte, string alias, Scope scope)
    {
        var name = Alias();
        scope.Sources.Add(new Source(alias, [.. cte.Columns.Select(c => c with { Text = $"{name}.{c.Text}" })]) { Table = cte.RowTable, RowId = cte.RowTable is null ? "" : name + ".orow" });
        return $"{cte.SqlName} AS {name}";
    }

    private string SourceOf(SchemaObjectName name, string? alias, Scope scope)
    {
        var (found, view, database) = Resolve(name);
        if (view is not null)
            return SystemSource(view, database, alias, scope);
        var hasAlias = alias is not null;
        alias ??= name.BaseIdentifier.Value;
        switch (found)
        {
            case TableObject t:
                return TableSource(t, alias, scope, !hasAlias);
            case ViewObject v:
                var query = View(v);
                var made = Derived(query, alias, [.. v.Columns.Select(c => new Identifier { Value = c })], scope);
                if (!hasAlias)
                    scope.Sources[^1] = scope.Sources[^1] with { Schema = v.Schema, Database = v.Database };
                return made;
            default:
                throw Errors.InvalidObject(Names.Text(name));
        }
    }

    /// <summary>A table of its own, with the columns a query sees.</summary>
    public string TableSource(TableObject table, string alias, Scope scope, bool isOwnName)
    {
        Objects.Add(table);
        var name = Alias();
        scope.Sources.Add(SourceFor(table, alias, c => $"{name}.{c.SqliteName}") with { Schema = isOwnName ? table.Schema : null, Database = isOwnName ? table.Database : null, RowId = name + ".rowid" });
        return $"{table.SqliteName} AS {name}";
    }

    /// <summary>The columns of a table where each cell is as told: of a row in a table, or of one that is bound.</summary>
    public Source SourceFor(TableObject table, string alias, Func<ColumnObject, string> cell)
    {
        var columns = new List<SourceColumn>();
        foreach (var c in table.Columns.Where(c => c.Computed is null))
            columns.Add(new SourceColumn(c.Name, cell(c), c.Type) { IsNullable = c.IsNullable, IsIdentity = c.Identity is not null, Table = table, Column = c });
        if (columns.Count == table.Columns.Count)
            return new Source(alias, columns) { Table = table };
        var scope = new Scope(null);
        scope.Sources.Add(new Source(alias, [.. columns]));
        foreach (var c in table.Columns.Where(c => c.Computed is not null))
        {
            var mark = _uses.Count;
            var text = Convert(Scalar(c.Computed!, scope), c.Type).Text;
            _uses.RemoveRange(mark, _uses.Count - mark);
            columns.Insert(table.Columns.ToList().IndexOf(c), new SourceColumn(c.Name, text, c.Type) { IsNullable = c.IsNullable, IsComputed = true, Table = table, Column = c });
        }
        return new Source(alias, columns) { Table = table };
    }

    private string SystemSource(SystemView view, string database, string? alias, Scope scope)
    {
        SystemViews.Add((view, database));
        var name = Alias();
        var columns = view.Columns.Select((c, i) => new SourceColumn(c.Name, $"{name}.c{i + 1}", c.Type) { IsNullable = c.IsNullable }).ToList();
        scope.Sources.Add(new Source(alias ?? view.Name, columns) { Schema = alias is null ? view.Schema : null, Database = alias is null ? database : null });
        return $"{view.TableName(_context.Catalog.Databases[database].Id)} AS {name}";
    }

    private QueryText View(ViewObject view)
    {
        Objects.Add(view);
        return InModule(view, null, () => Statement(view.Select.WithCtesAndXmlNamespaces, view.Select.QueryExpression, null, exposeRow: true));
    }

    /// <summary>Translates in the names of a module: its database and schema, its parameters, none of the caller's.</summary>
    private QueryText InModule(SqlObject module, Dictionary<string, Expr>? substitutions, Func<QueryText> translate)
    {
        if (++_depth > 300)
            throw new SqlError(4429, 16, $"View or function '{module.Name}' contains a self-reference. Views or functions cannot reference themselves directly or indirectly.");
        var (context, ctes, given) = (_context, _ctes, _substitutions);
        _context = _context with { Database = module.Database, Schema = module.Schema, TableVariable = _ => null, Variable = _ => null };
        (_ctes, _substitutions) = (new Dictionary<string, Cte>(Names.Comparer), substitutions);
        try
        {
            return translate();
        }
        finally
        {
            (_context, _ctes, _substitutions) = (context, ctes, given);
            _depth--;
        }
    }

    private string FunctionSource(SchemaObjectFunctionTableReference f, Scope scope, Scope? arguments) =>
        Derived(Inline(f, arguments), f.Alias?.Value ?? f.SchemaObject.BaseIdentifier.Value, f.Columns, scope);

    private QueryText Inline(SchemaObjectFunctionTableReference f, Scope? arguments)
    {
        if (Resolve(f.SchemaObject).Object is not FunctionObject function || function.Returns is not null)
            return Builtins.SystemTable(this, f, arguments) ?? throw Errors.InvalidObject(Names.Text(f.SchemaObject));
        if (function.Select is null)
            throw Errors.NotSupported("a multi-statement table-valued function");
        Objects.Add(function);
        if (f.Parameters.Count < function.Parameters.Count)
            throw new SqlError(313, 16, $"An insufficient number of arguments were supplied for the procedure or function {Names.Text(f.SchemaObject)}.", 3);
        if (f.Parameters.Count > function.Parameters.Count)
            throw new SqlError(8144, 16, $"Procedure or function {Names.Text(f.SchemaObject)} has too many arguments specified.", 3);
        var given = new Dictionary<string, Expr>(StringComparer.Ordinal);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var value = f.Parameters[i] is DefaultLiteral ? parameter.Default is { } d ? Scalar(d, null) : new Expr("NULL", TypeRules.Untyped) : Scalar(f.Parameters[i], arguments);
            given[parameter.Name.ToUpperInvariant()] = Convert(value, parameter.Type);
        }
        return InModule(function, given, () => Statement(function.Select.WithCtesAndXmlNamespaces, function.Select.QueryExpression, null));
    }

    public string TableText(TableReference table, Scope scope) => Table(table, scope);

    /// <summary>Common table expressions of a change of data: text before its query.</summary>
    public string WithText(WithCtesAndXmlNamespaces? with) => With(with, null);

    /// <summary>What a change is made to: a table of FROM by its alias or name, or one of its own.</summary>
    public (string From, Source Target) Target(TableReference target, FromClause? from, Scope scope)
    {
        if (from is null)
        {
            var text = Table(target, scope);
            return (text, scope.Sources[0]);
        }
        var tables = From(from.TableReferences, scope);
        if (target is VariableTableReference v)
        {
            var variable = scope.Sources.FirstOrDefault(s => Names.Equal(s.Name, v.Variable.Name));
            return variable is not null ? (tables, variable) : (tables + " JOIN " + Table(target, scope), scope.Sources[^1]);
        }
        if (target is not NamedTableReference named)
            throw Errors.NotSupported($"a change of {target.GetType().Name}");
        var name = named.SchemaObject;
        var byAlias = name.Count == 1 ? scope.Sources.FirstOrDefault(s => Names.Equal(s.Name, name.BaseIdentifier.Value)) : null;
        if (byAlias is not null)
            return (tables, byAlias);
        if (Resolve(name).Object is TableObject table && scope.Sources.Where(s => s.Table?.Id == table.Id).ToList() is [var only])
            return (tables, only);
        var own = Table(target, scope);
        return ($"{tables} JOIN {own}", scope.Sources[^1]);
    }
}
