using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>Reads <see cref="EffectTraits"/> off the facts of a text.</summary>
internal static class TextTraits
{
    public static EffectTraits Of(JudgeContext context, ImmutableArray<StatementFacts> statements)
    {
        var traits = EffectTraits.None;
        foreach (var facts in statements)
        {
            traits |= Of(facts, context.Syntax);
        }

        if (EndsReports(statements, context.Syntax))
        {
            traits |= EffectTraits.EndsReports;
        }

        if (context.Dialect == SqlDialect.TSql ? statements.Any(ReadsEarlierResult) : statements.Length > 0 && ReadsLastResult(statements[0]))
        {
            traits |= EffectTraits.ReadsLastResult;
        }

        if (statements.Length < 2)
        {
            return traits;
        }

        if (ChangesWhatItPrepares(statements, context.Syntax))
        {
            traits |= EffectTraits.SetsUnknown;
        }

        return traits;
    }

    /// <summary>Whether the statement drops, renames or alters relations; where servers do not tell temporary ones they are forgotten then.</summary>
    public static bool TakesNames(StatementFacts facts) =>
        facts.Kind.StartsWith("DROP", StringComparison.Ordinal) || facts.Kind.StartsWith("ALTER", StringComparison.Ordinal)
        || facts.Kind.StartsWith("RENAME", StringComparison.Ordinal);

    /// <summary>Code of the database's own routines runs, whatever it does.</summary>
    public static bool RunsRoutines(StatementFacts facts) =>
        facts.Effects.Any(static e => e is SessionEffect.RunsUserCode or SessionEffect.CallsProcedure);

    /// <summary>
    /// A plain SET may end the reports: they are asked for again before the next statement. Hidden in another statement or in a routine
    /// nobody would know, and beside code or computed values it would hide what those set.
    /// </summary>
    private static bool EndsReports(ImmutableArray<StatementFacts> statements, ISessionSyntax syntax)
    {
        var isAsked = false;
        var endsVariables = false;
        foreach (var facts in statements)
        {
            foreach (var access in facts.Accesses)
            {
                if (access is not { Kind: AccessKind.Session, Action: SqlAction.Session } || !syntax.IsTracking(access.Name.Name))
                {
                    continue;
                }

                if (access.Through || facts.Kind != "SET")
                {
                    return true;
                }

                isAsked = true;
                endsVariables |= access.Name.Name == MySqlSettingNames.TrackVariables;
            }
        }

        // Items of one SET are computed before any of them is stored: what is added to a list is known only where nothing else sets it.
        var lists = statements.Sum(static f => f.Effects.Count(static e => e is SessionEffect.Set { Name: MySqlSettingNames.SqlMode }));
        return (isAsked && statements.Any(RunsRoutines)) || (endsVariables && lists > 1)
            || (endsVariables && statements.Any(f => SetsVariables(f, syntax) || f.Effects.Any(e => RestsOnReports(e, syntax))));
    }

    private static bool SetsVariables(StatementFacts facts, ISessionSyntax syntax) =>
        facts.Kind is not ("SET" or "USE")
        && facts.Accesses.Any(a => a is { Kind: AccessKind.Session, Action: SqlAction.Session } && syntax.MustBeConfirmed(a.Name.Name));

    private static bool RestsOnReports(SessionEffect effect, ISessionSyntax syntax) => effect is SessionEffect.Execute
        || (effect is SessionEffect.Set { IsConstant: false, Appended: null } set && !syntax.IsTracking(set.Name) && syntax.MustBeConfirmed(set.Name))
        || (effect is SessionEffect.Set { Appended: not null } list && list.Name != MySqlSettingNames.SqlMode);

    private static bool ReadsLastResult(StatementFacts facts) =>
        facts.Effects.Any(static e => e is SessionEffect.LastResultRead or SessionEffect.CallsProcedure);

