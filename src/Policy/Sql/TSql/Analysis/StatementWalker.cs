using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Statements;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Sends a statement to the walker of its family; a statement of none is not understood.</summary>
internal sealed class StatementWalker(WalkContext context)
{
    public WriteWalker Writes { get; } = new(context);

    /// <summary>Results of the statement whose columns are known, in the order of the text: several of control flow.</summary>
    public List<QueryOutput> Results { get; } = [];

    /// <summary>The client gets rows: those of <see cref="Results"/>, or others (EXEC, DBCC).</summary>
    public bool ReturnsRows { get; set; }

    /// <summary>What the statement yields when it is one result; null for none and for several.</summary>
    public QueryOutput? Output => Results is [var only] ? only : null;

    /// <summary>Walks a statement and tells its action and command. Also for the statements of control flow, in the same context.</summary>
    public (SqlAction Action, string Kind) Walk(TSqlStatement node)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("statements nested too deep");
            return (SqlAction.None, node.GetType().Name);
        }

        context.Saw(node);
        var walked = One(node);
        context.Frame.Batch.After(node);
        return walked;
    }

    private (SqlAction Action, string Kind) One(TSqlStatement node)
    {
        switch (node)
        {
            case SelectStatement select:
                return new SelectWalker(context).Walk(select);
            case InsertStatement insert:
                return Write(insert, insert.InsertSpecification, SqlAction.Insert, "INSERT");
            case UpdateStatement update:
                return Write(update, update.UpdateSpecification, SqlAction.Update, "UPDATE");
            case DeleteStatement delete:
                return Write(delete, delete.DeleteSpecification, SqlAction.Delete, "DELETE");
            case MergeStatement merge:
                return Write(merge, merge.MergeSpecification, SqlAction.Update, "MERGE");
            default:
                return Other(node);
        }
    }

    /// <summary>A result the client gets.</summary>
    public void Returned(QueryOutput output)
    {
        Results.Add(output);
        ReturnsRows = true;
    }

    /// <summary>The results of a text inside this statement are this statement's.</summary>
    public void TakeResults(StatementWalker inner)
    {
        Results.AddRange(inner.Results);
        ReturnsRows |= inner.ReturnsRows;
    }

    /// <summary>Every column the statement reads.</summary>
    public ImmutableArray<ColumnSource> ColumnsRead() => [.. context.Accesses.Items
        .Where(static access => access is { Kind: AccessKind.Column, Action: SqlAction.Select })
        .Select(static access => new ColumnSource(access.Name, access.Column ?? "*")).Distinct()];

    private (SqlAction Action, string Kind) Other(TSqlStatement node)
    {
        if (StatementFamilies.Walk(context, node) is { } known)
        {
            if (node is ExecuteStatement)
            {
                context.Inserts();
            }

            return known;
        }

        context.NotUnderstood(node.GetType().Name);
        context.SawAll(node);
        return (SqlAction.None, node.GetType().Name);
    }

    private (SqlAction Action, string Kind) Write(
        DataModificationStatement node, DataModificationSpecification specification, SqlAction action, string kind)
    {
        context.Action = action;
        SelectWalker.Hints(context, node.OptimizerHints);
        var output = Writes.Specification(specification, context.CommonTables.Walk(node.WithCtesAndXmlNamespaces, null, null));
        if (specification.OutputClause is not null)
        {
            Returned(output);
        }

        return (action, kind);
    }
}
