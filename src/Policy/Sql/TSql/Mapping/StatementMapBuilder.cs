using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>Makes the map of one statement of what its walk reported. Null when a place contradicts the text: then nothing may be edited.</summary>
internal sealed class StatementMapBuilder
{
    private readonly MapRecorder _recorder;
    private readonly ConditionMapper _conditions;
    private readonly AssignmentMapper _assignments;

    private StatementMapBuilder(MapRecorder recorder, IReadOnlyList<string> parameters)
    {
        _recorder = recorder;
        _conditions = new ConditionMapper(recorder);
        _assignments = new AssignmentMapper(recorder, parameters);
    }

    public static StatementMap? Build(TSqlStatement statement, MapRecorder recorder, StatementFacts facts, IReadOnlyList<string> parameters)
    {
        var builder = new StatementMapBuilder(recorder, parameters);
        if (recorder.References.Exists(r => !IsPlaced(recorder.Text, r.Table)))
        {
            return null;
        }

        foreach (var target in recorder.References.Where(static r => r.Role == ReferenceRole.InsertTarget))
        {
            if (recorder.Queries[target.Query].Node is InsertSpecification insert)
            {
                InsertedRows.Report(insert, target);
            }
        }

        var isEditable = statement is not (ViewStatementBody or ProcedureStatementBodyBase or TriggerStatementBody);
        var map = new StatementMap
        {
            Kind = facts.Kind,
            Span = facts.Span,
            Relations = isEditable ? [.. recorder.References.Select(r => r.Build(recorder.Text, recorder.Queries[r.Query].Node is MergeSpecification))] : [],
            Queries = isEditable ? [.. recorder.Queries.Select(builder.Query)] : [],
            Outputs = [.. facts.Outputs.Select(static c => new MappedOutput(c.Name, c.From, c.Plain))],
            Inserts = isEditable ? builder.Inserts() : [],
            Unmapped = builder.Unmapped(facts, isEditable),
        };
        return builder._conditions.IsBroken ? null : map;
    }

    private static bool IsPlaced(string text, NamedTableReference table) =>
        table is { StartOffset: >= 0, FragmentLength: > 0, SchemaObject.FragmentLength: > 0 } && table.StartOffset + table.FragmentLength <= text.Length;

    private QueryMap Query(MappedQuery query, int index)
    {
        var write = query.Node as DataModificationSpecification;
        var where = query.Node switch
        {
            QuerySpecification select => select.WhereClause,
            UpdateDeleteSpecificationBase changed => changed.WhereClause,
            _ => null,
        };
        List<SelectElement> returned = [.. write?.OutputIntoClause?.SelectColumns ?? [], .. write?.OutputClause?.SelectColumns ?? []];
        var targets = _recorder.References.Where(r => r.Query == index && r.Role != ReferenceRole.Read);
        return new QueryMap
        {
            Kind = query.Kind,
            Parent = query.Parent,
            Span = RelationSpans.Span(query.Node),
            Where = Where(where, index),
            Having = query.Node is QuerySpecification { HavingClause: { } having } ? _conditions.Map(having.SearchCondition, index) : null,
            On = [.. query.JoinConditions.Select(c => _conditions.Map(c, index))],
            Evaluated = _conditions.Evaluated(query.Node, index),
            WherePlace = where is null ? WherePlace(query.Node) : default,
            Assignments = query.Node is UpdateSpecification update ? _assignments.Map(update.SetClauses, targets) : [],
            Returning = returned.Count == 0 ? default : Around(returned),
            ReturningItems = AssignmentMapper.Returning(returned),
            ReturnsInto = write?.OutputIntoClause is not null,
            HasOtherItems = _recorder.References.Count(r => r.Query == index) > 1,
        };
    }

    private ConditionMap? Where(WhereClause? where, int query) => where switch
    {
        null => null,
        { Cursor: not null } => new ConditionMap(RelationSpans.Span(where), []) { IsCurrentOf = true },
        _ => _conditions.Map(where.SearchCondition, query),
    };

    private static SourceSpan Around(List<SelectElement> items)
    {
        var start = items.Min(static i => i.StartOffset);
        return new SourceSpan(start, items.Max(static i => i.StartOffset + i.FragmentLength) - start);
    }

    /// <summary>Behind SET of UPDATE, OUTPUT and FROM, before OPTION.</summary>
    private static SourceSpan WherePlace(TSqlFragment node)
    {
        if (node is not UpdateDeleteSpecificationBase write)
        {
            return default;
        }

        IEnumerable<TSqlFragment?> before = [write.Target, write.OutputClause, write.OutputIntoClause, write.FromClause];
        var clauses = write is UpdateSpecification update ? before.Concat(update.SetClauses) : before;
        return new SourceSpan(clauses.OfType<TSqlFragment>().Max(static f => f.StartOffset + f.FragmentLength), 0);
    }

    private ImmutableArray<InsertMap> Inserts()
    {
        var inserts = ImmutableArray.CreateBuilder<InsertMap>();
        for (var i = 0; i < _recorder.Queries.Count; i++)
        {
            var target = _recorder.References.FindIndex(r => r.Query == i && r.Role == ReferenceRole.InsertTarget);
            if (_recorder.Queries[i].Node is InsertSpecification insert && target >= 0)
            {
                inserts.Add(new InsertMap
                {
                    Target = target,
                    Query = i,
                    Columns = AssignmentMapper.Columns(insert, _recorder.References[target]),
                    Rows = _assignments.Rows(insert, _recorder.References[target]),
                    IsFromQuery = insert.InsertSource is not ValuesInsertSource,
                    QueryItems = _assignments.QueryItems(insert, _recorder.References[target]),
                    IsDefaultValues = insert.InsertSource is ValuesInsertSource { IsDefaultValues: true },
                });
            }
        }

        return inserts.ToImmutable();
    }

    /// <summary>
    /// What no reference describes: told by the walkers, and every relation of the facts that neither a reference nor a walker
    /// named, so that nothing is passed over.
    /// </summary>
    private ImmutableArray<UnmappedUse> Unmapped(StatementFacts facts, bool isEditable)
    {
        var uses = new List<UnmappedUse>(_recorder.Unmapped.Select(use => use.What.Length == 0 ? use with { What = facts.Kind } : use));
        if (!isEditable)
        {
            uses.AddRange(_recorder.References.Select(r => new UnmappedUse(r.Relation.Name, r.Relation.Kind, facts.Kind, RelationSpans.Span(r.Table))));
        }

        foreach (var access in facts.Accesses)
        {
            if (access is { Kind: AccessKind.Object or AccessKind.Column, Through: false, Action: not SqlAction.Metadata }
                && access.Relation is not Catalog.RelationKind.Routine
                && !uses.Exists(use => use.Name == access.Name)
                && !(isEditable && _recorder.References.Exists(r => r.Relation.Name == access.Name)))
            {
                uses.Add(new UnmappedUse(access.Name, access.Relation, facts.Kind, access.Span));
            }
        }

        return [.. uses];
    }
}
