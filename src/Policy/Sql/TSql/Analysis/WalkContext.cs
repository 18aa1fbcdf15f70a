using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// What the walkers of one statement share: what has been found, and the walkers themselves. A body behind a name (view, routine) is
/// walked in a context of its own that adds to the same accesses.
/// </summary>
internal sealed class WalkContext
{
    /// <summary>Views over views, routines over views, SQL in a string in SQL in a string.</summary>
    public const int MaxBodyDepth = 32;

    private readonly WalkContext? _outer;
    private readonly bool _isMapped;
    private readonly HashSet<TSqlFragment> _seen;

    public WalkContext(AnalysisEnvironment environment, string text)
        : this(environment, text, new AccessCollector(), null, environment.Database)
    {
    }

    private WalkContext(AnalysisEnvironment environment, string text, AccessCollector accesses, WalkContext? outer, string database)
    {
        Environment = environment;
        Text = text;
        Accesses = accesses;
        _outer = outer;
        _seen = outer?._seen ?? new HashSet<TSqlFragment>(ReferenceEqualityComparer.Instance);
        Database = database;
        Frame = environment.Variables;
        TransitionTable = outer?.TransitionTable;
        Names = new NameResolver(this);
        Columns = new ColumnResolver(this);
        Variables = new VariableWalker(this);
        Functions = new FunctionWalker(this);
        Expressions = new ExpressionWalker(this);
        From = new FromWalker(this);
        CommonTables = new CommonTableWalker(this);
        Queries = new QueryWalker(this);
        Statements = new StatementWalker(this);
    }

    public AnalysisEnvironment Environment { get; }

    /// <summary>The text whose spans the tree holds.</summary>
    public string Text { get; }

    /// <summary>Of the database the text began in.</summary>
    public ICatalogView? Catalog => Environment.Catalog;

    public TSqlNames Folding => Environment.Folding;

    /// <summary>What unqualified names are looked up in; empty when there is no current database.</summary>
    public string Database { get; set; }

    public AccessCollector Accesses { get; }

    public List<SessionEffect> Effects { get; } = [];

    public List<string> Unresolved { get; } = [];

    public StatementFlags Flags { get; set; }

    public int ParameterCount { get; set; }

    /// <summary>Action of the statement being walked: what functions and facilities are used for.</summary>
    public SqlAction Action { get; set; } = SqlAction.Select;

    /// <summary>Walking what lies beneath a name, not what the text names.</summary>
    public bool Through { get; private init; }

    /// <summary>Walking what the statement defines, not what it does: nothing of it happens now.</summary>
    public bool IsDefinition { get; private init; }

    public int BodyDepth { get; private init; }

    /// <summary>Object whose body is walked, for the cycle guard.</summary>
    public ObjectName? BodyOf { get; private init; }

    /// <summary>Walking a view that is written to: what is done to the tables beneath; null when it is only read.</summary>
    public SqlAction? WriteBeneath { get; private init; }

    /// <summary>The variables in reach: those of the batch, or a routine's own.</summary>
    public VariableFrame Frame { get; private init; }

    /// <summary>Walking a trigger: the table whose rows <c>inserted</c> and <c>deleted</c> are; null elsewhere.</summary>
    public Relation? TransitionTable { get; set; }

    /// <summary>Walking a view's query: what its output columns are made of counts when they are asked for, not before.</summary>
    public bool Defers { get; set; }

    /// <summary>Whether a read now only makes a value that nobody has asked for yet.</summary>
    public bool IsDeferred => Defers && Lineage is not null;

    /// <summary>Where the base columns of the value being walked are gathered, or null.</summary>
    public List<ColumnSource>? Lineage { get; set; }

    /// <summary>The map being made of the text this context walks; null when none is made, and behind a name or string.</summary>
    public IMapRecorder? Map
    {
        get => _isMapped ? Recorder : null;
        init
        {
            Recorder = value;
            _isMapped = value is not null;
        }
    }

