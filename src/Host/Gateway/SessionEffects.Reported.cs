using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The part of servers that report their sessions' state (MySQL): the server's word on a setting is the last, and state that no
/// statement of the client explains keeps the backend. Reports come before the result they belong to (<see cref="ResultReported"/>).
/// </summary>
internal sealed partial class SessionEffects
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _branches = new(StringComparer.Ordinal);
    private bool _hasStateReport;
    private bool _isNextTransactionSet;
    private bool _isTemporaryUnsure;
    private bool _takesNames;

    public LastResults Last { get; } = new(isKept: syntax.KeepsDiagnostics, isRestored: !syntax.NestsTransactions);

    /// <summary>The server says that a setting has this value now.</summary>
    public void Reported(string name, string value, BackendConnection? backend)
    {
        settings.Reported(name, value, backend);
        _reported.Add(syntax.Canonical(name));
    }

    /// <summary>The server says that its session holds something; whether that is explained is known when the statement completes.</summary>
    public void StateReported() => _hasStateReport = true;

    /// <summary>A statement, or one result of it, has completed.</summary>
    /// <param name="judged">Null: none of the client's.</param>
    public void ResultReported(JudgedStatement? judged, in LastResult result, BackendConnection? backend, long now)
    {
        if (judged is not null && Reads(judged, LastResultKind.Diagnostics))
        {
            Last.DiagnosticsRead(now);
        }
        else
        {
            Last.Completed(result, backend, now);
        }

        if (judged is { IsOne: true } && judged.Statements.Any(static f => f.Action == SqlAction.Insert))
        {
            Last.Inserted(now);
        }

        if (judged is not null && (Has<SessionEffect.CountsFoundRows>(judged) || Reads(judged, LastResultKind.FoundRows)))
        {
            Last.RowsCounted(now);
        }

        if (_hasStateReport && _reported.Count == 0 && (judged is null || !IsExplained(judged)))
        {
            pins.Add(PinReason.Other, "state set by code of the database");
        }

        _hasStateReport = false;
        _reported.Clear();
    }

    /// <summary>The first statement of a text asks for what only the last backend knows; in T-SQL it may be any of them.</summary>
    public Denial? RefuseLastResult(JudgedStatement judged, bool isPinned)
    {
        foreach (var facts in judged.EndingWith(0))
        {
            if (RefuseLastResult(facts, isPinned) is { } denial)
            {
                return denial;
            }
        }

        return null;
    }

    private Denial? RefuseLastResult(StatementFacts facts, bool isPinned)
    {
        foreach (var effect in facts.Effects)
        {
            if (effect is SessionEffect.LastResultRead read)
            {
                if (!isPinned && Last.Refuse(read.Kind) is { } denial)
                {
                    return denial;
                }

                Last.Ask(read.Kind);
            }
            else if (effect is SessionEffect.CallsProcedure && Last.InsertId != 0)
            {
                Last.Ask(LastResultKind.InsertId);
            }
        }

        return null;
    }

    /// <summary>The protocol's own reset of a session has been taken over.</summary>
    public void Reset()
    {
        settings.ResetAll(includingRole: false, backend: null);
        settings.Commit();
        pins.Discard();
        names.Clear();
        Last.Clear();
        _reported.Clear();
        _branches.Clear();
        (_hasStateReport, _isNextTransactionSet, _isTemporaryUnsure) = (false, false, false);
    }

    /// <summary>True: the server has told the outcome, or it is no lasting setting.</summary>
    private bool IsSetByReport(SessionEffect.Set set, BackendConnection? backend)
    {
        if (syntax.RollbackUndoesSets)
        {
            return false;
        }

        if (set.Scope == SettingScope.Local)
        {
            _isNextTransactionSet = true;
            pins.Add(PinReason.NextTransaction);
            return true;
        }

        var name = syntax.Canonical(set.Name);
        if (syntax.IsTransactional(name))
        {
            ApplyPassing(name, set, backend);
            return true;
        }

        if (!set.IsConstant && syntax.Follows(name))
        {
            settings.Forget(name, backend);
            return true;
        }

        if (set.Appended is { } added && !_reported.Contains(name) && settings.Effective[name] is { } own)
        {
            // The text has ended the reports as well: what the list is now follows from what it was.
            var all = (own + added).Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase);
            settings.Reported(name, string.Join(',', all), backend);
            return true;
        }

        return _reported.Contains(name) || (!set.IsConstant && IsReporting(backend));
    }

    private void ApplyPassing(string name, SessionEffect.Set set, BackendConnection? backend)
    {
        if (name is MySqlSettingNames.LastInsertId or "identity" && set.IsConstant
            && ulong.TryParse(set.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            Last.InsertIdSet(id, backend);
        }
        else
        {
            pins.Add(PinReason.Other, "setting that only this backend has");
        }
    }

    private static bool IsReporting(BackendConnection? backend) =>
        backend is not null && backend.LoginParameters.ContainsKey(MySqlSettingNames.TrackVariables);

    private void EndNextTransaction()
    {
        if (!_isNextTransactionSet && (pins.Reasons & PinReason.NextTransaction) != 0)
        {
            pins.Remove(PinReason.NextTransaction);
        }

        _isNextTransactionSet = false;
    }

    /// <summary>
    /// A failed statement is not taken back as a whole: it may have dropped some of its tables, assigned variables, taken a lock, or run code
    /// that set something, and errors carry no reports.
    /// </summary>
    private void DroppedHalfway(StatementFacts facts, BackendConnection? backend)
    {
        ForgetTaken(facts);
        foreach (var effect in facts.Effects)
        {
            KeepHalfway(effect);
        }

        if (TextTraits.RunsRoutines(facts))
        {
            RanUserCode = true;
            ForgetTemporary();
        }

        if (backend is not null && (RanUserCode || facts.Effects.Any(static e => e is SessionEffect.Set)))
        {
            backend.Vector = null;
        }
    }

    private void KeepHalfway(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.UserVariable:
                pins.Add(PinReason.UserVariable);
                break;
            case SessionEffect.AdvisoryLock:
                pins.Add(PinReason.AdvisoryLock);
                break;
            default:
                break;
        }
    }

    /// <summary>Without reports nothing is known of settings after code of users: they are set again before the next statement.</summary>
    private void CountUnknown(BackendConnection? backend)
    {
        if (!syntax.RestoresUnknown && backend is not null && !IsReporting(backend))
        {
            backend.Vector = null;
        }
    }

    private void ApplyReported(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.UserVariable:
                pins.Add(PinReason.UserVariable);
                break;
            case SessionEffect.TablesLocked:
                pins.Add(PinReason.TableLock);
                break;
            case SessionEffect.TablesUnlocked:
                pins.Remove(PinReason.TableLock);
                break;
            case SessionEffect.XaStarted branch:
                pins.Add(PinReason.Xa);
                _branches.Add(branch.Xid);
                break;
            case SessionEffect.XaEnded branch:
                EndBranch(branch.Xid);
                break;
            case SessionEffect.Impersonates { Principal: not null }:
                Impersonated();
                break;
            case SessionEffect.CallsProcedure when !syntax.UserCodeSets:
                RanCode();
                break;
            case SessionEffect.CallsProcedure:
                RanUserCode = true;
                ForgetTemporary();
                break;
            default:
                break;
        }
    }

    /// <summary>Whether every branch that the text ends was begun by this session, in the text or before.</summary>
    public bool EndsOwnBranchesOnly(JudgedStatement judged)
    {
        HashSet<string>? begun = null;
        foreach (var facts in judged.Statements)
        {
            foreach (var effect in facts.Effects)
            {
                if (effect is SessionEffect.XaStarted started)
                {
                    (begun ??= []).Add(started.Xid);
                }
                else if (effect is SessionEffect.XaEnded ended && begun?.Contains(ended.Xid) != true && !_branches.Contains(ended.Xid))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void EndBranch(string xid)
    {
        _branches.Remove(xid);
        if (_branches.Count == 0)
        {
            pins.Remove(PinReason.Xa);
        }
    }

    /// <summary>Where no server tells temporary relations, they are what completed statements made.</summary>
    private void MadeTemporary(string name)
    {
        if (syntax.TemporaryNames is null && !_takesNames && !names.Temporary.Contains(name))
        {
            names.SetTemporary([.. names.Temporary.Append(name).Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>
    /// A relation that may be gone must not pass for a temporary one: the common one of its name would stand behind it. What is
    /// dropped, renamed or altered is not taken for temporary any more.
    /// </summary>
    private void ForgetTaken(StatementFacts facts)
    {
        _takesNames = syntax.TemporaryNames is null && TextTraits.TakesNames(facts);
        if (!_takesNames || names.Temporary.IsEmpty)
        {
            return;
        }

        var taken = facts.Accesses.Select(static a => a.Name.Name.StartsWith('#') ? a.Name.Name : a.Name.ToString())
            .Concat(facts.Effects.OfType<SessionEffect.TemporaryObject>().Select(static t => t.Name)).ToHashSet(StringComparer.Ordinal);
        var isExact = facts.Kind.StartsWith("DROP", StringComparison.Ordinal) && taken.Count > 0;
        _isTemporaryUnsure |= !isExact;
        names.SetTemporary(taken.Count == 0 ? [] : [.. names.Temporary.Where(n => !taken.Contains(n))]);
        if (names.Temporary.IsEmpty && !_isTemporaryUnsure)
        {
            pins.Remove(PinReason.TemporaryObject);

            // A batch may have returned before it came to the DROP.
            IsInDoubt |= syntax.NestsTransactions;
        }
    }

    /// <summary>Code of users may have dropped any of them.</summary>
    private void ForgetTemporary()
    {
        if (syntax.TemporaryNames is null && !names.Temporary.IsEmpty)
        {
            _isTemporaryUnsure = true;
            names.SetTemporary([]);
        }
    }

    private static bool Reads(JudgedStatement judged, LastResultKind kind)
    {
        foreach (var facts in judged.Statements)
        {
            foreach (var effect in facts.Effects)
            {
                if (effect is SessionEffect.LastResultRead read && read.Kind == kind)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Has<T>(JudgedStatement judged)
        where T : SessionEffect
    {
        foreach (var facts in judged.Statements)
        {
            foreach (var effect in facts.Effects)
            {
                if (effect is T)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The client's own statement says what it leaves at the backend: its effects have pinned or followed it.</summary>
    private static bool IsExplained(JudgedStatement judged)
    {
        foreach (var facts in judged.Statements)
        {
            foreach (var effect in facts.Effects)
            {
                if (effect is SessionEffect.Set or SessionEffect.UserVariable or SessionEffect.TemporaryObject or SessionEffect.Prepare
                    or SessionEffect.Deallocate or SessionEffect.Pin or SessionEffect.XaStarted or SessionEffect.XaEnded)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
