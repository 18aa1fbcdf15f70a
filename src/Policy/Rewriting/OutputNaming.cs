using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>An output without a label is called by its text: where the text was edited, the name it had is given to it.</summary>
internal static class OutputNaming
{
    /// <summary>Longer labels are refused by the server, which cuts such names itself.</summary>
    private const int LabelMax = 256;

    public static void Keep(SecuringContext context)
    {
        foreach (var query in context.Map.Queries)
        {
            foreach (var item in query.Unlabelled.Where(i => i.Name.Length is > 0 and <= LabelMax && context.Edits.TouchesInside(i.Span)))
            {
                context.Edits.Insert(item.Span.End, " AS " + context.Syntax.Quote(item.Name));
            }
        }
    }
}
