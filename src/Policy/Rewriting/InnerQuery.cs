using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>A query that is not in the client's text, a view's or one that stands for COPY of a table, secured to stand in it.</summary>
internal sealed class InnerQuery(SecuringContext context, ImmutableArray<string> path)
{
    /// <summary>The secured query, its relations named with their schemas; null after a refusal.</summary>
    /// <param name="query">One SELECT, without a semicolon.</param>
    /// <param name="columns">What the query's outputs are to be called.</param>
    public SecuredText? Secure(string query, ImmutableArray<string> columns)
    {
        var names = context.Syntax.WithPath(context.Names, path) with { TemporaryNames = [] };
        var facts = SqlAnalyzer.Analyze(context.Dialect, query, names, context.Catalog);
        if (facts.Statements is not [{ Complete: true } fact] || SqlAnalyzer.Map(context.Dialect, query, names, context.Catalog) is not [{ } map])
        {
            return Refuse("a query beneath the statement could not be read");
        }

        if (!context.Syntax.ReadsAlike(query, context.Names) || !MeansTheSameHere(query, fact)
            || !map.Outputs.Select(static o => o.Name).SequenceEqual(columns, StringComparer.Ordinal))
        {
            return Refuse("a query beneath the statement does not mean in this session what it means where it was made");
        }

        var edits = new EditList(query);
        var body = new SecuringContext(context.Dialect, names, context.Catalog, fact, map, context.Obligations, edits, context.Slots)
        {
            Depth = context.Depth + 1,
        };
        body.OnTheWayOut.UnionWith(context.OnTheWayOut);
        new ReadSecuring().Secure(body);
        context.TakeOver(body);
        if (body.Refusal is not null)
        {
            return null;
        }

        for (var i = 0; i < map.Relations.Length; i++)
        {
            if (!body.IsSecured(i))
            {
                return Refuse($"the use of `{map.Relations[i].Name}` beneath the statement cannot be secured");
            }

            if (!edits.Touches(map.Relations[i].RelationSpan))
            {
                edits.Replace(map.Relations[i].NameSpan, context.Syntax.Qualified(map.Relations[i].Name));
            }
        }

        return edits.Render() ?? Refuse("masks and filters meet at one place beneath the statement");
    }

    /// <summary>Functions, operators and types are found on the session's path as on the definition's.</summary>
    private bool MeansTheSameHere(string query, StatementFacts there)
    {
        var here = SqlAnalyzer.Analyze(context.Dialect, query, context.Names, context.Catalog);
        return here.Statements is [{ } fact] && Code(fact).SetEquals(Code(there));
    }

    private static HashSet<(AccessKind, ObjectName)> Code(StatementFacts facts) =>
        [.. facts.Accesses.Where(static a => a.Kind is not (AccessKind.Object or AccessKind.Column)).Select(static a => (a.Kind, a.Name))];

    private SecuredText? Refuse(string why)
    {
        context.Refuse(why, null);
        return null;
    }
}
