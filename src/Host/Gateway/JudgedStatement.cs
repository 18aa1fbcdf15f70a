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
        IsOne = context.Dialect == SqlDialect.TSql;
        StatementCount = IsOne ? Math.Min(1, statements.Length) : statements.Length;
        var traits = TextTraits.Of(context, statements);
        Traits = traits;
        HasEffects = traits != EffectTraits.None;
        ForgetsStatements = (traits & EffectTraits.ForgetsStatements) != 0;
        Deallocates = statements.Length == 1 ? statements[0].Effects.OfType<SessionEffect.Deallocate>().FirstOrDefault()?.Name : null;
        CopiesIn = (traits & EffectTraits.CopiesIn) != 0;
        ChangesReading = statements.Any(
            static f => f.Effects.Any(static e => e is SessionEffect.Set { Name: TSqlSettingNames.Database or TSqlSettingNames.QuotedIdentifier }));
        ChecksDeferred = (traits & EffectTraits.EndsTransaction) != 0 || statements.Any(static f => f.Kind == "SET CONSTRAINTS");
        Kill = OwnKill.IsPlain(statements) && statements[0].Effects[0] is SessionEffect.Kill { Id: { } id } kill ? new KillRequest(id, kill.QueryOnly) : null;
        _parts = text is not null && StatementCount > 1 ? PartsOf(text, statements) : null;
    }

    /// <summary>The secured form of a verdict: the same facts and plan, another text.</summary>
    private JudgedStatement(JudgedStatement plain, SecuredForm form, SentText sent, TextEncoding encoding)
    {
        (Context, Statements, Plan, Traits) = (plain.Context, plain.Statements, plain.Plan, plain.Traits);
        (StatementCount, HasEffects, CopiesIn, IsOne) = (plain.StatementCount, plain.HasEffects, plain.CopiesIn, plain.IsOne);
        (ForgetsStatements, Deallocates, ChecksDeferred) = (plain.ForgetsStatements, plain.Deallocates, plain.ChecksDeferred);
        (Kill, ChangesReading) = (plain.Kill, plain.ChangesReading);
        (NamesUnknown, RedactedText, Told, Caught) = (plain.NamesUnknown, plain.RedactedText, plain.Told, plain.Caught);
        (_parts, _source, _plain) = (plain._parts, plain._source, plain);
        (Form, Sent, Encoding) = (form, sent, encoding);
    }

    public JudgeContext Context { get; }

    public ImmutableArray<StatementFacts> Statements { get; }

    /// <summary>T-SQL: the server does not tell which statement of a text it answers, so that they have one record and one end.</summary>
    public bool IsOne { get; }

    /// <summary>Statements that end with the one of an index.</summary>
    public ReadOnlySpan<StatementFacts> EndingWith(int index) =>
        IsOne ? Statements.AsSpan() : index < Statements.Length ? Statements.AsSpan(index, 1) : default;

    /// <summary>The plan of what the index stands for.</summary>
    public DecisionPlan? PlanOf(int index) => IsOne ? Plan : index < Plan.Statements.Length ? Plan.Statements[index] : null;

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

    /// <summary>What an error may quote of the rows that are changed; null: nothing is, or nothing is hidden.</summary>
    public DecisionPlan? Told { get; private init; }

    /// <summary>The same where the text reads the words of its errors itself.</summary>
    public DecisionPlan? Caught { get; private init; }

    /// <summary>Ciphers, and what compares passwords.</summary>
    private static bool TakesKey(string function) =>
        function.Contains("crypt", StringComparison.Ordinal) || function.StartsWith("signby", StringComparison.Ordinal)
        || function.StartsWith("pwdcompare", StringComparison.Ordinal);

    public static JudgedStatement Of(
        JudgeContext context, ImmutableArray<StatementFacts> statements, DecisionPlan plan, ReadOnlySpan<byte> text)
    {
        var mayHoldSecret = statements.Any(
            static f => (f.Flags & (StatementFlags.Ddl | StatementFlags.Dcl | StatementFlags.Session | StatementFlags.Remote | StatementFlags.Program)) != 0
                || f.Action == SqlAction.Admin || f.Accesses.Any(static a => a.Kind == AccessKind.Function && TakesKey(a.Name.Name)));
        var prepares = statements.Any(static f => f.Effects.Any(static e => e is SessionEffect.Prepare));
        var whole = prepares || statements.Length > 1 ? Utf8.GetString(text) : null;
        return new JudgedStatement(context, statements, plan, statements.Length > 1 ? whole : null, prepares ? whole : null)
        {
            NamesUnknown = statements.Any(static f => f.Accesses.Any(static a => a.Kind == AccessKind.Object && a.Relation is null && !a.Through)),
            Told = Written(context, statements, ofKeys: false),
            Caught = ReadsErrors(context, statements) ? Written(context, statements, ofKeys: true) : null,
            RedactedText = mayHoldSecret ? StatementRedaction.WithoutSecrets(context.Dialect, text, context.Names) : null,
        };
    }

    private static DecisionPlan? Written(JudgeContext context, ImmutableArray<StatementFacts> statements, bool ofKeys) =>
        WrittenRows.Plan(statements, context.Key.Match, context.Key.Catalog, context.CurrentSchema, context.Key.Bindings, ofKeys);

    /// <summary>Whether the words of an error can be read by the text that has made it, where nobody could reduce them.</summary>
    private static bool ReadsErrors(JudgeContext context, ImmutableArray<StatementFacts> statements) =>
        context.Dialect == SqlDialect.TSql
            ? statements.Any(static f => f.Accesses.Any(static a => a is { Kind: AccessKind.Function, Name.Name: "error_message" }))
            : statements.Any(static f => f.Effects.Any(static e => e is SessionEffect.LastResultRead { Kind: LastResultKind.Diagnostics }));

    /// <summary>This verdict with what is sent in the text's place.</summary>
    public JudgedStatement With(SecuredForm form, SentText sent, TextEncoding encoding) => new(Plain, form, sent, encoding);

    public override bool HasManyResults(int index) => Find<SessionEffect.CallsProcedure>(index) is not null;

    public override string? LocalFile(int index) => Find<SessionEffect.LocalFile>(index)?.Path;

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

    public override int StartOf(int index) => _parts is { } parts ? parts[index].Start : 0;

    /// <summary>The part of a message's text that is the statement of an index.</summary>
    public ReadOnlySpan<byte> TextOf(int index, ReadOnlySpan<byte> text) =>
        _parts is { } parts && parts[index].Start + parts[index].Length <= text.Length
            ? text.Slice(parts[index].Start, parts[index].Length)
            : text;

    private T? Find<T>(int index)
        where T : SessionEffect
    {
        if (index < Statements.Length)
        {
            foreach (var effect in Statements[index].Effects)
            {
                if (effect is T found)
                {
                    return found;
                }
            }
        }

        return null;
    }

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
}
