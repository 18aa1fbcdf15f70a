using System.Collections.Immutable;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>Facts and plan of one text under one <see cref="JudgeContext"/>: what every execution of it shares.</summary>
internal sealed class JudgedStatement : JudgedText
{
    private static readonly System.Text.Encoding Utf8 = System.Text.Encoding.UTF8;

    private readonly (int Start, int Length)[]? _parts;
    private readonly string? _source;
    private readonly JudgedStatement? _plain;
    private Decision? _templated;
    private AuditTemplate[] _templates = [];

    private JudgedStatement(
        JudgeContext context, ImmutableArray<StatementFacts> statements, DecisionPlan plan, string? text, string? source)
    {
        _source = source;
        Context = context;
        Statements = statements;
        Plan = plan;
        StatementCount = statements.Length;
        var traits = EffectTraits.None;
        foreach (var facts in statements)
        {
            traits |= TraitsOf(facts);
        }

        if (statements.Length > 1 && ChangesWhatItPrepares(statements))
        {
            traits |= EffectTraits.SetsUnknown;
        }

        Traits = traits;
        HasEffects = traits != EffectTraits.None;
        ForgetsStatements = (traits & EffectTraits.ForgetsStatements) != 0;
        Deallocates = statements.Length == 1 ? statements[0].Effects.OfType<SessionEffect.Deallocate>().FirstOrDefault()?.Name : null;
        CopiesIn = (traits & EffectTraits.CopiesIn) != 0;
        ChecksDeferred = (traits & EffectTraits.EndsTransaction) != 0 || statements.Any(static f => f.Kind == "SET CONSTRAINTS");
        _parts = text is not null && statements.Length > 1 ? PartsOf(text, statements) : null;
    }

    /// <summary>The secured form of a verdict: the same facts and plan, another text.</summary>
    private JudgedStatement(JudgedStatement plain, SecuredForm form, SentText sent, TextEncoding encoding)
    {
        (Context, Statements, Plan, Traits) = (plain.Context, plain.Statements, plain.Plan, plain.Traits);
        (StatementCount, HasEffects, CopiesIn) = (plain.StatementCount, plain.HasEffects, plain.CopiesIn);
        (ForgetsStatements, Deallocates, ChecksDeferred) = (plain.ForgetsStatements, plain.Deallocates, plain.ChecksDeferred);
        (NamesUnknown, RedactedText) = (plain.NamesUnknown, plain.RedactedText);
        (_parts, _source, _plain) = (plain._parts, plain._source, plain);
        (Form, Sent, Encoding) = (form, sent, encoding);
    }

    public JudgeContext Context { get; }

    public ImmutableArray<StatementFacts> Statements { get; }

    public DecisionPlan Plan { get; }

    public EffectTraits Traits { get; }

    /// <summary>The verdict over the text as the client wrote it.</summary>
    public JudgedStatement Plain => _plain ?? this;

    /// <summary>What masks and filters have made of the text; null: it is sent as it came.</summary>
    public SecuredForm? Form { get; }

    /// <summary>The client encoding the secured text is written in.</summary>
    public TextEncoding? Encoding { get; }

    /// <summary>Another secured form of the same text.</summary>
    public JudgedStatement? NextForm { get; set; }

    /// <summary>A relation is named that the catalog does not know: it may have been made a moment ago.</summary>
    public bool NamesUnknown { get; private init; }

    /// <summary>The text without passwords and keys, where it held one: the log never does.</summary>
    public string? RedactedText { get; private init; }

    public static JudgedStatement Of(
        JudgeContext context, ImmutableArray<StatementFacts> statements, DecisionPlan plan, ReadOnlySpan<byte> text)
    {
        var mayHoldSecret = statements.Any(static f => (f.Flags & (StatementFlags.Ddl | StatementFlags.Dcl | StatementFlags.Session)) != 0);
        var prepares = statements.Any(static f => f.Effects.Any(static e => e is SessionEffect.Prepare));
        var whole = prepares || statements.Length > 1 ? Utf8.GetString(text) : null;
        return new JudgedStatement(context, statements, plan, statements.Length > 1 ? whole : null, prepares ? whole : null)
        {
            NamesUnknown = statements.Any(static f => f.Accesses.Any(static a => a.Kind == AccessKind.Object && a.Relation is null && !a.Through)),
            RedactedText = mayHoldSecret ? StatementRedaction.WithoutSecrets(text, context.Key.StandardConformingStrings) : null,
        };
    }

    /// <summary>This verdict with what is sent in the text's place.</summary>
    public JudgedStatement With(SecuredForm form, SentText sent, TextEncoding encoding) => new(Plain, form, sent, encoding);

    public override bool IsSecuredAs(JudgedText other) =>
        other is JudgedStatement judged
        && (Form is null || judged.Form is null ? Form == judged.Form : Form.Obligations.HoldAs(judged.Form.Obligations));

    /// <summary>One statement's text, where it may have to be read again (PREPARE); else empty.</summary>
    public string SourceOf(int index)
    {
        if (_source is null || Statements.Length == 1)
        {
            return _source ?? "";
        }

        var span = Statements[index].Span;
        return _source.Substring(span.Start, span.Length);
    }

