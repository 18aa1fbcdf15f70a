using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Applies what statements do to the session once the server has completed them, and counts what is under way: a statement whose
/// meaning depends on it waits.
/// </summary>
internal sealed partial class SessionEffects(ISessionSyntax syntax, SessionSettings settings, SessionPins pins, SessionNames names)
{
    private int _holding;
    private int _ending;
    private bool _hasFailed;
    private bool _hasTouchedTemporary;
    private bool _isOpaque;

    /// <summary>Something is under way that the next statement's meaning or rights depend on.</summary>
    public bool HoldsFollowers => _holding > 0 || (_ending > 0 && (settings.IsChangedInTransaction || HasUncommittedCatalog));

    /// <summary>Code of users ran: what it set nobody knows.</summary>
    public bool RanUserCode { get; private set; }

    /// <summary>The open transaction has changed the catalog; others do not see it yet.</summary>
    public bool HasUncommittedCatalog { get; private set; }

    /// <summary>The session's own view of the catalog has to be read (again) before the next statement is decided.</summary>
    public bool IsOwnCatalogStale { get; set; }

    /// <summary>The open transaction ran something that advances sequences: currval and lastval are its own.</summary>
    public bool HasAdvancedSequences { get; private set; }

    /// <summary>The catalog has changed for everybody: set by the last commit, taken by the gateway.</summary>
    public bool TakeCatalogChanged()
    {
        var changed = _catalogChanged;
        _catalogChanged = false;
        return changed;
    }

    private bool _catalogChanged;

    public void Sent(JudgedStatement judged, SessionAttributes attributes)
    {
        if (judged.Form is not null && (judged.Traits & EffectTraits.HoldsFollowers) != 0)
        {
            names.SentAttributes = attributes.Values;
        }

        _beforeCall = settings.Lasting;
        _holding += ((judged.Traits & EffectTraits.HoldsFollowers) != 0) ? 1 : 0;
        _ending += ((judged.Traits & EffectTraits.EndsTransaction) != 0) ? 1 : 0;
        HasAdvancedSequences |= ((judged.Traits & EffectTraits.AdvancesSequences) != 0);
    }

    public void Completed(JudgedStatement judged, int index, ReadOnlySpan<byte> tag, BackendConnection? backend, IConversation conversation)
    {
        foreach (var facts in judged.EndingWith(index))
        {
            ForgetTaken(facts);
            _isOpaque = (facts.Flags & StatementFlags.Opaque) != 0;
            foreach (var effect in facts.Effects)
            {
                Apply(effect, judged, index, tag, backend, conversation);
            }

            if (RanUserCode)
            {
                CountUnknown(backend);
            }
        }

        if (index >= judged.StatementCount - 1)
        {
            Ended(judged);
        }
    }

    /// <summary>The statements of a text from some index on did not run.</summary>
    public void Dropped(JudgedStatement judged, int index, BackendConnection? backend)
    {
        if (syntax.NestsTransactions)
        {
            DroppedBatch(judged, backend);
        }
        else if (!syntax.RollbackUndoesSets && index < judged.Statements.Length)
        {
            DroppedHalfway(judged.Statements[index], backend);
        }

        Ended(judged);
        _hasFailed = true;
    }

    public void Failed(BackendConnection? backend, long now)
    {
        _hasFailed = true;
        Last.Failed(backend, now);
    }

    /// <summary>The server runs nothing more in this transaction.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>A COMMIT is under way: if the backend is lost now, nobody knows its outcome.</summary>
    public bool IsEnding => _ending > 0;

    /// <summary>The server is ready: ends what a transaction or an implicit one has left open.</summary>
    public void Ready(int transaction, BackendConnection? backend)
    {
        if (transaction == 0)
        {
            EndNextTransaction();
            if (_hasFailed)
            {
                Rollback(backend);
            }
            else
            {
                Commit();
            }
        }

        _hasFailed = false;
        IsAborted = transaction == 2;
    }

