using System.Diagnostics.CodeAnalysis;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Decides one session's statements: keeps the <see cref="JudgeContext"/> in step with policy, catalog and settings, and puts
/// refusals into words. A denial has been recorded when it is returned.
/// </summary>
internal sealed class SessionVerdicts
{
    private readonly GatewayRuntime _runtime;
    private readonly LoopServices _services;
    private readonly SessionIdentity _identity;
    private readonly SessionSettings _settings;
    private readonly SessionNames _names;
    private readonly SessionEffects _effects;
    private readonly SessionPins _pins;
    private readonly SessionRecords _records;
    private readonly SessionAttributes _attributes;
    private readonly ISessionNamespace _meaning;
    private SettingsVector? _located;
    private CatalogHandle? _handle;
    private PolicySet? _policies;
    private object? _catalog;
    private SettingsVector? _effective;
    private string? _temporary;
    private RuleMatch? _match;
    private JudgeContext? _context;
    private JudgedStatement? _decided;
    private Decision? _decision;

    public SessionVerdicts(
        GatewayRuntime runtime, LoopServices services, SessionIdentity identity, SessionSettings settings, SessionNames names,
        SessionEffects effects, SessionPins pins, SessionRecords records, SessionAttributes attributes, ISessionNamespace meaning)
    {
        _meaning = meaning;
        _attributes = attributes;
        (_runtime, _services, _identity) = (runtime, services, identity);
        (_settings, _names, _effects, _pins, _records) = (settings, names, effects, pins, records);
        Judge = services.JudgeOf(identity.Cluster.Cluster.Protocol);
    }

    /// <summary>A catalog of the session's own while its transaction has changed the common one.</summary>
    public ICatalogView? PrivateCatalog { get; set; }

    public StatementJudge Judge { get; }

    public JudgeContext Context
    {
        get
        {
            var policies = _runtime.Policies.Current;
            var catalog = PrivateCatalog is { Dialect: SqlDialect.TSql } own ? OwnView(own) : PrivateCatalog ?? Catalog.Current;
            if (_context is null || !ReferenceEquals(policies, _policies) || !ReferenceEquals(catalog, _catalog)
                || !ReferenceEquals(_settings.Effective, _effective) || !ReferenceEquals(_names.TemporaryText, _temporary))
            {
                _context = MakeContext(policies, catalog);
            }

            return _context;
        }
    }

    /// <summary>What a transaction has changed in one database is known of that one only.</summary>
    private ICatalogView? OwnView(ICatalogView own) => own is CatalogDatabase { Name: var name } && name == Catalog.Database ? own : null;

    /// <summary>Of the current database; where a session cannot change it, of the login's.</summary>
    public CatalogHandle Catalog
    {
        get
        {
            if (!ReferenceEquals(_settings.Effective, _located))
            {
                _located = _settings.Effective;
                _handle = _meaning.CurrentDatabase(_settings) is { } database ? _identity.Catalog.In(database) : _identity.Catalog;
            }

            return _handle!;
        }
    }

    /// <summary>Identity of namespace and role, for the keys of prepared statements.</summary>
    public object Namespace => Context.ScopeFor(_names.TemporaryVersion);

    /// <summary>The verdict over a remembered or freshly analysed text.</summary>
    public bool TryDecide(
        JudgedStatement judged, StatementUse use, ReadOnlySpan<byte> text, IConversation conversation,
        [NotNullWhen(false)] out Denial? denial)
    {
        var decision = judged.Plan.Decide(new DecisionContext(_services.Now));
        if (decision.Verdict == Verdict.Allow)
        {
            denial = LacksCatalog(judged) ? Denials.NoCatalog(judged.Context.Key.Database)
                : Hides(judged.Caught) ? Denials.Caught(judged.Context.Dialect)
                : judged.Traits == EffectTraits.None ? null : RefuseByState(use, judged, ref decision, conversation);
            denial ??= use == StatementUse.Simple ? RowLimits.RefuseLasting(judged, decision.Limits, conversation.InTransaction) : null;
            if (denial is null)
            {
                (_decided, _decision) = (judged, decision);
                return true;
            }
        }
        else
        {
            denial = LacksDatabase(judged) ? Denials.NoDatabase : Denials.Of(decision);
        }

        Record(judged, decision, text, denial);
        return false;
    }

    /// <summary>The decision a verdict of this session rests on; decided again when another text came between.</summary>
    public Decision DecisionOn(JudgedStatement judged)
    {
        if (!ReferenceEquals(_decided, judged))
        {
            (_decided, _decision) = (judged, judged.Plan.Decide(new DecisionContext(_services.Now)));
        }

        return _decision!;
    }

    /// <summary>Whether what a plan of <see cref="WrittenRows"/> reads is hidden from the user now.</summary>
    public bool Hides(DecisionPlan? written) => written is not null && WrittenRows.Hides(written.Decide(new DecisionContext(_services.Now)));

