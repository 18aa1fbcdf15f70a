namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>COPY in all its forms.</summary>
internal sealed class CopyWalker(WalkContext context)
{
    public void Walk(SyntaxNode node)
    {
        context.Action = SqlAction.Copy;
        context.Flag(StatementFlags.Copy);
        var isFrom = node.Flag("is_from");
        if (node["query"].Exists)
        {
            Query(node["query"]);
        }
        else if (isFrom)
        {
            From(node);
        }
        else
        {
            To(node);
        }

        node["attlist"].Skip();
        node["options"].Skip();
        Place(node, isFrom);
    }

    private void Query(SyntaxNode query)
    {
        var before = context.Accesses.Items.Count;
        var output = context.Queries.Walk(query, null, null);
        if (context.Map is { } map)
        {
            map.Shown = context.Accesses.Views.Resolve(output);
        }

        for (var i = before; i < context.Accesses.Items.Count; i++)
        {
            if (context.Accesses.Items[i] is { Kind: AccessKind.Object, Action: SqlAction.Select, Through: false } read)
            {
                context.Accesses.Add(read with { Action = SqlAction.Copy });
            }
        }
    }

    private void From(SyntaxNode node)
    {
        var target = context.From.Target(node["relation"], SqlAction.Insert);
        context.Object(SqlAction.Copy, target.Relation, node["relation"].Location);
        if (node["attlist"].Exists)
        {
            foreach (var column in ConstantReader.Strings(node["attlist"]))
            {
                context.Column(SqlAction.Insert, target.Relation.Name, column, -1, target.Relation.Kind);
            }
        }
        else
        {
            target.Write(context, SqlAction.Insert);
        }

        var scope = new Scope(null, null);
        scope.Items.Add(target);
        context.Expressions.Walk(node["whereClause"], scope);
    }

    private void To(SyntaxNode node)
    {
        var source = context.From.Table(node["relation"]);
        context.Object(SqlAction.Copy, source.Relation, node["relation"].Location);
        if (!node["attlist"].Exists)
        {
            source.ReadAll(context, -1, RowUse.Doubt);
            return;
        }

        foreach (var column in ConstantReader.Strings(node["attlist"]))
        {
            source.Read(context, column, -1);
        }
    }

    private void Place(SyntaxNode node, bool isFrom)
    {
        if (node.Flag("is_program"))
        {
            context.Flag(StatementFlags.Program);
            context.Facility("program");
        }
        else if (node["filename"].Exists)
        {
            context.Flag(isFrom ? StatementFlags.FileRead : StatementFlags.FileWrite);
            context.Facility(isFrom ? "file_read" : "file_write");
        }
    }
}
