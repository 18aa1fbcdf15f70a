using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What the session has named at its backend: statements of SQL-level PREPARE, cursors, temporary relations. EXECUTE and FETCH are
/// decided with the statement behind the name; a name the session did not give is not there.
/// </summary>
internal sealed class SessionNames
{
    private static long _versions;

    private readonly Dictionary<string, Body> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Body> _cursors = new(StringComparer.Ordinal);

    /// <summary>Relations in the session's pg_temp, as last read from its backend.</summary>
    public ImmutableArray<string> Temporary { get; private set; } = [];

    /// <summary>One text for cache keys: equal texts are equal sets.</summary>
    public string TemporaryText { get; private set; } = "";

    /// <summary>Something may have made or dropped temporary relations since they were read.</summary>
    public bool IsTemporaryStale { get; set; }

    /// <param name="facts">As they were when the name was given.</param>
    /// <param name="text">The PREPARE itself: its statement may mean something else under another search path; null for cursors.</param>
    /// <param name="context">What the facts were read in.</param>
    private sealed class Body(StatementFacts facts, string? text, JudgeContext context)
    {
        public StatementFacts? Facts { get; set; } = facts;

        public string? Text { get; } = text;

        public JudgeContext Context { get; set; } = context;

        public DecisionPlan? Plan { get; set; }

        public RuleMatch? Match { get; set; }

        /// <summary>What masks and filters made of it; null: it stands at the server as it was written.</summary>
        public SecuredForm? Form { get; init; }

        /// <summary>Where it is known to be secured as it would be now.</summary>
        public JudgeContext SecuredIn { get; set; } = context;

        /// <summary>The attributes that stand in it as literals.</summary>
        public ImmutableDictionary<string, ImmutableArray<string>>? Attributes { get; init; }

        /// <summary>Rows the session has fetched from the cursor.</summary>
        public long Fetched { get; set; }
    }

    /// <summary>Attributes of the user when the statement was sent that gives a name now; what follows it waits for its end.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>>? SentAttributes { get; set; }

    public void Prepare(string name, StatementFacts body, string text, JudgedStatement judged) =>
        _prepared[name] = new Body(body, text, judged.Context) { Form = judged.Form, Attributes = SentAttributes };

    /// <param name="name">Null: all of them.</param>
    public void Deallocate(string? name) => Remove(_prepared, name);

    public void Declare(string name, StatementFacts body, JudgedStatement judged) =>
        _cursors[name] = new Body(body, null, judged.Context) { Form = judged.Form, Attributes = SentAttributes };

    /// <summary>Whether what stands behind EXECUTE or FETCH was secured under what is in force now.</summary>
    /// <param name="context">Of the EXECUTE: the server reads the text again under its names.</param>
    public bool IsSecuredFor(SessionEffect effect, Obligations obligations, SessionAttributes attributes, JudgeContext context)
    {
        if (Find(effect) is not { Form: { } form } body)
        {
            return obligations.IsEmpty;
        }

        var needsAttributes = !form.Statement.Slots.IsEmpty || !form.Statement.WriteChecks.IsEmpty;
        return form.Obligations.HoldAs(obligations) && (!needsAttributes || ReferenceEquals(body.Attributes, attributes.Values))
            && MeansTheSame(body, form, context);
    }

    /// <summary>
    /// A secured text is read again by the server under the present path and operators: it must be what would be made of the client's text now.
    /// </summary>
    private static bool MeansTheSame(Body body, SecuredForm form, JudgeContext context)
    {
        if (body.Text is null || ReferenceEquals(body.SecuredIn, context))
        {
            return true;
        }

        var facts = SqlAnalyzer.Analyze(context.Dialect, body.Text, context.Names, context.Key.Catalog, context.Limits).Statements;
        var now = SecuredForm.Make(context.Dialect, body.Text, context.Names, context.Key.Catalog, facts, form.Obligations, out _, out _);
        if (now is null || !now.Statement.Parts.AsSpan().SequenceEqual(form.Statement.Parts.AsSpan()))
        {
            return false;
        }

        body.SecuredIn = context;
        return true;
    }