    /// <summary>The map being made of the statement, wherever the walk is.</summary>
    public IMapRecorder? Recorder { get; private init; }

    /// <summary>What leads from the text to the body being walked, where a map must tell of what is reached through it: routines, strings.</summary>
    public string? Route { get; set; }

    /// <summary>Column reads since an output item began, and whether each was the unchanged value of one base column.</summary>
    public int ValueReads { get; set; }

    public bool ValueIsPlain { get; set; }

    public NameResolver Names { get; }

    public ColumnResolver Columns { get; }

    public VariableWalker Variables { get; }

    public FunctionWalker Functions { get; }

    public ExpressionWalker Expressions { get; }

    public FromWalker From { get; }

    public CommonTableWalker CommonTables { get; }

    public QueryWalker Queries { get; }

    public StatementWalker Statements { get; }

    /// <summary>A context for a text behind a name or in a string.</summary>
    /// <param name="database">Null: that of this context.</param>
    public WalkContext ForBody(
        string text, ObjectName? of, bool through, string? database, VariableFrame? frame = null,
        SqlAction? writeBeneath = null, bool isDefinition = false) =>
        new(Environment, text, Accesses, this, database ?? Database)
        {
            Through = Through || through,
            BodyDepth = BodyDepth + 1,
            BodyOf = of,
            Frame = frame ?? Frame,
            WriteBeneath = writeBeneath,
            IsDefinition = IsDefinition || isDefinition,
            Action = Action,
            Map = _isMapped && !through && ReferenceEquals(text, Text) ? Recorder : null,
            Recorder = Recorder,
            Route = Route,
        };

    /// <summary>The text the client sent.</summary>
    public string OutermostText => _outer?.OutermostText ?? Text;

    /// <summary>Whether the body of an object is being walked already.</summary>
    public bool IsInside(ObjectName name)
    {
        for (var context = this; context is not null; context = context._outer)
        {
            if (context.BodyOf == name)
            {
                return true;
            }
        }

        return false;
    }

    public void ValueRead(bool isPlain)
    {
        ValueReads++;
        ValueIsPlain &= isPlain;
    }

    /// <summary>Tells a map, when one is made, how columns are used from here on.</summary>
    public void Using(ColumnUsage usage)
    {
        if (Map is { } map)
        {
            map.Usage = usage;
        }
    }

    public void Flag(StatementFlags flag) => Flags |= flag;

    public void Unflag(StatementFlags flag) => Flags &= ~flag;

    /// <summary>Something that was parsed but is not understood: the statement will be refused.</summary>
    public void NotUnderstood(string what)
    {
        if (!Unresolved.Contains(what))
        {
            Unresolved.Add(what);
        }
    }

    public void Object(SqlAction action, Relation relation, SourceSpan span = default) => Object(action, relation.Name, span, relation.Kind);

    /// <summary>Servers refuse to change a synonym as if it were a table; one that does not changes what the synonym stands for.</summary>
    public void ObjectAndBeneath(SqlAction action, Relation relation, SourceSpan span)
    {
        Object(action, relation, span);
        if (relation.Kind is RelationKind.Synonym)
        {
            BodyWalker.Beneath(this, relation, action);
        }
    }

    public void Object(SqlAction action, ObjectName name, SourceSpan span = default, RelationKind? kind = null)
    {
        Accesses.Add(new Access(AccessKind.Object, action, name, null, Place(span)) { Through = Through, Relation = kind });
        if (Route is not null)
        {
            Recorder?.AddUnmapped(name, kind, Route, default);
        }
    }

    public void Column(SqlAction action, Relation table, string column, ColumnPlace place, bool byStar = false) =>
        Column(action, table.Name, column, place, table.Kind, byStar);