    /// <summary>Whether masks and filters stand behind the verdict, or may by now.</summary>
    public bool MustSecure(JudgedStatement judged) =>
        judged.Form is not null || !judged.Plan.Decide(new DecisionContext(_services.Now)).Obligations.IsEmpty;

    /// <summary>Whether its own plan, perhaps of a policy that was replaced, still allows what it was secured for.</summary>
    public bool IsStillBoundTo(JudgedStatement judged)
    {
        var decision = DecisionOn(judged);
        return decision.Verdict == Verdict.Allow && ReferenceEquals(decision.Obligations, judged.Form?.Obligations ?? decision.Obligations)
            && (judged.Form is not null || decision.Obligations.IsEmpty);
    }

    /// <summary>Records and words a refusal for what a decision is bound to.</summary>
    public Denial Refuse(JudgedStatement judged, Decision refused, ReadOnlySpan<byte> text)
    {
        var denial = Denials.Of(refused);
        Record(judged, refused, text, denial);
        return denial;
    }

    public RowLimit RowLimitOn(JudgedStatement judged, int index) => RowLimits.Of(judged, index, _names, _services.Now);

    /// <summary>How long the rules let one statement of a text run; null: as long as it likes.</summary>
    public TimeSpan? TimeoutOn(JudgedStatement judged, int index) =>
        judged.PlanOf(index)?.Decide(new DecisionContext(_services.Now)).Limits.Timeout;

    /// <summary>Records and words the refusal of a text that has no facts.</summary>
    public Denial RefuseUnparsed(AnalysisError error, DecisionPlan plan, ReadOnlySpan<byte> text)
    {
        var decision = plan.Decide(new DecisionContext(_services.Now));
        var denial = Denials.Of(error, decision);
        var redacted = StatementRedaction.WithoutSecrets(Context.Dialect, text, Context.Names);
        _records.Denied(
            AuditTemplates.Unparsed(decision, Context), redacted is null ? text : System.Text.Encoding.UTF8.GetBytes(redacted),
            _identity.Cluster.Protocol.CodeOf(denial));
        return denial;
    }

    /// <summary>A text in an encoding that cannot be read, or too long to be looked at.</summary>
    public Denial RefuseText(string code, string message, ReadOnlySpan<byte> text) =>
        RefuseUnparsed(
            new AnalysisError(code, 0, message), DecisionEngine.PlanUnparsed(new AnalysisError(code, 0, message), Context.Key.Match), text);

    private JudgeContext MakeContext(PolicySet policies, ICatalogView? catalog)
    {
        var database = _meaning.CurrentDatabase(_settings) ?? _identity.Subject.Database;
        if (!ReferenceEquals(policies, _policies) || database != _match!.Database)
        {
            _match = policies.Match(_identity.Subject with { Database = database }, _runtime.EnforcementOf(_identity.Listener));
        }

        (_policies, _catalog, _effective, _temporary) = (policies, catalog, _settings.Effective, _names.TemporaryText);
        _decided = null;
        var key = _meaning.Key(_settings, _names.TemporaryText, _match!, catalog) with
        {
            Bindings = catalog is CatalogDatabase known ? Catalog.Tags.For(policies, known, isPrivate: PrivateCatalog is not null) : null,
        };
        return Judge.Context(key, _meaning, _names.Temporary);
    }

    /// <summary>A relation could be any of its name: the server, which has no current database either, would say that first.</summary>
    private bool LacksDatabase(JudgedStatement judged) =>
        Context.Key is { MySql: not null, SearchPath: "" }
        && judged.Statements.Any(static f => f.Accesses.Any(static a => a is { Kind: AccessKind.Object, Name.Schema: null, Through: false }));

    /// <summary>T-SQL: the session has gone to a database that the gateway cannot read: what a name there stands for is not known.</summary>
    private static bool LacksCatalog(JudgedStatement judged) =>
        judged.Context.LacksCatalog && judged.Statements.Any(static f => f.Accesses.Any(static a => a is { Kind: AccessKind.Object, Name.Database: null }));

