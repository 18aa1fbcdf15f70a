using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>INTO of a query: a file of the server, or variables.</summary>
internal sealed class IntoWalker(WalkContext context)
{
    public void Walk(IntoClause into, QueryOutput output, Scope scope)
    {
        context.Statements.HasNoResult = true;
        if (into.Kind == IntoKind.Variables)
        {
            Variables(into, output, scope);
            return;
        }

        context.Facility("file_write");
        context.Flag(StatementFlags.FileWrite | StatementFlags.Copy);
        foreach (var read in context.Accesses.ToImmutable())
        {
            if (read is { Kind: AccessKind.Object, Action: SqlAction.Select, Through: false })
            {
                context.Accesses.Add(read with { Action = SqlAction.Copy });
            }
        }
    }

    private void Variables(IntoClause into, QueryOutput output, Scope scope)
    {
        for (var i = 0; i < into.Targets.Length; i++)
        {
            if (into.Targets[i] is not UserVariable variable)
            {
                if (into.Targets[i] is not ColumnReference)
                {
                    context.Expressions.Walk(into.Targets[i], scope);
                }

                continue;
            }

            var isByPlace = output.IsKnown && i < output.Columns.Count;
            context.Variables.Assign(
                variable.Name.Text, isByPlace ? output.Columns[i].From : output.Columns.SelectMany(static c => c.From));
        }
    }
}
