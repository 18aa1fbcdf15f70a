using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>COPY of a table to the client becomes COPY of a secured query over it: the table alone, without children, as the server copies it.</summary>
internal static class CopyOfTable
{
    public static bool IsRead(SecuringContext context, UnmappedUse use) =>
        !context.Facts.Accesses.Any(a => a.Name == use.Name && a.Action == SqlAction.Insert);

    public static void Secure(SecuringContext context, UnmappedUse use)
    {
        if (use.Span.Length == 0 || use.Name.Schema is not { } schema || context.Catalog.FindRelation(schema, use.Name.Name) is not { } table)
        {
            context.Refuse($"COPY of `{use.Name}` cannot be secured; copy a query of it", context.Obligations.Of(use.Name).Rule);
            return;
        }

        // Generated columns are copied only when they are named.
        var hidden = context.Obligations.HiddenOf(use.Name);
        var columns = table.Columns.Where(c => table.Column(c) is not { IsGenerated: true } && !hidden.Contains(c, StringComparer.Ordinal)).ToList();
        var end = context.Syntax.EndOfList(context.Text, use.Span.End);
        var list = string.Join(", ", columns.Select(context.Syntax.Quote));
        if (end >= 0)
        {
            list = context.Text[use.Span.End..end].Trim()[1..^1];
            var named = context.Facts.Accesses.Where(a => a is { Kind: AccessKind.Column, Through: false } && a.Name == use.Name);
            columns = [.. named.Select(static a => a.Column!)];
        }

        var query = $"SELECT {list} FROM ONLY {context.Syntax.Qualified(use.Name)}";
        if (new InnerQuery(context, context.Names.SearchPath).Secure(query, [.. columns]) is { } secured)
        {
            context.CopiedColumns = [.. columns];
            context.Edits.Replace(
                new SourceSpan(use.Span.Start, (end >= 0 ? end : use.Span.End) - use.Span.Start), new SecuredText("(").Append(secured).Append(")"));
        }
    }
}
