using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>A SELECT statement: its query, where its rows go, and what it says of rows and limits.</summary>
internal sealed class SelectWalker(WalkContext context)
{
    public (SqlAction Action, string Kind) Walk(SelectStatement node)
    {
        context.Action = SqlAction.Select;
        Hints(context, node.OptimizerHints);
        var output = context.Queries.Walk(node.QueryExpression, null, context.CommonTables.Walk(node.WithCtesAndXmlNamespaces, null, null));
        foreach (var compute in node.ComputeClauses)
        {
            Compute(compute, output);
        }

        Flags(node.QueryExpression, output);
        if (node.Into is { } target)
        {
            Into(node, target, output);
            return (SqlAction.Select, "SELECT INTO");
        }

        if (!AssignsOnly(node.QueryExpression))
        {
            context.Statements.Returned(output);
        }

        return (SqlAction.Select, "SELECT");
    }

    /// <summary>Hints behind a query name indexes, tables of it, and variables.</summary>
    public static void Hints(WalkContext context, IList<OptimizerHint> hints)
    {
        foreach (var hint in hints)
        {
            context.SawAll(hint);
        }
    }

    /// <summary><c>SELECT @x = …</c> yields no rows.</summary>
    private static bool AssignsOnly(QueryExpression query) => query is QuerySpecification { SelectElements: { Count: > 0 } items }
        && items.All(static item => item is SelectSetVariable);

    private void Flags(QueryExpression query, QueryOutput output)
    {
        var isLimited = query.OffsetClause?.FetchExpression is not null;
        while (query is QueryParenthesisExpression inner)
        {
            query = inner.QueryExpression;
            isLimited |= query.OffsetClause?.FetchExpression is not null;
        }

        isLimited |= query is QuerySpecification { TopRowFilter: not null };
        if (output.Items.Count > 0)
        {
            context.Flag(query is BinaryQueryExpression or QuerySpecification { WhereClause: not null } ? StatementFlags.None : StatementFlags.WithoutWhere);
            context.Flag(isLimited ? StatementFlags.None : StatementFlags.WithoutLimit);
        }
    }

    /// <summary>A new table, made of the rows.</summary>
    private void Into(SelectStatement node, SchemaObjectName target, QueryOutput output)
    {
        if (NameResolver.IsTemporary(target) && !NameResolver.IsGlobalTemporary(target))
        {
            context.Saw(target);
            var name = context.Fold(target.BaseIdentifier);
            context.Flag(StatementFlags.Temp);
            ImmutableArray<string> columns = output.IsKnown ? [.. output.Columns.Select(static c => c.Name)] : [];
            context.MadeTemporary(name, new HeldTable(columns));
            context.Effect(new SessionEffect.TemporaryObject(name));
            WriteWalker.Keep(context, new HeldItem(context.Folding, null, name, columns), [], output);
            return;
        }

        var isGlobal = NameResolver.IsGlobalTemporary(target);
        var made = context.Names.Resolve(target);
        var kind = isGlobal ? RelationKind.Temporary : RelationKind.Table;
        context.Flag(StatementFlags.Ddl);
        context.Object(SqlAction.Ddl, made.Name, WalkContext.Span(target), kind);
        context.Object(SqlAction.Insert, made.Name, WalkContext.Span(target), kind);
        context.Map?.AddUnmapped(made.Name, kind, "SELECT INTO", WalkContext.Span(target));
        if (isGlobal)
        {
            context.Effect(new SessionEffect.Pin("a global temporary table"));
        }
        else
        {
            context.Effect(new SessionEffect.ChangesCatalog());
        }

        if (node.On is not null)
        {
            context.SawAll(node.On);
        }
    }

    /// <summary>COMPUTE adds rows of sums.</summary>
    private void Compute(ComputeClause node, QueryOutput output)
    {
        var scope = new Scope(null, null);
        scope.Items.AddRange(output.Items.OfType<RangeItem>());
        foreach (var function in node.ComputeFunctions)
        {
            context.Expressions.Walk(function.Expression, scope);
        }

        context.Expressions.WalkAll(node.ByExpressions, scope);
    }
}
