using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The part of servers that answer a batch as a whole (T-SQL): of one that failed nobody knows how far it came, since errors end some
/// batches and not others.
/// </summary>
internal sealed partial class SessionEffects
{
    /// <summary>What the session has ended may still be at its backend: a reset comes before the next owner.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>
    /// The last global cursor has been deallocated, unless the batch had returned before: the session lets its backend go, and a reset takes
    /// what may be left.
    /// </summary>
    private void CursorEnded()
    {
        if (!names.HasCursors && (pins.Reasons & PinReason.HoldCursor) != 0)
        {
            pins.Remove(PinReason.HoldCursor);
            IsInDoubt = true;
        }
    }

    /// <summary>
    /// A failed batch has left behind whatever any of its statements could leave. Its options are taken as set, as most errors do not keep
    /// them from it, and set again at the backend: what the gateway believes and what the server has are the same then.
    /// </summary>
    private void DroppedBatch(JudgedStatement judged, BackendConnection? backend)
    {
        var isSet = false;
        foreach (var facts in judged.Statements)
        {
            _isOpaque = (facts.Flags & StatementFlags.Opaque) != 0;
            foreach (var effect in facts.Effects)
            {
                isSet |= effect is SessionEffect.Set && !_isCall;
                KeepOfBatch(effect, judged, backend);
            }
        }

        if (isSet && backend is not null)
        {
            backend.Vector = null;
        }
    }

    private void KeepOfBatch(SessionEffect effect, JudgedStatement judged, BackendConnection? backend)
    {
        switch (effect)
        {
            case SessionEffect.Set or SessionEffect.TemporaryObject or SessionEffect.Pin when EndsWithCall(effect):
                break;
            case SessionEffect.Set { Name: TSqlSettingNames.Database or TSqlSettingNames.Language }:
                // The server has reported it, or it did not happen.
                break;
            case SessionEffect.Set set:
                ApplySet(set, backend);
                break;
            case SessionEffect.DeclareCursor declare:
                names.Declare(declare.Name, declare.Body, judged);
                if (declare.Hold)
                {
                    pins.Add(PinReason.HoldCursor);
                }

                break;
            case SessionEffect.TemporaryObject or SessionEffect.AdvisoryLock or SessionEffect.Pin or SessionEffect.ChangesCatalog
                or SessionEffect.RunsUserCode or SessionEffect.CallsProcedure or SessionEffect.Impersonates:
                ApplyLasting(effect);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Options of a procedure end with it, and what its body leaves behind is told by effects of their own; of a body that nobody can read
    /// it may be anything.
    /// </summary>
    private void RanCode()
    {
        TouchTemporary(names.Temporary.Length > 0);
        if (_isOpaque)
        {
            pins.Add(PinReason.Other, "code of the database that cannot be read");
        }
    }

    /// <summary>
    /// Another's name is in force. Whether a REVERT has been reached is never taken for granted: the session keeps its backend to its end
    /// or reset, and names without a schema are looked up nowhere.
    /// </summary>
    private void Impersonated()
    {
        pins.Add(PinReason.Impersonation);
        settings.Set(TSqlSettingNames.Impersonation, "on", isLocal: false, backend: null);
    }
}
