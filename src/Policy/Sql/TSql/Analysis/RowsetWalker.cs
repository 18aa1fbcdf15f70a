using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Table references that are neither tables nor queries: functions, other servers, files, full-text searches, pivots.</summary>
internal sealed class RowsetWalker(WalkContext context)
{
    public void Walk(TableReference node, Scope scope)
    {
        switch (node)
        {
            case SchemaObjectFunctionTableReference call:
                Function(call, scope);
                break;
            case GlobalFunctionTableReference call:
                BuiltIn(new ObjectName(null, context.Functions.Lower(call.Name)), call.Name, call.Parameters, call.Alias, scope);
                break;
            case BuiltInFunctionTableReference call:
                BuiltIn(new ObjectName("sys", context.Fold(call.Name)), call.Name, call.Parameters, call.Alias, scope);
                break;
            case OpenJsonTableReference json:
                Json(json, scope);
                break;
            case OpenXmlTableReference xml:
                Xml(xml, scope);
                break;
            case VariableMethodCallTableReference nodes:
                var from = Gathered(scope, nodes.Parameters, () => context.Variables.Read(nodes.Variable));
                scope.Items.Add(new ResultItem(context.Folding, nodes.Alias?.Value, FromWalker.Names(nodes), from, isKnown: true));
                break;
            case FullTextTableReference search:
                FullText(search, scope);
                break;
            case SemanticTableReference search:
                Semantic(search, scope);
                break;
            default:
                Far(node, scope);
                break;
        }
    }

    /// <summary>The rest of the columns group the rows: all are used.</summary>
    public void Pivot(PivotedTableReference node, Scope scope)
    {
        var inner = Beneath(node.TableReference, scope);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var sources = Gathered(inner, [], () =>
        {
            foreach (var column in node.ValueColumns.Append(node.PivotColumn))
            {
                context.Columns.Resolve(column, inner);
                _ = used.Add(context.Folding.Fold(column.MultiPartIdentifier?.Identifiers[^1].Value ?? ""));
            }
        });
        var aggregate = node.AggregateFunctionIdentifier?.Identifiers;
        if (aggregate is { Count: > 0 })
        {
            context.Functions.Aggregate([.. aggregate]);
        }

        scope.Items.Add(Reshaped(node.Alias, inner, used, node.InColumns.Select(column => new QueryColumn(column.Value, sources))));
    }

    public void Unpivot(UnpivotedTableReference node, Scope scope)
    {
        var inner = Beneath(node.TableReference, scope);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var sources = Gathered(inner, [], () =>
        {
            foreach (var column in node.InColumns)
            {
                context.Columns.Resolve(column, inner);
                _ = used.Add(context.Folding.Fold(column.MultiPartIdentifier?.Identifiers[^1].Value ?? ""));
            }
        });
        scope.Items.Add(Reshaped(
            node.Alias, inner, used, [new QueryColumn(node.ValueColumn.Value, sources), new QueryColumn(node.PivotColumn.Value, [])]));
    }

    private Scope Beneath(TableReference table, Scope scope)
    {
        var inner = new Scope(scope.Outer, scope.CommonTables);
        context.From.Item(table, inner, isLateral: false);
        inner.Items.ForEach(item => item.ReadAll(context, default, RowUse.Row));
        return inner;
    }

    private DerivedItem Reshaped(Identifier? alias, Scope inner, HashSet<string> used, IEnumerable<QueryColumn> added)
    {
        var output = new QueryOutput();
        inner.Items.ForEach(item => item.Expand(output));
        _ = output.Columns.RemoveAll(column => used.Contains(context.Folding.Fold(column.Name)));
        output.Columns.AddRange(added);
        return new DerivedItem(context.Folding, alias?.Value, output, []);
    }

    /// <summary>A function of users, one of the system, or <c>nodes</c> of a column of XML.</summary>
    private void Function(SchemaObjectFunctionTableReference node, Scope scope)
    {
        var parts = node.SchemaObject.Identifiers;
        if (parts is { Count: > 1 } && string.Equals(parts[^1].Value, "nodes", StringComparison.Ordinal) && node.Parameters.Count == 1
            && (parts.Count > 2 || context.Names.Routine(node.SchemaObject).Routines.IsEmpty))
        {
            context.Saw(node.SchemaObject);
            var from = Gathered(scope, node.Parameters, () => context.Columns.Resolve([.. parts.SkipLast(1)], scope));
            scope.Items.Add(new ResultItem(context.Folding, node.Alias?.Value, FromWalker.Names(node), from, isKnown: true));
            return;
        }

        var (name, routines) = context.Names.Routine(node.SchemaObject);
        QueryOutput? output = null;
        var sources = Gathered(scope, node.Parameters, () => output = context.Functions.Table(name, routines, WalkContext.Span(node.SchemaObject)));
        var alias = node.Alias?.Value ?? node.SchemaObject.BaseIdentifier.Value;
        var columns = FromWalker.Names(node);
        scope.Items.Add(output is not null
            ? new DerivedItem(context.Folding, alias, output, columns)
            : new ResultItem(context.Folding, alias, columns, sources, isKnown: false));
    }

    private void BuiltIn(ObjectName name, Identifier written, IList<ScalarExpression> parameters, Identifier? alias, Scope scope)
    {
        context.Function(name, WalkContext.Span(written));
        var from = Gathered(scope, parameters, null);
        scope.Items.Add(new ResultItem(context.Folding, alias?.Value ?? written.Value, [], from, isKnown: false));
    }