    /// <summary>What the text alone does not tell: sequences of others, names the session never gave, values nobody can know.</summary>
    private Denial? RefuseByState(StatementUse use, JudgedStatement judged, ref Decision decision, IConversation conversation)
    {
        if (((judged.Traits & EffectTraits.SetsUnknown) != 0))
        {
            return Denials.Of(
                RefusalReason.NotUnderstood,
                "a setting that decides what statements mean gets a value nobody can know here; set it to a constant, in a message of its own");
        }

        if ((judged.Traits & EffectTraits.SetsComputed) != 0 && !_meaning.IsReporting)
        {
            return Denials.Of(
                RefusalReason.NotUnderstood,
                "a setting that decides what statements mean gets a value nobody can know here, since the server does not report it; set it to a constant");
        }

        if ((judged.Traits & EffectTraits.EndsReports) != 0)
        {
            return Denials.Of(
                RefusalReason.NotUnderstood,
                "proxydb needs the reports that `session_track_…` turns off; set it by a SET of its own, beside constant values only");
        }

        if ((judged.Traits & EffectTraits.EndsBranch) != 0 && !_effects.EndsOwnBranchesOnly(judged) && !MayRecover(ref decision))
        {
            return Denials.Of(decision);
        }

        if ((judged.Traits & EffectTraits.ReadsLastResult) != 0 && use != StatementUse.Prepare
            && _effects.RefuseLastResult(judged, _pins.IsPinned || conversation.InTransaction) is { } gone)
        {
            return gone;
        }

        if (judged.Context.Dialect is SqlDialect.MySql or SqlDialect.MariaDb && (judged.StatementCount > 1 || !decision.Obligations.IsEmpty)
            && SecuredDiagnostics.Refuse(judged, _names, _services.Now) is { } told)
        {
            return told;
        }

        if ((judged.Traits & EffectTraits.ReadsSequence) != 0 && !SequencesAreOwn(conversation.InTransaction))
        {
            return Denials.Of(
                RefusalReason.NotUnderstood,
                "currval and lastval are answered only in the transaction that advanced the sequence; "
                + "use INSERT … RETURNING, or have the operator add the user to `pool.pin_on`");
        }

        if (use != StatementUse.Prepare && (judged.Traits & EffectTraits.NamesStatements) != 0
            && PreparedNames.Refuse(judged, _names, conversation, _identity.Pool.Syntax) is { } denial)
        {
            return denial;
        }

        return (judged.Traits & EffectTraits.NeedsBody) != 0 ? RefuseBodies(use, judged, ref decision, conversation) : null;
    }

    /// <summary>Branches that this session has not begun take the facility of recovery.</summary>
    private bool MayRecover(ref Decision decision)
    {
        var recovery = DecisionEngine.PlanFacility(Facilities.XaRecovery, Context.Key.Match).Decide(new DecisionContext(_services.Now));
        if (recovery.Verdict == Verdict.Allow)
        {
            return true;
        }

        decision = recovery;
        return false;
    }

    /// <summary>Whether what currval would read was surely written by this session.</summary>
    private bool SequencesAreOwn(bool isInTransaction) =>
        (_pins.Reasons & (PinReason.SessionMode | PinReason.PinOn)) != 0 || (isInTransaction && _effects.HasAdvancedSequences);

    /// <summary>
    /// What stands behind EXECUTE and FETCH is decided with them. A name that this session never gave is missed when it is to run, as
    /// by the server; a cursor that a function of its has opened is the server's to find.
    /// </summary>
    private Denial? RefuseBodies(StatementUse use, JudgedStatement judged, ref Decision decision, IConversation conversation)
    {
        HashSet<string>? given = null;
        foreach (var facts in judged.Statements)
        {
            foreach (var effect in facts.Effects)
            {
                switch (effect)
                {
                    case SessionEffect.Prepare prepare:
                        (given ??= []).Add(prepare.Name);
                        continue;
                    case SessionEffect.DeclareCursor declare:
                        (given ??= []).Add(declare.Name);
                        continue;
                    case SessionEffect.Execute execute when given?.Contains(execute.Name) == true:
                    case SessionEffect.Fetch fetch when given?.Contains(fetch.Name) == true:
                        // Prepared in the same text: the analysis has put its accesses to this statement's.
                        continue;
                    case SessionEffect.Execute or SessionEffect.Fetch:
                        if (facts.Kind.StartsWith("EXPLAIN", StringComparison.Ordinal) && _names.IsSecured(effect))
                        {
                            return Denials.Explained(effect);
                        }

                        if (RefuseBody(use, effect, ref decision, conversation) is { } denial)
                        {
                            return denial;
                        }

                        continue;
                    default:
                        continue;
                }
            }
        }

        return null;
    }

    private Denial? RefuseBody(StatementUse use, SessionEffect effect, ref Decision decision, IConversation conversation)
    {
        if (_names.PlanFor(effect, Context) is not { } plan)
        {
            return effect is SessionEffect.Fetch fetch && conversation.HasSecuredPortal(fetch.Name) ? Denials.PortalBySql(fetch.Name)
                : effect is SessionEffect.Fetch || use == StatementUse.Prepare ? null : _identity.Pool.Syntax.Missing(effect);
        }

        var behind = plan.Decide(new DecisionContext(_services.Now));
        if (behind.Verdict == Verdict.Allow)
        {
            return _names.IsSecuredFor(effect, behind.Obligations, _attributes, Context) ? null : Denials.Outdated(effect);
        }

        decision = behind;
        return Denials.Of(behind);
    }

    private void Record(JudgedStatement judged, Decision decision, ReadOnlySpan<byte> text, Denial denial)
    {
        var code = _identity.Cluster.Protocol.CodeOf(denial);
        var refused = decision.Verdict == Verdict.Allow ? Denials.AsDecision(denial) : decision;
        for (var i = 0; i < Math.Max(1, judged.StatementCount); i++)
        {
            _records.Denied(judged.Template(refused, i), judged.StatementCount > 1 ? judged.TextOf(i, text) : text, code);
        }
    }
}