    /// <summary>The lease was given back: what user code set went with the reset.</summary>
    public void LeaseEnded()
    {
        RanUserCode = false;
        IsAborted = false;
        IsInDoubt = false;
        HasAdvancedSequences = false;
        _holding = 0;
        _ending = 0;
        Last.LeaseEnded();
    }

    private void TouchTemporary(bool mayHaveChanged)
    {
        if (syntax.TemporaryNames is null)
        {
            return;
        }

        names.IsTemporaryStale |= mayHaveChanged;
        _hasTouchedTemporary |= mayHaveChanged;
    }

    private void Ended(JudgedStatement judged)
    {
        _holding -= ((judged.Traits & EffectTraits.HoldsFollowers) != 0) ? 1 : 0;
        _ending -= ((judged.Traits & EffectTraits.EndsTransaction) != 0) ? 1 : 0;
    }

    private void Commit()
    {
        _catalogChanged |= HasUncommittedCatalog;
        EndTransaction();
        settings.Commit();
    }

    private void Rollback(BackendConnection? backend)
    {
        // A failed batch outside of a transaction may have changed the catalog before it failed.
        _catalogChanged |= syntax.NestsTransactions && HasUncommittedCatalog;
        EndTransaction();
        settings.Rollback(backend);
    }

    private void EndTransaction()
    {
        HasUncommittedCatalog = false;
        IsOwnCatalogStale = false;
        HasAdvancedSequences = false;

        // ON COMMIT DROP, or the end of what was made in a transaction that was rolled back.
        names.IsTemporaryStale |= _hasTouchedTemporary;
        _hasTouchedTemporary = false;
    }

    private void Apply(
        SessionEffect effect, JudgedStatement judged, int index, ReadOnlySpan<byte> tag, BackendConnection? backend, IConversation conversation)
    {
        switch (effect)
        {
            case SessionEffect.Set or SessionEffect.TemporaryObject or SessionEffect.Pin when EndsWithCall(effect):
                break;
            case SessionEffect.Set set:
                ApplySet(set, backend);
                break;
            case SessionEffect.ResetAll:
                settings.ResetAll(includingRole: false, backend);
                break;
            case SessionEffect.Discard discard:
                ApplyDiscard(discard.What, backend, conversation);
                break;
            case SessionEffect.Commit or SessionEffect.Rollback or SessionEffect.Savepoint or SessionEffect.RollbackTo when syntax.NestsTransactions:
                IsOwnCatalogStale = HasUncommittedCatalog;
                break;
            case SessionEffect.Commit or SessionEffect.PrepareTransaction:
                // COMMIT of a failed transaction completes as ROLLBACK.
                EndBy(tag.SequenceEqual("ROLLBACK"u8), backend);
                break;
            case SessionEffect.Rollback:
                EndBy(true, backend);
                break;
            case SessionEffect.Fetch fetch:
                names.Fetched(fetch.Name, tag);
                break;
            case SessionEffect.Savepoint savepoint:
                settings.Savepoint(savepoint.Name, backend);
                break;
            case SessionEffect.Release release:
                settings.Release(release.Name);
                break;
            case SessionEffect.RollbackTo rollback:
                settings.RollbackTo(rollback.Name, backend);
                IsOwnCatalogStale = HasUncommittedCatalog;
                TouchTemporary(names.Temporary.Length > 0);
                _hasFailed = false;
                break;
            default:
                ApplyNamed(effect, judged, index, conversation);
                break;
        }
    }

    private void EndBy(bool isRollback, BackendConnection? backend)
    {
        if (isRollback)
        {
            Rollback(backend);
        }
        else
        {
            Commit();
        }

        _hasFailed = false;
    }

