using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>What a write assigns to columns and variables.</summary>
internal sealed class AssignmentWalker(WalkContext context)
{
    public void Set(IList<SetClause> clauses, List<RangeItem> target, Scope scope)
    {
        foreach (var clause in clauses)
        {
            context.Saw(clause);
            switch (clause)
            {
                case AssignmentSetClause assignment:
                    Assignment(assignment, target, scope);
                    break;
                case FunctionCallSetClause call:
                    // A method that changes the value (xml.modify).
                    Mutator(call.MutatorFunction, target, scope);
                    break;
                default:
                    context.NotUnderstood(clause.GetType().Name);
                    break;
            }
        }
    }

    private void Assignment(AssignmentSetClause node, List<RangeItem> target, Scope scope)
    {
        var lineage = context.Lineage;
        var sources = context.Lineage = [];
        context.Using(ColumnUsage.AssignmentSource);
        context.Expressions.Walk(node.NewValue, scope);
        if (node.AssignmentKind != AssignmentKind.Equals && node.Column is not null)
        {
            context.Columns.Resolve(node.Column, scope);
        }

        context.Lineage = lineage;
        if (node.Variable is not null)
        {
            context.Saw(node.Variable);
            context.Variables.Assign(node.Variable.Name, sources);
        }

        if (node.Column is not null)
        {
            Write(target, node.Column, SqlAction.Update);
            var isBeneath = target.Exists(static item => item is DerivedItem);
            foreach (var held in target.OfType<HeldItem>())
            {
                held.Put(context, isBeneath ? null : node.Column.MultiPartIdentifier?.Identifiers[^1].Value, sources);
            }
        }
    }

    private void Mutator(FunctionCall call, List<RangeItem> target, Scope scope)
    {
        context.Saw(call);
        if (call.CallTarget is not MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: { Count: > 0 } parts } of)
        {
            context.NotUnderstood("a method that changes what is no column");
            return;
        }

        context.Saw(of);
        context.Expressions.WalkAll(call.Parameters, scope);
        foreach (var item in target)
        {
            (item as TableItem)?.Write(context, SqlAction.Update, parts[^1].Value, default);
            (item as HeldItem)?.Put(context, parts[^1].Value, []);
        }
    }

    /// <summary>A column is written: of each table that may be meant.</summary>
    public void Write(List<RangeItem> target, ColumnReferenceExpression column, SqlAction action)
    {
        context.Saw(column);
        var name = column.MultiPartIdentifier?.Identifiers is { Count: > 0 } parts ? parts[^1].Value : null;
        var tables = target.OfType<TableItem>().ToList();
        if (target.OfType<DerivedItem>().FirstOrDefault() is { } derived && name is not null)
        {
            Beneath(derived, tables, name, action);
            return;
        }

        foreach (var table in tables)
        {
            if (name is null || column.ColumnType != ColumnType.Regular)
            {
                table.WriteAll(context, action);
            }
            else
            {
                table.Write(context, action, name, ColumnResolver.Place(column));
            }
        }
    }

    /// <summary>A column of a WITH query or derived table is written: the ones it comes from are.</summary>
    private void Beneath(DerivedItem derived, List<TableItem> tables, string name, SqlAction action)
    {
        var sources = derived.SourcesOf(name);
        foreach (var table in tables)
        {
            var written = sources.Where(source => source.Table == (table.Base?.Name ?? table.Relation.Name)).Select(static s => s.Column).Distinct().ToList();
            written.ForEach(column => table.Write(context, action, column, default));
            if (sources.IsEmpty)
            {
                table.Write(context, action, name, default);
            }
        }
    }
}