    private void Json(OpenJsonTableReference node, Scope scope)
    {
        context.Function(new ObjectName(null, "openjson"), WalkContext.Span(node));
        var from = Gathered(scope, [node.Variable], () => context.Expressions.WalkIf(node.RowPattern, scope));
        foreach (var item in node.SchemaDeclarationItems)
        {
            context.SawAll(item);
        }

        ImmutableArray<string> columns = node.SchemaDeclarationItems.Count == 0
            ? ["key", "value", "type"]
            : [.. node.SchemaDeclarationItems.Select(static i => i.ColumnDefinition.ColumnIdentifier.Value)];
        scope.Items.Add(new ResultItem(context.Folding, node.Alias?.Value, columns, from, isKnown: true));
    }

    private void Xml(OpenXmlTableReference node, Scope scope)
    {
        context.Function(new ObjectName(null, "openxml"), WalkContext.Span(node));
        var from = Gathered(scope, [node.Variable, node.RowPattern], () => context.Expressions.WalkIf(node.Flags, scope));
        foreach (var item in node.SchemaDeclarationItems)
        {
            context.SawAll(item);
        }

        if (node.TableName is { } shape)
        {
            // Names and types of its columns, no rows.
            context.Object(SqlAction.Metadata, context.Names.Resolve(shape), WalkContext.Span(shape));
        }

        ImmutableArray<string> columns = [.. node.SchemaDeclarationItems.Select(static i => i.ColumnDefinition.ColumnIdentifier.Value)];
        scope.Items.Add(new ResultItem(context.Folding, node.Alias?.Value, columns, from, isKnown: !columns.IsEmpty));
    }

    /// <summary>CONTAINSTABLE, FREETEXTTABLE: keys of the rows that match.</summary>
    private void FullText(FullTextTableReference node, Scope scope)
    {
        var from = Gathered(
            scope, [node.SearchCondition, node.TopN, node.Language, node.PropertyName], () => Searched(node.TableName, node.Columns, scope));
        scope.Items.Add(new ResultItem(context.Folding, node.Alias?.Value, ["KEY", "RANK"], from, isKnown: true));
    }

    private void Semantic(SemanticTableReference node, Scope scope)
    {
        var columns = node.MatchedColumn is null ? node.Columns : [.. node.Columns, node.MatchedColumn];
        var from = Gathered(scope, [node.SourceKey, node.MatchedKey], () => Searched(node.TableName, columns, scope));
        scope.Items.Add(new ResultItem(context.Folding, node.Alias?.Value, [], from, isKnown: false));
    }

    private void Searched(SchemaObjectName table, IList<ColumnReferenceExpression> columns, Scope scope)
    {
        var relation = context.Names.Resolve(table);
        var item = new TableItem(context.Folding, relation, null, WalkContext.Span(table), isRead: false)
        {
            Base = BodyWalker.BehindSynonym(context, relation),
        };
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "a full-text search", WalkContext.Span(table));
        context.From.Read(item, WalkContext.Span(table));
        var inner = new Scope(null, scope.CommonTables);
        inner.Items.Add(item);
        foreach (var column in columns)
        {
            context.Saw(column);
            if (column.ColumnType == ColumnType.Wildcard)
            {
                item.ReadAll(context, ColumnResolver.Place(column), RowUse.Doubt);
            }
            else
            {
                context.Columns.Resolve(column, inner);
            }
        }
    }

    /// <summary>Other servers and files; what is none of them is not understood.</summary>
    private void Far(TableReference node, Scope scope)
    {
        switch (node)
        {
            case OpenQueryTableReference:
                Elsewhere(node, "openquery", "remote", StatementFlags.Remote | StatementFlags.DynamicSql);
                break;
            case OpenRowsetTableReference:
                Elsewhere(node, "openrowset", "remote", StatementFlags.Remote);
                break;
            case AdHocTableReference:
                Elsewhere(node, "opendatasource", "remote", StatementFlags.Remote);
                break;
            case BulkOpenRowset:
                Elsewhere(node, "openrowset", "file_read", StatementFlags.FileRead);
                break;
            case ChangeTableChangesTableReference changes:
                Changes(changes.Target, scope, [changes.SinceVersion]);
                break;
            case ChangeTableVersionTableReference version:
                Changes(version.Target, scope, version.PrimaryKeyValues);
                break;
            default:
                context.NotUnderstood(node.GetType().Name);
                break;
        }

        scope.Items.Add(new ResultItem(context.Folding, (node as TableReferenceWithAlias)?.Alias?.Value, [], [], isKnown: false));
    }

    private void Elsewhere(TableReference node, string function, string facility, StatementFlags flags)
    {
        context.SawAll(node);
        context.Function(new ObjectName(null, function), WalkContext.Span(node));
        context.Facility(facility);
        context.Flag(flags);
    }

    /// <summary>CHANGETABLE tells keys of rows that were changed.</summary>
    private void Changes(SchemaObjectName table, Scope scope, IEnumerable<ScalarExpression> values)
    {
        var relation = context.Names.Resolve(table);
        var item = new TableItem(context.Folding, relation, null, WalkContext.Span(table), isRead: false);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "CHANGETABLE", WalkContext.Span(table));
        context.From.Read(item, WalkContext.Span(table));
        item.ReadAll(context, default, RowUse.Doubt);
        context.Expressions.WalkAll(values, scope);
    }

    /// <summary>The base columns of what is walked.</summary>
    private ImmutableArray<ColumnSource> Gathered(Scope scope, IEnumerable<ScalarExpression?> values, Action? more)
    {
        var lineage = context.Lineage;
        var from = context.Lineage = [];
        foreach (var value in values)
        {
            context.Expressions.WalkIf(value, scope);
        }

        more?.Invoke();
        context.Lineage = lineage;
        context.Used(from);
        return [.. from.Distinct()];
    }
}
