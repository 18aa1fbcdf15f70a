using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>The parts of a table's place: <c>name PARTITION (…) FOR SYSTEM_TIME … [AS] alias USE INDEX (…)</c>.</summary>
internal readonly struct RelationSpans
{
    public RelationSpans(string text, NamedTable table)
    {
        var nameEnd = table.Name.Span.End;
        var end = table.Span.End;
        if (table.Alias is { } alias)
        {
            var start = StartOfAlias(text, nameEnd, alias.Span.Start);
            Alias = new SourceSpan(start, alias.Span.End - start);
            Hints = Trimmed(text, alias.Span.End, end);
            end = start;
        }

        // Without an alias everything behind the name may stand behind it inside of a derived table as well. Comments alone are left out.
        Suffix = table.Alias is null || !table.Partitions.IsEmpty || table.IsHistoric ? Trimmed(text, nameEnd, end) : default;
        Relation = new SourceSpan(table.Name.Span.Start, (Suffix == default ? nameEnd : Suffix.End) - table.Name.Span.Start);
    }

    /// <summary>What a derived table takes the place of.</summary>
    public SourceSpan Relation { get; }

    /// <summary>What stands behind the name and belongs to it; <c>default</c> when nothing does.</summary>
    public SourceSpan Suffix { get; }

    /// <summary>From AS to the end of the alias; <c>default</c> without one.</summary>
    public SourceSpan Alias { get; }

    /// <summary>Hints behind the alias; <c>default</c> when there are none.</summary>
    public SourceSpan Hints { get; }

    /// <summary>Where AS stands, or the alias itself.</summary>
    private static int StartOfAlias(string text, int from, int alias)
    {
        var end = alias;
        while (end > from && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        var isWord = end - 2 > from && (char.IsWhiteSpace(text[end - 3]) || text[end - 3] is ')' or '`' or '"' or '/');
        return isWord && text.AsSpan(end - 2, 2).Equals("AS", StringComparison.OrdinalIgnoreCase) ? end - 2 : alias;
    }

    private static SourceSpan Trimmed(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return end > start ? new SourceSpan(start, end - start) : default;
    }
}
