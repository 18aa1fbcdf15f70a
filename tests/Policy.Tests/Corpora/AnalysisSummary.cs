using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>What an analysis reports, in the terms the corpora label: table → columns.</summary>
internal sealed class AnalysisSummary
{
    public SortedDictionary<string, SortedSet<string>> Read { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SortedSet<string>> Written { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Functions { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Facilities { get; } = new(StringComparer.Ordinal);

    public StatementFlags Flags { get; private set; }

    public List<string> Unresolved { get; } = [];

    public static AnalysisSummary Of(AnalysisResult result, Func<ObjectName, string> name)
    {
        var summary = new AnalysisSummary();
        foreach (var statement in result.Statements)
        {
            summary.Add(statement, name);
        }

        return summary;
    }

    /// <summary>What lies beneath the names too.</summary>
    public static AnalysisSummary OfAll(AnalysisResult result, Func<ObjectName, string> name)
    {
        var summary = new AnalysisSummary { IsDeep = true };
        foreach (var statement in result.Statements)
        {
            summary.Add(statement, name);
        }

        return summary;
    }

    private bool IsDeep { get; init; }

    private void Add(StatementFacts facts, Func<ObjectName, string> name)
    {
        Flags |= facts.Flags;
        Unresolved.AddRange(facts.Unresolved);
        foreach (var access in facts.Accesses)
        {
            // What tells of an object (sp_helptext) reads no row of it: the labels name the procedure alone.
            var isTold = facts is { Dialect: SqlDialect.TSql, Action: SqlAction.Metadata } && access.Action is SqlAction.Metadata;
            if (access is { Relation: RelationKind.Routine, Through: false } && (isTold || access.Action is SqlAction.Call))
            {
                _ = Functions.Add(name(access.Name));
            }

            if (isTold || (access.Through && !IsDeep) || access.Relation is RelationKind.Routine || access.IsShared
                || (access.Relation is RelationKind.Sequence && facts.Dialect is SqlDialect.TSql))
            {
                continue;
            }

            switch (access.Kind)
            {
                case AccessKind.Object or AccessKind.Column:
                    var tables = access.Action is SqlAction.Select or SqlAction.Metadata ? Read : Written;
                    if (access.Action != SqlAction.Copy)
                    {
                        var columns = tables.TryGetValue(name(access.Name), out var known) ? known : tables[name(access.Name)] = new(StringComparer.Ordinal);
                        if (access.Column is not null)
                        {
                            _ = columns.Add(access.Column);
                        }
                    }

                    break;
                case AccessKind.Function when !access.IsOperator:
                    _ = Functions.Add(access.Name.Schema is null ? access.Name.Name : name(access.Name));
                    break;
                case AccessKind.Facility:
                    _ = Facilities.Add(access.Name.Name);
                    break;
                default:
                    break;
            }
        }
    }
}
