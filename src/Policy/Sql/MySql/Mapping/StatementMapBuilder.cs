using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>Makes the map of one statement of what its walk reported. Null when a place contradicts the text: then nothing may be edited.</summary>
internal sealed class StatementMapBuilder
{
    private readonly MapRecorder _recorder;
    private readonly ConditionMapper _conditions;

    private StatementMapBuilder(MapRecorder recorder)
    {
        _recorder = recorder;
        _conditions = new ConditionMapper(recorder, new LeakproofTest(recorder));
    }

    public static StatementMap? Build(MySqlStatement statement, MapRecorder recorder, StatementFacts facts)
    {
        var builder = new StatementMapBuilder(recorder);
        var isEditable = IsEditable(statement);
        if (recorder.References.Exists(r => r.Table.Name.Span.Length == 0 || r.Table.Span.End > recorder.Text.Length))
        {
            return null;
        }

        return new StatementMap
        {
            Kind = facts.Kind,
            Span = facts.Span,
            Relations = isEditable ? [.. recorder.References.Select(builder.Reference)] : [],
            Queries = isEditable ? [.. recorder.Queries.Select(builder.Query)] : [],
            Outputs = [.. facts.Outputs.Select(static c => new MappedOutput(c.Name, c.From, c.Plain))],
            Inserts = isEditable ? builder.Inserts() : [],
            IsExplain = statement is ExplainStatement,
            Unmapped = builder.Unmapped(facts, isEditable),
        };
    }

    /// <summary>Statements whose tables can be edited; in others every relation is a use that no reference describes.</summary>
    private static bool IsEditable(MySqlStatement statement) => statement switch
    {
        QueryStatement or InsertStatement or UpdateStatement or DeleteStatement or DoStatement or SetStatement => true,
        CreateTable table => table.Query is not null,
        ExplainStatement explain => IsEditable(explain.Inner),
        SetStatementFor settings => IsEditable(settings.Inner),
        _ => false,
    };

    private RelationReference Reference(MappedReference reference)
    {
        var node = _recorder.Queries[reference.Query].Node;
        var keyword = node is TableQuery table ? Keyword(table) : default;
        var lockClause = reference is { IsLocked: true, Role: ReferenceRole.Read } ? LockClause(node, reference) : null;
        return reference.Build(_recorder.Text, lockClause, keyword);
    }