    private void ApplySet(SessionEffect.Set set, BackendConnection? backend)
    {
        if (syntax.IsTracking(set.Name))
        {
            // Computed or not: whatever it is now, it is set again before the next statement.
            settings.Set(set.Name, null, isLocal: false, backend);
            return;
        }

        if (IsSetByReport(set, backend))
        {
            return;
        }

        if (!set.IsConstant)
        {
            pins.Add(PinReason.Other, "setting with a computed value");
            return;
        }

        settings.Set(set.Name, set.Value, set.Scope == SettingScope.Local, backend);
        if (syntax.RollbackUndoesSets && syntax.OutlivesResetAll(set.Name) && set.Scope == SettingScope.Session)
        {
            if (set.Value is null || set.Value == "none")
            {
                pins.Remove(PinReason.Role);
            }
            else
            {
                pins.Add(PinReason.Role);
            }
        }
    }

    private void ApplyDiscard(string what, BackendConnection? backend, IConversation conversation)
    {
        switch (what)
        {
            case "all":
                settings.ResetAll(includingRole: true, backend);
                pins.Discard();
                names.Clear();
                conversation.ForgetStatements(null);
                break;
            case "temp":
                pins.Remove(PinReason.TemporaryObject);
                names.SetTemporary([]);
                break;
            default:
                break;
        }
    }

    private void ApplyNamed(SessionEffect effect, JudgedStatement judged, int index, IConversation conversation)
    {
        switch (effect)
        {
            case SessionEffect.Prepare prepare:
                names.Prepare(prepare.Name, prepare.Body, judged.SourceOf(index), judged);
                pins.Add(PinReason.SqlPrepare);
                break;
            case SessionEffect.Deallocate deallocate:
                names.Deallocate(deallocate.Name);
                conversation.ForgetStatements(deallocate.Name);
                if (!names.HasPrepared)
                {
                    pins.Remove(PinReason.SqlPrepare);
                }

                break;
            case SessionEffect.DeclareCursor declare:
                names.Declare(declare.Name, declare.Body, judged);
                if (declare.Hold)
                {
                    pins.Add(PinReason.HoldCursor);
                }

                break;
            case SessionEffect.CloseCursor close:
                names.CloseCursor(close.Name);
                if (syntax.NestsTransactions)
                {
                    CursorEnded();
                }
                else if (close.Name is null)
                {
                    pins.Remove(PinReason.HoldCursor);
                }

                break;
            default:
                ApplyLasting(effect);
                break;
        }
    }

    private void ApplyLasting(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.TemporaryObject when _takesNames:
                break;
            case SessionEffect.TemporaryObject temporary:
                pins.Add(PinReason.TemporaryObject);
                TouchTemporary(true);
                MadeTemporary(temporary.Name);
                break;
            case SessionEffect.Listen:
                pins.Add(PinReason.Listen);
                break;
            case SessionEffect.Unlisten { Channel: null }:
                pins.Remove(PinReason.Listen);
                break;
            case SessionEffect.AdvisoryLock:
                pins.Add(PinReason.AdvisoryLock);
                break;
            case SessionEffect.AdvisoryUnlockAll:
                pins.Remove(PinReason.AdvisoryLock);
                break;
            case SessionEffect.Load:
                pins.Add(PinReason.Load);
                break;
            case SessionEffect.RunsUserCode when !syntax.UserCodeSets:
                RanCode();
                break;
            case SessionEffect.RunsUserCode:
                RanUserCode = true;
                TouchTemporary(names.Temporary.Length > 0);
                ForgetTemporary();
                break;
            case SessionEffect.ChangesCatalog when !syntax.IsCatalogTransactional:
                _catalogChanged = true;
                break;
            case SessionEffect.ChangesCatalog:
                HasUncommittedCatalog = true;
                IsOwnCatalogStale = true;
                TouchTemporary(names.Temporary.Length > 0);
                break;
            case SessionEffect.Pin pin:
                pins.Add(PinReason.Other, pin.Reason);
                break;
            default:
                ApplyReported(effect);
                break;
        }
    }
}
