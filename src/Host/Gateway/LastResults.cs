using System.Diagnostics;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What the session's last statement left at its backend (MySQL): the answers of LAST_INSERT_ID(), ROW_COUNT(), FOUND_ROWS() and SHOW
/// WARNINGS. Warnings, errors and counted rows keep the lease for the next statement, for no longer than <see cref="Keep"/>: an idle
/// session must not hold a backend that others wait for.
/// </summary>
/// <param name="isKept">False: no statement asks for warnings of the last one.</param>
/// <param name="isRestored">Ids can be put right at another backend; else only the one that made them answers.</param>
internal sealed class LastResults(bool isKept, bool isRestored)
{
    /// <summary>Drivers ask for warnings at once, or not at all.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);

    private BackendConnection? _insertIdAt;
    private BackendConnection? _resultAt;
    private LastResult _last;
    private long _keptSince;
    private bool _hasFailed;
    private bool _isFresh;
    private bool _hasAskedForIds;

    /// <summary>What LAST_INSERT_ID() answers.</summary>
    public ulong InsertId { get; private set; }

    /// <summary>The backend that still has what the last statement left, unless somebody else has used it since; null: none has.</summary>
    public BackendConnection? At => _isFresh ? null : _resultAt;

    /// <summary>The next statement may ask the same backend.</summary>
    public bool KeepsLease { get; private set; }

    /// <summary>The statement about to be sent reads what is put right by <see cref="InsertIdSet"/>.</summary>
    public bool IsAsked { get; private set; }

    public void Ask(LastResultKind kind) =>
        IsAsked |= !isRestored ? false : kind == LastResultKind.InsertId || (kind == LastResultKind.Diagnostics && !_isFresh);

    public bool TakeAsked()
    {
        var asked = IsAsked;
        IsAsked = false;
        return asked;
    }

    public void Completed(in LastResult result, BackendConnection? backend, long now)
    {
        (_last, _hasFailed, _isFresh, _resultAt) = (result, false, true, backend);
        if (result.InsertId != 0)
        {
            (InsertId, _insertIdAt) = (result.InsertId, backend);
        }

        KeepIf(result.Warnings > 0, now);
    }

    /// <summary>SHOW WARNINGS and its like: what they read stays.</summary>
    public void DiagnosticsRead(long now) => KeepIf(KeepsLease, now);

    /// <summary>An error is the next statement's diagnostics.</summary>
    public void Failed(BackendConnection? backend, long now)
    {
        (_hasFailed, _isFresh, _resultAt) = (true, true, backend);
        KeepIf(true, now);
    }

    /// <summary>SQL_CALC_FOUND_ROWS has completed, or FOUND_ROWS() was asked: who does that asks again.</summary>
    public void RowsCounted(long now) => KeepIf(true, now);

    /// <summary>SET last_insert_id, by the client or by the gateway.</summary>
    public void InsertIdSet(ulong value, BackendConnection? backend) => (InsertId, _insertIdAt) = (value, backend);

    /// <summary>Something of the gateway's own ran at the backend: counts and diagnostics are gone.</summary>
    public void OwnSent() => (_isFresh, _resultAt) = (false, null);

    /// <summary>A backend was leased that another session may have used since.</summary>
    public void Leased(BackendConnection backend, bool isOwnAgain)
    {
        if (!isOwnAgain && ReferenceEquals(_insertIdAt, backend))
        {
            _insertIdAt = null;
        }

        _isFresh = isOwnAgain && ReferenceEquals(_resultAt, backend);
        _resultAt = _isFresh ? backend : null;
    }

    public void LeaseEnded() => (_isFresh, KeepsLease, IsAsked) = (false, false, false);

    /// <summary>Takes the lease from an idle session after a while.</summary>
    public void Expire(long now) => KeepsLease = KeepsLease && Stopwatch.GetElapsedTime(_keptSince, now) < Keep;

    /// <summary>Whether LAST_INSERT_ID() has to be put right at a backend before it is asked.</summary>
    public bool MustRestore(BackendConnection backend) => !ReferenceEquals(_insertIdAt, backend);

    /// <summary>COM_RESET_CONNECTION.</summary>
    public void Clear() => (InsertId, _insertIdAt, _resultAt, _last, _hasFailed, _isFresh, KeepsLease) = (0, null, null, default, false, false, false);

    /// <summary>What only the backend of the last statement could answer, when there is none any more; null when the answer will be right.</summary>
    public Denial? Refuse(LastResultKind kind)
    {
        _hasAskedForIds |= kind == LastResultKind.InsertId;
        if (_isFresh || (kind == LastResultKind.InsertId && isRestored) || (kind == LastResultKind.Diagnostics && !_hasFailed && _last.Warnings == 0))
        {
            return null;
        }

        return Denials.Of(RefusalReason.NotUnderstood, kind switch
        {
            _ when !isRestored =>
                "what an earlier batch left (@@rowcount, @@identity, scope_identity(), @@error) is answered only in the transaction, or in the "
                + "batch, of the statement it asks about; or have the operator add the user to `pool.pin_on`",
            LastResultKind.RowCount =>
                "row_count() is answered only in the transaction, or in the text, of the statement it asks about; "
                + "or have the operator add the user to `pool.pin_on`",
            LastResultKind.FoundRows =>
                "found_rows() is answered only in the transaction of the query it asks about, or right after one with SQL_CALC_FOUND_ROWS; "
                + "or have the operator add the user to `pool.pin_on`",
            _ => "warnings are kept for one second after their statement outside of a transaction; ask at once, "
                + "or have the operator add the user to `pool.pin_on`",
        });
    }

    /// <summary>Rows were inserted by a session that asks for their ids in a batch of its own: its next one may.</summary>
    public void Inserted(long now)
    {
        if (!isRestored && _hasAskedForIds)
        {
            (KeepsLease, _keptSince) = (true, now);
        }
    }

    private void KeepIf(bool keeps, long now) => (KeepsLease, _keptSince) = (keeps && isKept, now);
}