    /// <summary>TABLE before the name; WITH may stand before that.</summary>
    private SourceSpan Keyword(TableQuery query)
    {
        var at = _recorder.Text[query.Span.Start..query.Table.Span.Start].LastIndexOf("TABLE", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? default : new SourceSpan(query.Span.Start + at, "TABLE".Length);
    }

    /// <summary>The clause that reaches a table, without the tables it names.</summary>
    private string LockClause(MySqlNode node, MappedReference reference)
    {
        var locks = node is MySqlQuery query ? query.Locks : [];
        var name = reference.Table.Alias?.Text ?? reference.Table.Name.Name.Text;
        var clause = locks.FirstOrDefault(l => l.Of.Any(o => string.Equals(o.Name.Text, name, StringComparison.OrdinalIgnoreCase)))
            ?? locks.FirstOrDefault(static l => l.Of.IsEmpty);
        if (clause is null)
        {
            return "FOR UPDATE";
        }

        var text = _recorder.Text.Substring(clause.Span.Start, clause.Span.Length);
        var of = clause.Of.IsEmpty ? -1 : text.IndexOf(" OF ", StringComparison.OrdinalIgnoreCase);
        return of < 0 ? text : text[..of] + text[(clause.Of[^1].Span.End - clause.Span.Start)..];
    }

    private QueryMap Query(MappedQuery query, int index)
    {
        var (where, having, assignments, returning) = query.Node switch
        {
            SelectQuery select => (select.Where, select.Having, [], []),
            UpdateStatement update => (update.Where, null, update.Assignments, update.Returning),
            DeleteStatement delete => (delete.Where, null, [], delete.Returning),
            InsertStatement insert => (null, null, insert.OnDuplicate, insert.Returning),
            _ => ((MySqlExpression?)null, (MySqlExpression?)null, ImmutableArray<Assignment>.Empty, ImmutableArray<SelectItem>.Empty),
        };
        var targets = _recorder.References.Where(r => r.Query == index && r.Role != ReferenceRole.Read);
        return new QueryMap
        {
            Kind = query.Kind,
            Parent = query.Parent,
            Span = query.Node.Span,
            Where = where is null ? null : _conditions.Map(where, index),
            Having = having is null ? null : _conditions.Map(having, index),
            On = [.. query.JoinConditions.Select(c => _conditions.Map(c, index)), .. Evaluated(query.Node).Select(e => _conditions.MapEvaluated(e, index))],
            Sorts = query.Node is SelectQuery sorted ? _conditions.Sorts(sorted, index) : [],
            Unlabelled = query.Node is SelectQuery shown ? AssignmentMapper.Returning([.. shown.Items.Where(IsCalledByText)], _recorder.Text) : [],
            WherePlace = where is null ? WherePlace(query.Node) : default,
            Assignments = AssignmentMapper.Map(assignments, targets),
            Returning = returning.IsEmpty ? default : new SourceSpan(returning[0].Span.Start, returning[^1].Span.End - returning[0].Span.Start),
            ReturningItems = AssignmentMapper.Returning(returning, _recorder.Text),
            HasOtherItems = _recorder.References.Count(r => r.Query == index) > 1,
        };
    }

    private static bool IsCalledByText(SelectItem item) => item.Alias is null && item.Expression is not (StarExpression or ColumnReference);

    /// <summary>Documents of JSON_TABLE are read on the rows of the tables before it.</summary>
    private static IEnumerable<MySqlExpression> Evaluated(MySqlNode query)
    {
        ImmutableArray<MySqlTable> tables = query switch
        {
            SelectQuery select => select.From,
            UpdateStatement update => update.Tables,
            DeleteStatement delete => delete.Tables,
            _ => [],
        };
        var pending = new Stack<MySqlTable>(tables);
        while (pending.TryPop(out var table))
        {
            switch (table)
            {
                case JoinTable join:
                    pending.Push(join.Left);
                    pending.Push(join.Right);
                    break;
                case ParenthesizedTables inner:
                    inner.Tables.ToList().ForEach(pending.Push);
                    break;
                case JsonTable json:
                    yield return json.Document;
                    break;
            }
        }
    }

    /// <summary>Behind SET of UPDATE and the tables of DELETE, before ORDER BY, LIMIT and RETURNING.</summary>
    private SourceSpan WherePlace(MySqlNode node)
    {
        MySqlNode? last = node switch
        {
            UpdateStatement update => update.Assignments[^1],
            DeleteStatement { Before: null, Portion: null } delete => delete.Tables[^1],
            _ => null,
        };
        if (last is null)
        {
            return default;
        }

        // A span leaves parentheses around a value out.
        var (at, end) = (last.Span.End, last.Span.End);
        while (at < node.Span.End && (char.IsWhiteSpace(_recorder.Text[at]) || _recorder.Text[at] == ')'))
        {
            at++;
            end = _recorder.Text[at - 1] == ')' ? at : end;
        }

        return new SourceSpan(end, 0);
    }

    private ImmutableArray<InsertMap> Inserts()
    {
        var inserts = ImmutableArray.CreateBuilder<InsertMap>();
        for (var i = 0; i < _recorder.Queries.Count; i++)
        {
            var target = _recorder.References.FindIndex(r => r.Query == i && r.Role == ReferenceRole.InsertTarget);
            if (_recorder.Queries[i].Node is InsertStatement insert && target >= 0)
            {
                inserts.Add(new InsertMap
                {
                    Target = target,
                    Query = i,
                    Columns = AssignmentMapper.Columns(insert, _recorder.References[target]),
                    Rows = AssignmentMapper.Rows(insert),
                    IsFromQuery = insert.Query is not null,
                    QueryItems = AssignmentMapper.QueryItems(insert.Query),
                    UpdatesOnConflict = !insert.OnDuplicate.IsEmpty,
                    Replaces = insert.IsReplace,
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
            uses.AddRange(_recorder.References.Select(r => new UnmappedUse(r.Relation.Name, r.Relation.Kind, facts.Kind, r.Table.Name.Span)));
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