    public void Column(
        SqlAction action, ObjectName table, string column, ColumnPlace place = default, RelationKind? kind = null, bool byStar = false)
    {
        var access = new Access(AccessKind.Column, action, table, column, Place(place.Span))
        {
            Through = Through,
            Relation = kind,
            ByStar = byStar,
            ByDefinition = Defers,
        };
        Accesses.Add(access);
        Accesses.Views.Use(Accesses, table, column, access);
    }

    /// <summary>Values made of these columns decide something inside a view: they are used whatever is asked of the view.</summary>
    public void Used(IEnumerable<ColumnSource> sources)
    {
        if (Defers && Lineage is null)
        {
            foreach (var source in sources)
            {
                if (!HeldValues.IsHeld(source))
                {
                    Column(SqlAction.Select, source.Table, source.Column);
                }
            }
        }
    }

    public void Used(QueryOutput output)
    {
        if (Defers && Lineage is null)
        {
            output.Columns.ForEach(column => Used(column.From));
        }
    }

    public void Function(ObjectName name, SourceSpan span = default) =>
        Accesses.Add(new Access(AccessKind.Function, Action, name, null, Place(span)) { Through = Through });

    public void Facility(string name) =>
        Accesses.Add(new Access(AccessKind.Facility, Action, new ObjectName(null, name)) { Through = Through });

    public void Setting(SqlAction action, string name, SourceSpan span = default) =>
        Accesses.Add(new Access(AccessKind.Session, action, new ObjectName(null, name), null, Place(span)) { Through = Through });

    /// <summary>What looks at, changes or ends more than the session's own is a facility besides, which the floor names.</summary>
    public void Server(SqlAction action, string name)
    {
        Accesses.Add(new Access(AccessKind.Server, action, new ObjectName(null, name)) { Through = Through });
        var facility = name switch
        {
            "kill" or "shutdown" => "kill",
            _ => null,
        };
        if (action == SqlAction.Admin && facility is not null)
        {
            Facility(facility);
        }
    }

    /// <summary>Effects of a body are not the session's to replay: they count as code that ran unseen.</summary>
    public void Effect(SessionEffect effect)
    {
        if (IsDefinition)
        {
            return;
        }

        var outermost = this;
        while (outermost._outer is not null)
        {
            outermost = outermost._outer;
        }

        if (effect is SessionEffect.Set || !outermost.Effects.Contains(effect))
        {
            outermost.Effects.Add(effect);
        }
    }

    /// <summary>Rows may be inserted now: what identity functions tell from here on is of this text.</summary>
    public void Inserts() => Environment.HasInserted |= !IsDefinition && !Through;

    /// <summary>A temporary table now exists under this name (<c>#t</c>, folded), for what follows in the text.</summary>
    public void MadeTemporary(string name, HeldTable? table)
    {
        if (!IsDefinition && !Through)
        {
            Environment.Temporary[name] = table;
        }
    }

    public string Fold(Identifier identifier)
    {
        Compared(identifier);
        return Folding.Fold(identifier.Value);
    }

    /// <summary>A name that is compared with others: one with letters that servers compare in different ways may mean any of them.</summary>
    public void Compared(Identifier identifier)
    {
        if (!Folding.IsComparable(identifier.Value))
        {
            NotUnderstood($"the name `{identifier.Value}`, whose letters servers compare in different ways");
        }
    }

    /// <summary>The fragment itself is taken account of; what stands in it is not yet.</summary>
    public void Saw(TSqlFragment fragment) => _ = _seen.Add(fragment);

    /// <summary>The fragment and all in it say nothing that facts are about.</summary>
    public void SawAll(TSqlFragment? fragment) => fragment?.Accept(new SeenFragments(_seen));

    public bool HasSeen(TSqlFragment fragment) => _seen.Contains(fragment);

    public static SourceSpan Span(TSqlFragment fragment) => new(fragment.StartOffset, fragment.FragmentLength);

    private SourceSpan Place(SourceSpan span) => Through || _outer is not null ? default : span;
}
