using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Turns what the walkers found into facts.</summary>
internal static class FactsBuilder
{
    public static StatementFacts Build(
        WalkContext context, SqlAction action, string kind, SourceSpan span, string shape = "", string normalized = "")
    {
        RelatedTables.Add(context.Catalog, context.Accesses);
        return new StatementFacts
        {
            Action = action,
            Dialect = SqlDialect.MySql,
            Kind = kind,
            Accesses = context.Accesses.ToImmutable(),
            Outputs = Outputs(context),
            Effects = [.. context.Effects],
            Flags = context.Flags,
            Unresolved = [.. context.Unresolved],
            ParameterCount = context.ParameterCount,
            Shape = shape,
            NormalizedText = normalized,
            Span = span,
            ReturnsRows = context.Statements.ReturnsRows,
        };
    }

    private static ImmutableArray<OutputColumn> Outputs(WalkContext context)
    {
        if (context.Statements.Output is not { } output)
        {
            return [];
        }

        for (var i = 0; i < output.Columns.Count; i++)
        {
            output.Columns[i] = output.Columns[i] with { From = VariableWalker.Followed(context.Environment, output.Columns[i].From) };
        }

        return context.Accesses.Views.Resolve(output);
    }
}
