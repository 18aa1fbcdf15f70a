using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Turns what the walkers found into facts, when the whole text has been walked.</summary>
internal static class FactsBuilder
{
    public static StatementFacts Build(WalkedStatement walked, string shape = "", string normalized = "")
    {
        var context = walked.Context;
        RelatedTables.Add(context.Catalog, context.Accesses);
        return new StatementFacts
        {
            Action = walked.Action,
            Dialect = SqlDialect.TSql,
            Kind = walked.Kind,
            Accesses = context.Accesses.ToImmutable(),
            Outputs = Outputs(context),
            Effects = [.. context.Effects],
            Flags = context.Flags,
            Unresolved = [.. context.Unresolved],
            ParameterCount = context.ParameterCount,
            Shape = shape,
            NormalizedText = normalized,
            Span = walked.Span,
            ReturnsRows = context.Statements.ReturnsRows,
        };
    }

    /// <summary>Columns of all results, one after the other.</summary>
    private static ImmutableArray<OutputColumn> Outputs(WalkContext context)
    {
        var outputs = ImmutableArray.CreateBuilder<OutputColumn>();
        foreach (var result in context.Statements.Results)
        {
            for (var i = 0; i < result.Columns.Count; i++)
            {
                result.Columns[i] = result.Columns[i] with { From = context.Environment.Held.Followed(result.Columns[i].From) };
            }

            outputs.AddRange(context.Accesses.Views.Resolve(result));
        }

        return outputs.DrainToImmutable();
    }
}
