using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Sends a statement to the walker of its family; a statement of none is not understood.</summary>
internal sealed class StatementWalker(WalkContext context)
{
    public WriteWalker Writes { get; } = new(context);

    /// <summary>What the statement yields, when it yields rows and their columns are known.</summary>
    public QueryOutput? Output { get; set; }

    /// <summary>The client gets rows: those of <see cref="Output"/>, or others (SHOW, EXPLAIN, CALL).</summary>
    public bool ReturnsRows { get; set; }

    /// <summary>INTO took the result.</summary>
    public bool HasNoResult { get; set; }

    /// <summary>Walks a statement and tells its action and command.</summary>
    public (SqlAction Action, string Kind) Walk(MySqlStatement node)
    {
        switch (node)
        {
            case QueryStatement query:
                return Query(query);
            case InsertStatement insert:
                context.Action = SqlAction.Insert;
                Returned(Writes.Insert(insert), !insert.Returning.IsEmpty);
                return (SqlAction.Insert, insert.IsReplace ? "REPLACE" : "INSERT");
            case UpdateStatement update:
                context.Action = SqlAction.Update;
                Returned(Writes.Update(update), !update.Returning.IsEmpty);
                return (SqlAction.Update, "UPDATE");
            case DeleteStatement delete:
                context.Action = SqlAction.Delete;
                Returned(Writes.Delete(delete), !delete.Returning.IsEmpty);
                return (SqlAction.Delete, "DELETE");
            default:
                return WalkOther(node);
        }
    }

    /// <summary>The result of a statement inside this one is that of this one.</summary>
    public void TakeResult(StatementWalker inner)
    {
        (Output, ReturnsRows, HasNoResult) = (inner.Output, inner.ReturnsRows, inner.HasNoResult);
    }

    private (SqlAction Action, string Kind) WalkOther(MySqlStatement node)
    {
        if ((new SettingWalker(context).Walk(node) ?? new TransactionWalker(context).Walk(node) ?? new SessionWalker(context).Walk(node)
            ?? new MetadataWalker(context).Walk(node) ?? new ProgramWalker(context).Walk(node) ?? new DefinitionWalker(context).Walk(node)
            ?? new GrantWalker(context).Walk(node) ?? new MaintenanceWalker(context).Walk(node)) is { } known)
        {
            return known;
        }

        context.NotUnderstood(node.GetType().Name);
        return (SqlAction.None, node.GetType().Name);
    }

    private (SqlAction Action, string Kind) Query(QueryStatement node)
    {
        context.Action = SqlAction.Select;
        var output = context.Queries.Walk(node.Query, null, null);
        var query = node.Query;
        var isLimited = query.Limit?.Count is not null || query.Limit is { IsFetch: true };
        while (query is ParenthesizedQuery inner)
        {
            query = inner.Inner;
            isLimited |= query.Limit?.Count is not null || query.Limit is { IsFetch: true };
        }

        if (output.Items.Count > 0)
        {
            context.Flag(query is SetQuery or SelectQuery { Where: not null } ? StatementFlags.None : StatementFlags.WithoutWhere);
            context.Flag(isLimited ? StatementFlags.None : StatementFlags.WithoutLimit);
        }

        Returned(output, !HasNoResult);
        return (SqlAction.Select, "SELECT");
    }

    private void Returned(QueryOutput output, bool isShown)
    {
        Output = isShown ? output : null;
        ReturnsRows = isShown;
    }
}
