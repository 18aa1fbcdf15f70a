using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>
/// <c>OUTPUT inserted.c</c> of an INSERT is no read of the table, and so no walker reports it: its values may come from defaults and
/// triggers, so a mask of the column holds for it.
/// </summary>
internal static class InsertedRows
{
    public static void Report(InsertSpecification insert, MappedReference target)
    {
        foreach (var item in insert.OutputClause?.SelectColumns ?? [])
        {
            Report(item, target);
        }

        foreach (var item in insert.OutputIntoClause?.SelectColumns ?? [])
        {
            Report(item, target);
        }
    }

    private static void Report(SelectElement item, MappedReference target)
    {
        if (item is SelectStarExpression star)
        {
            var span = RelationSpans.Span(star);
            target.Use("*", span, new SourceSpan(span.Start, span.Length - 1), ColumnUsage.Star);
            return;
        }

        var usage = item is SelectScalarExpression { Expression: ColumnReferenceExpression } ? ColumnUsage.PlainReturning : ColumnUsage.Returning;
        item.Accept(new Columns(target, usage));
    }

    private sealed class Columns(MappedReference target, ColumnUsage usage) : TSqlFragmentVisitor
    {
        public override void Visit(ColumnReferenceExpression node)
        {
            if (node is not { ColumnType: ColumnType.Regular, MultiPartIdentifier.Identifiers: [.., var last] parts })
            {
                return;
            }

            var known = target.AllColumns;
            var name = known.Contains(last.Value) ? last.Value : known.FirstOrDefault(c => TSqlNames.Of(null).AreSame(c, last.Value)) ?? last.Value;
            var end = last.StartOffset + last.FragmentLength;
            target.Use(
                name,
                new SourceSpan(node.StartOffset, end - node.StartOffset),
                parts.Count > 1 ? new SourceSpan(node.StartOffset, last.StartOffset - node.StartOffset) : default,
                usage);
        }
    }
}
