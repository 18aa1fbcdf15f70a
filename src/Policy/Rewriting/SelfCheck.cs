using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rewriting.Targets;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// The rewriter does not trust itself: what it made is analysed as if a client had sent it, and must show and touch what the client's
/// text did, with every bound relation inside something that was written here.
/// </summary>
internal sealed class SelfCheck(SqlDialect dialect, AnalysisNamespace names, ICatalogView catalog, ObligationIndex obligations)
{
    /// <summary>Null when the secured text holds; else what is wrong with it.</summary>
    /// <param name="written">The secured text with its slots written as parameters.</param>
    /// <param name="own">Ranges of it that the mechanisms wrote.</param>
    public string? Fault(
        string written, ImmutableArray<SourceSpan> own, IReadOnlyList<SecuringContext> contexts, int parameters)
    {
        var after = SqlAnalyzer.Analyze(dialect, written, names, catalog);
        var afterMaps = SqlAnalyzer.Map(dialect, written, names, catalog);
        if (after.Error is not null || afterMaps is not { } secured || after.Statements.Length != contexts.Count || secured.Length != contexts.Count)
        {
            return "it does not parse";
        }

        if (after.Statements.Max(static s => s.ParameterCount) > parameters)
        {
            return "its parameters differ";
        }

        if (Captured() is { } stranger)
        {
            return stranger;
        }

        for (var i = 0; i < contexts.Count; i++)
        {
            if (Difference(contexts[i], after.Statements[i], secured[i], own) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Difference(SecuringContext context, StatementFacts after, StatementMap secured, ImmutableArray<SourceSpan> own)
    {
        var before = context.Facts;
        if (!after.Complete || after.Action != before.Action || after.Kind != before.Kind)
        {
            return "it is another kind of statement";
        }

        // Slots are no parameters where parameters count by their place: none may be missing, nor stand twice.
        if (context.Syntax.GuardsInPlace && after.ParameterCount != before.ParameterCount)
        {
            return "its parameters differ";
        }

        if (!Shown(context).SequenceEqual(secured.Outputs.Select(static o => o.Name), StringComparer.Ordinal))
        {
            return "its result columns differ";
        }

        foreach (var reference in secured.Relations)
        {
            // In MySQL a session's temporary table stands before one of the same database and name.
            if (reference.Kind == RelationKind.Temporary && own.Any(o => reference.NameSpan.Start >= o.Start && reference.NameSpan.End <= o.End))
            {
                return $"a temporary table of the session stands in the place of `{reference.Name}`; drop it";
            }

            if (reference.Role == ReferenceRole.Read && !own.Any(o => reference.NameSpan.Start >= o.Start && reference.NameSpan.End <= o.End)
                && obligations.BoundBeneath(reference.Name, reference.Kind) is not { IsEmpty: true } && !ShowsNothing(context, reference))
            {
                return $"`{reference.Name}` is read unsecured";
            }
        }

        return TargetCheck.Fault(obligations, secured, own) ?? Strangers(before, after);
    }

    /// <summary>A bound relation of which only free columns are used, and all of whose rows may be seen.</summary>
    private bool ShowsNothing(SecuringContext context, RelationReference reference)
    {
        if (reference.Kind is RelationKind.View or RelationKind.MaterializedView)
        {
            return new ReadPlans(context).Of(reference) is { } plan && !ReadSecuring.Changes(plan, reference);
        }

        var bound = obligations.Of(reference.Name);
        var isWhole = reference.NeedsAllColumns || reference.UsesWholeRow;
        return bound.Filters.IsEmpty && (reference.IsOnly || obligations.BoundBeyond(reference.Name) is null)
            && !bound.Masks.Any(m => context.AppliesAtReferences(m) && (isWhole || reference.UsedColumns.Contains(m.Column, StringComparer.Ordinal)));
    }

    /// <summary>Names of the outputs that the client gets: a star does not stand for hidden columns.</summary>
    public static ImmutableArray<string> Shown(SecuringContext context) => context.CopiedColumns.IsEmpty
        ? [.. Visible(context).Select(static o => o.Name)]
        : context.CopiedColumns;

    public static ImmutableArray<MappedOutput> Visible(SecuringContext context) => [.. context.Map.Outputs.Where(o => !IsHidden(context, o))];

    private static bool IsHidden(SecuringContext context, MappedOutput output) =>
        output.Plain is { } plain && context.Obligations.HiddenOf(plain.Table).Contains(plain.Column, StringComparer.Ordinal);

    /// <summary>Code of users that the client's text does not call: a name captured by the session's search path.</summary>
    private string? Strangers(StatementFacts before, StatementFacts after)
    {
        foreach (var access in after.Accesses)
        {
            if (access is { Kind: AccessKind.Function, Name.Schema: { } schema } && schema != "proxydb" && !FiltersCall().Contains(access.Name)
                && !before.Accesses.Any(a => a.Kind == AccessKind.Function && a.Name == access.Name) && !(access.IsOperator && IsOfTheServer(access.Name)))
            {
                return $"it would call `{access.Name}`";
            }
        }

        return null;
    }

    /// <summary>
    /// A filter's own operators and functions mean the server's: a session whose path has another of the same name in front would decide
    /// itself what rows it sees, whether or not the client's text uses the name too.
    /// </summary>
    private string? Captured()
    {
        var meant = FiltersCall();
        foreach (var called in FiltersCall(names))
        {
            if (called.Schema is not null && !meant.Contains(called) && !IsOfTheServer(called))
            {
                return $"its row filter would call `{called}`, which stands on the search path; take that schema off the path";
            }
        }

        return null;
    }

    /// <summary>Operators of extensions, as citext's: their code is the server's own language, which no client can write.</summary>
    private bool IsOfTheServer(ObjectName name)
    {
        var functions = catalog.OperatorFunctions(name.Schema ?? "", name.Name);
        return !functions.IsEmpty && functions.All(
            f => f.Schema == "pg_catalog"
                || (catalog.FindRoutines(f.Schema ?? "", f.Name) is { IsEmpty: false } routines && routines.All(static r => r.Language is "c" or "internal")));
    }

    /// <summary>Functions that filters name with their schema.</summary>
    private HashSet<ObjectName> FiltersCall() => FiltersCall(SecuringSyntax.Of(dialect).WithoutPath(names));

    private HashSet<ObjectName> FiltersCall(AnalysisNamespace path)
    {
        var called = new HashSet<ObjectName>();
        foreach (var filter in obligations.All.Filters)
        {
            var condition = string.Concat(filter.Where.Parts.Select(static p => p.Sql ?? "NULL"));
            var text = $"SELECT 1 FROM {SecuringSyntax.Of(dialect).Qualified(filter.Table)} WHERE {condition}";
            foreach (var statement in SqlAnalyzer.Analyze(dialect, text, path, catalog).Statements)
            {
                called.UnionWith(statement.Accesses.Where(static a => a.Kind == AccessKind.Function).Select(static a => a.Name));
            }
        }

        return called;
    }
}
