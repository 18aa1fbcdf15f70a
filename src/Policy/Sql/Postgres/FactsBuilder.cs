namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Turns what the walkers found into facts.</summary>
internal static class FactsBuilder
{
    public static StatementFacts Build(
        WalkContext context, SqlAction action, string kind, SourceSpan span, QueryOutput? output, string shape = "", string normalized = "")
    {
        RelatedTables.Add(context.Catalog, context.Accesses);
        return new StatementFacts
        {
            Action = action,
            Kind = kind,
            Accesses = context.Accesses.ToImmutable(),
            Outputs = output is null ? [] : context.Accesses.Views.Resolve(output),
            Effects = [.. context.Effects],
            Flags = context.Flags,
            Unresolved = [.. context.Unresolved],
            ParameterCount = context.ParameterCount,
            Shape = shape,
            NormalizedText = normalized,
            Span = span,
            ReturnsRows = output is not null || kind is "EXPLAIN" or "SHOW" or "FETCH" or "EXECUTE" or "CALL",
        };
    }
}