    /// <summary>The audit's words for one statement under a decision; made once for each decision.</summary>
    public AuditTemplate Template(Decision decision, int index)
    {
        if (!ReferenceEquals(_templated, decision))
        {
            _templates = AuditTemplates.For(this, decision);
            _templated = decision;
        }

        return _templates[Math.Min(index, _templates.Length - 1)];
    }

    /// <summary>The part of a message's text that is the statement of an index.</summary>
    public ReadOnlySpan<byte> TextOf(int index, ReadOnlySpan<byte> text) =>
        _parts is { } parts && parts[index].Start + parts[index].Length <= text.Length
            ? text.Slice(parts[index].Start, parts[index].Length)
            : text;

    private static (int Start, int Length)[] PartsOf(string text, ImmutableArray<StatementFacts> statements)
    {
        var parts = new (int, int)[statements.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var span = statements[i].Span;
            var start = Math.Clamp(span.Start, 0, text.Length);
            var length = Math.Clamp(span.Length, 0, text.Length - start);
            parts[i] = (Utf8.GetByteCount(text.AsSpan(0, start)), Utf8.GetByteCount(text.AsSpan(start, length)));
        }

        return parts;
    }

    /// <summary>
    /// One text that prepares a statement, and changes what names mean, and runs it: the server plans it under the later meaning, and
    /// the facts of the text do not tell.
    /// </summary>
    private static bool ChangesWhatItPrepares(ImmutableArray<StatementFacts> statements)
    {
        var effects = statements.SelectMany(static f => f.Effects).ToList();
        return effects.Any(static e => e is SessionEffect.Prepare)
            && effects.Any(static e => e is SessionEffect.Execute)
            && effects.Any(static e => e is SessionEffect.ResetAll or SessionEffect.Discard or SessionEffect.ChangesCatalog
                or SessionEffect.TemporaryObject || (e is SessionEffect.Set set && SettingNames.MustBeConfirmed(set.Name)));
    }

    private static EffectTraits TraitsOf(StatementFacts facts)
    {
        var traits = EffectTraits.None;
        foreach (var effect in facts.Effects)
        {
            traits |= TraitsOf(effect);
        }

        // COPY names its direction by its action: a COPY that inserts reads data from the client unless it reads a file or a program.
        if (facts.Kind.StartsWith("COPY", StringComparison.Ordinal) && !facts.ReturnsRows
            && (facts.Flags & (StatementFlags.FileRead | StatementFlags.Program | StatementFlags.FileWrite)) == 0
            && facts.Accesses.Any(static a => a.Action == SqlAction.Insert))
        {
            traits |= EffectTraits.CopiesIn;
        }

        if (facts.Action is SqlAction.Insert || ((facts.Flags & StatementFlags.Sequence) != 0))
        {
            traits |= EffectTraits.AdvancesSequences;
        }

        return traits;
    }

    private static EffectTraits TraitsOf(SessionEffect effect) => effect switch
    {
        SessionEffect.Set { IsConstant: false } set when SettingNames.MustBeConfirmed(set.Name) =>
            EffectTraits.SetsUnknown | EffectTraits.HoldsFollowers,
        SessionEffect.Set set => SettingNames.MustBeConfirmed(set.Name) ? EffectTraits.HoldsFollowers : EffectTraits.Lasting,
        SessionEffect.Prepare or SessionEffect.Deallocate { Name: not null } =>
            EffectTraits.HoldsFollowers | EffectTraits.NamesStatements,
        SessionEffect.ResetAll or SessionEffect.DeclareCursor or SessionEffect.TemporaryObject
            or SessionEffect.ChangesCatalog => EffectTraits.HoldsFollowers,
        SessionEffect.Discard or SessionEffect.Deallocate => EffectTraits.HoldsFollowers | EffectTraits.ForgetsStatements,
        SessionEffect.Commit or SessionEffect.Rollback or SessionEffect.RollbackTo or SessionEffect.PrepareTransaction =>
            EffectTraits.EndsTransaction,
        SessionEffect.SequenceValueRead => EffectTraits.ReadsSequence,
        SessionEffect.Execute or SessionEffect.Fetch => EffectTraits.NeedsBody,
        _ => EffectTraits.Lasting,
    };
}

/// <summary>What the effects of a text mean for the messages around it.</summary>
[Flags]
internal enum EffectTraits
{
    None = 0,

    /// <summary>Completions must be applied; followers need not wait.</summary>
    Lasting = 1,

    /// <summary>Decides what a following statement means or may do: it waits for this one's end.</summary>
    HoldsFollowers = 2,

    /// <summary>Followers wait if the transaction changed such things.</summary>
    EndsTransaction = 4,
    ForgetsStatements = 8,
    CopiesIn = 16,
    ReadsSequence = 32,
    AdvancesSequences = 64,

    /// <summary>Runs a statement that the session prepared or declared before: decided with it.</summary>
    NeedsBody = 128,

    /// <summary>A setting that decides meaning or rights gets a value nobody can know: refused.</summary>
    SetsUnknown = 256,

    /// <summary>PREPARE or DEALLOCATE of a name.</summary>
    NamesStatements = 512,
}