    /// <summary>Whether masks or filters stand behind the name of an EXECUTE or FETCH.</summary>
    public bool IsSecured(SessionEffect effect) => Find(effect)?.Form is not null;

    /// <summary>Facts of the statement behind the name, as they were when it was given.</summary>
    public StatementFacts? BodyOf(SessionEffect effect) => Find(effect)?.Facts;

    private Body? Find(SessionEffect effect) => effect switch
    {
        SessionEffect.Execute execute => _prepared.GetValueOrDefault(execute.Name),
        SessionEffect.Fetch fetch => _cursors.GetValueOrDefault(fetch.Name),
        _ => null,
    };

    /// <summary>A FETCH has completed.</summary>
    /// <param name="tag">The server's command tag; MOVE fetches nothing.</param>
    public void Fetched(string name, ReadOnlySpan<byte> tag)
    {
        if (_cursors.TryGetValue(name, out var body) && tag.StartsWith("FETCH "u8)
            && System.Buffers.Text.Utf8Parser.TryParse(tag["FETCH ".Length..], out long rows, out _))
        {
            body.Fetched += rows;
        }
    }

    /// <summary>Rows that the answer of a FETCH goes on from; 0 for other effects.</summary>
    public long FetchedBy(SessionEffect effect) =>
        effect is SessionEffect.Fetch fetch && _cursors.TryGetValue(fetch.Name, out var body) ? body.Fetched : 0;

    public void CloseCursor(string? name) => Remove(_cursors, name);

    public bool IsPrepared(string name) => _prepared.ContainsKey(name);

    public bool HasPrepared => _prepared.Count > 0;

    public bool HasCursors => _cursors.Count > 0;

    /// <summary>Rises whenever temporary relations may have changed; unique in the process, 0 for a session that never had any.</summary>
    public long TemporaryVersion { get; private set; }

    public void SetTemporary(ImmutableArray<string> names)
    {
        if (names.Length > 0 || Temporary.Length > 0)
        {
            TemporaryVersion = Interlocked.Increment(ref _versions);
        }

        Temporary = names;
        TemporaryText = string.Join('\n', names);
        IsTemporaryStale = false;
    }

    public void Clear()
    {
        _prepared.Clear();
        _cursors.Clear();
        SetTemporary([]);
    }

    /// <summary>The plan for running a prepared statement or fetching from a cursor; null when the session has no such name.</summary>
    public DecisionPlan? PlanFor(SessionEffect effect, JudgeContext context) => effect switch
    {
        SessionEffect.Execute execute => PlanFor(_prepared, execute.Name, context),
        SessionEffect.Fetch fetch => PlanFor(_cursors, fetch.Name, context),
        _ => null,
    };

    private static DecisionPlan? PlanFor(Dictionary<string, Body> names, string name, JudgeContext context)
    {
        if (!names.TryGetValue(name, out var body))
        {
            return null;
        }

        if (body.Text is not null && !ReferenceEquals(body.Context, context))
        {
            // The server plans the statement anew under the search path, role and catalog of the EXECUTE; so do we.
            body.Facts = ReadAgain(name, body.Text, context);
            body.Context = context;
            body.Plan = null;
        }

        if (body.Plan is null || !ReferenceEquals(body.Match, context.Key.Match))
        {
            body.Match = context.Key.Match;
            body.Plan = body.Facts is null
                ? DecisionEngine.PlanFacility("proxydb.unresolved", context.Key.Match)
                : DecisionEngine.Plan(body.Facts, context.Key.Match, context.CurrentSchema, context.Key.Bindings);
        }

        return body.Plan;
    }

    private static StatementFacts? ReadAgain(string name, string text, JudgeContext context)
    {
        var result = SqlAnalyzer.Analyze(context.Dialect, text, context.Names, context.Key.Catalog, context.Limits);
        return result.Statements.Length != 1
            ? null
            : result.Statements[0].Effects.OfType<SessionEffect.Prepare>().FirstOrDefault(p => p.Name == name)?.Body;
    }

    private static void Remove(Dictionary<string, Body> names, string? name)
    {
        if (name is null)
        {
            names.Clear();
        }
        else
        {
            names.Remove(name);
        }
    }
}
