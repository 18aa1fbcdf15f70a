using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>The parts of a table's place: <c>name FOR SYSTEM_TIME … [AS] alias TABLESAMPLE (…) WITH (…)</c>.</summary>
internal readonly struct RelationSpans
{
    public RelationSpans(string text, NamedTableReference table)
    {
        Name = Span(table.SchemaObject);
        Sample = Span(table.TableSampleClause);
        var end = table.StartOffset + table.FragmentLength;

        Temporal = TemporalOf(text, table, Name.End);
        Relation = new SourceSpan(Name.Start, Math.Max(Name.End, Temporal.End) - Name.Start);
        var rest = Math.Max(Relation.End, Sample.End);
        if (table.Alias is { } alias)
        {
            var start = StartOfAlias(table, alias);
            Alias = new SourceSpan(start, alias.StartOffset + alias.FragmentLength - start);

            // Hints may stand before the alias, too.
            Hints = Trimmed(text, Relation.End, start);
            rest = Math.Max(rest, Alias.End);
        }

        Hints = Hints == default ? Trimmed(text, rest, end) : Hints;
    }

    public SourceSpan Name { get; }

    /// <summary>What a derived table takes the place of.</summary>
    public SourceSpan Relation { get; }

    /// <summary><c>FOR SYSTEM_TIME …</c>; <c>default</c> without one, as are the others.</summary>
    public SourceSpan Temporal { get; }

    public SourceSpan Sample { get; }

    /// <summary>From AS to the end of the alias.</summary>
    public SourceSpan Alias { get; }

    /// <summary>With the word WITH and the parentheses.</summary>
    public SourceSpan Hints { get; }

    public static SourceSpan Span(TSqlFragment? fragment) => fragment is null ? default : new SourceSpan(fragment.StartOffset, fragment.FragmentLength);

    /// <summary>The parser's fragment begins behind FOR SYSTEM_TIME, and ends before the parenthesis of CONTAINED IN.</summary>
    private static SourceSpan TemporalOf(string text, NamedTableReference table, int start)
    {
        if (table.TemporalClause is not { } temporal)
        {
            return default;
        }

        var end = temporal.StartOffset + temporal.FragmentLength;
        if (temporal.TemporalClauseType == TemporalClauseType.ContainedIn && text[end - 1] != ')')
        {
            end = text.IndexOf(')', end) + 1;
        }

        return Trimmed(text, start, end);
    }

    /// <summary>Where AS stands, or the alias itself.</summary>
    private static int StartOfAlias(NamedTableReference table, Identifier alias)
    {
        for (var i = alias.FirstTokenIndex - 1; i > table.FirstTokenIndex; i--)
        {
            var token = table.ScriptTokenStream[i];
            if (token.TokenType is not (TSqlTokenType.WhiteSpace or TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment))
            {
                return token.TokenType == TSqlTokenType.As ? token.Offset : alias.StartOffset;
            }
        }

        return alias.StartOffset;
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