    /// <summary>T-SQL: analysis leaves out what is read behind a statement of the same text that sets it.</summary>
    private static bool ReadsEarlierResult(StatementFacts facts) => facts.Effects.Any(static e => e is SessionEffect.LastResultRead);

    /// <summary>
    /// One text that prepares a statement, and changes what names mean, and runs it: the server plans it under the later meaning, and
    /// the facts of the text do not tell.
    /// </summary>
    private static bool ChangesWhatItPrepares(ImmutableArray<StatementFacts> statements, ISessionSyntax syntax)
    {
        var effects = statements.SelectMany(static f => f.Effects).ToList();
        return effects.Any(static e => e is SessionEffect.Prepare)
            && effects.Any(static e => e is SessionEffect.Execute)
            && effects.Any(e => e is SessionEffect.ResetAll or SessionEffect.Discard or SessionEffect.ChangesCatalog
                or SessionEffect.TemporaryObject || (e is SessionEffect.Set set && syntax.MustBeConfirmed(set.Name)));
    }

    private static EffectTraits Of(StatementFacts facts, ISessionSyntax syntax)
    {
        var traits = EffectTraits.None;
        foreach (var effect in facts.Effects)
        {
            traits |= Of(effect, syntax);
        }

        // COPY names its direction by its action: a COPY that inserts reads data from the client unless it reads a file or a program.
        if (facts.Kind.StartsWith("COPY", StringComparison.Ordinal) && !facts.ReturnsRows
            && (facts.Flags & (StatementFlags.FileRead | StatementFlags.Program | StatementFlags.FileWrite)) == 0
            && facts.Accesses.Any(static a => a.Action == SqlAction.Insert))
        {
            traits |= EffectTraits.CopiesIn;
        }

        if (syntax.TemporaryNames is null && TakesNames(facts))
        {
            traits |= EffectTraits.Lasting;
        }

        if (facts.Action is SqlAction.Insert || ((facts.Flags & StatementFlags.Sequence) != 0))
        {
            traits |= EffectTraits.AdvancesSequences;
        }

        return traits;
    }

    private static EffectTraits Of(SessionEffect effect, ISessionSyntax syntax) => effect switch
    {
        SessionEffect.Set { IsConstant: false } when syntax.NestsTransactions => EffectTraits.HoldsFollowers,
        SessionEffect.Set { IsConstant: false } set when syntax.MustBeConfirmed(set.Name) =>
            EffectTraits.HoldsFollowers | (syntax.RollbackUndoesSets ? EffectTraits.SetsUnknown : EffectTraits.SetsComputed),
        SessionEffect.Set set => syntax.MustBeConfirmed(set.Name) ? EffectTraits.HoldsFollowers : EffectTraits.Lasting,
        SessionEffect.Prepare or SessionEffect.Deallocate { Name: not null } =>
            EffectTraits.HoldsFollowers | EffectTraits.NamesStatements,
        SessionEffect.ResetAll or SessionEffect.DeclareCursor or SessionEffect.TemporaryObject
            or SessionEffect.ChangesCatalog or SessionEffect.Impersonates => EffectTraits.HoldsFollowers,
        SessionEffect.BulkLoad => EffectTraits.CopiesIn,
        SessionEffect.Discard or SessionEffect.Deallocate => EffectTraits.HoldsFollowers | EffectTraits.ForgetsStatements,
        SessionEffect.Commit or SessionEffect.Rollback or SessionEffect.RollbackTo or SessionEffect.PrepareTransaction =>
            EffectTraits.EndsTransaction,
        SessionEffect.SequenceValueRead => EffectTraits.ReadsSequence,
        SessionEffect.Execute or SessionEffect.Fetch => EffectTraits.NeedsBody,
        SessionEffect.XaEnded => EffectTraits.Lasting | EffectTraits.EndsBranch,
        SessionEffect.LocalFile => EffectTraits.None,
        _ => EffectTraits.Lasting,
    };
}
