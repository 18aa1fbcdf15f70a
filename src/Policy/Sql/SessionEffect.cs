namespace ProxyDb.Policy.Sql;

/// <summary>How long a setting lasts (PostgreSQL SET / SET LOCAL / SET TRANSACTION).</summary>
public enum SettingScope
{
    Session,
    Local,
}

/// <summary>What a function, variable or statement of MySQL asks of the last statement.</summary>
public enum LastResultKind
{
    InsertId,
    RowCount,
    FoundRows,
    Diagnostics,
}

/// <summary>
/// What a statement does to the session it runs in, beyond its accesses: input of the pool's session vector and of pinning
/// (architecture.md §7). Effects are listed in the order they take place.
/// </summary>
public abstract record SessionEffect
{
    private SessionEffect()
    {
    }

    /// <summary>SET name = value; <paramref name="Value"/> as the server would store it, null for DEFAULT or RESET.</summary>
    /// <param name="Name">Folded name; <c>role</c> and <c>session_authorization</c> are settings too.</param>
    /// <param name="IsConstant">False when the value is computed (set_config with an expression): the session must pin.</param>
    public sealed record Set(string Name, string? Value, SettingScope Scope, bool IsConstant = true) : SessionEffect
    {
        /// <summary>The computed value is the setting's own, and this behind it (<c>CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')</c>).</summary>
        public string? Appended { get; init; }
    }

    public sealed record ResetAll : SessionEffect;

    /// <summary>DISCARD ALL, PLANS, TEMP or SEQUENCES, as written in lower case.</summary>
    public sealed record Discard(string What) : SessionEffect;

    public sealed record Begin : SessionEffect;

    public sealed record Commit(bool Chain) : SessionEffect;

    public sealed record Rollback(bool Chain) : SessionEffect;

    public sealed record Savepoint(string Name) : SessionEffect;

    public sealed record Release(string Name) : SessionEffect;

    public sealed record RollbackTo(string Name) : SessionEffect;

    /// <summary>PREPARE TRANSACTION: ends the transaction of the session.</summary>
    public sealed record PrepareTransaction(string Gid) : SessionEffect;

    /// <summary>SQL-level PREPARE. <paramref name="Body"/> holds the facts of the statement behind.</summary>
    public sealed record Prepare(string Name, StatementFacts Body) : SessionEffect;

    public sealed record Execute(string Name) : SessionEffect;

    /// <summary>DEALLOCATE name; null is ALL.</summary>
    public sealed record Deallocate(string? Name) : SessionEffect;

    public sealed record DeclareCursor(string Name, bool Hold, StatementFacts Body) : SessionEffect;

    public sealed record Fetch(string Name) : SessionEffect;

    /// <summary>CLOSE name; null is ALL.</summary>
    public sealed record CloseCursor(string? Name) : SessionEffect;

    public sealed record Listen(string Channel) : SessionEffect;

    /// <summary>UNLISTEN; null is all channels.</summary>
    public sealed record Unlisten(string? Channel) : SessionEffect;

    /// <summary>Creates a temporary object, or touches pg_temp.</summary>
    public sealed record TemporaryObject(string Name) : SessionEffect;

    /// <summary>A session-level advisory lock function is called.</summary>
    public sealed record AdvisoryLock : SessionEffect;

    public sealed record AdvisoryUnlockAll : SessionEffect;

    /// <summary>currval or lastval: only the backend that ran nextval can answer.</summary>
    public sealed record SequenceValueRead : SessionEffect;

    public sealed record Load(string Library) : SessionEffect;

    /// <summary>Can run code of user schemas, which may change settings unseen (architecture.md §7).</summary>
    public sealed record RunsUserCode : SessionEffect;

    /// <summary>Changes the catalog: names in <see cref="StatementFacts"/> accesses with <see cref="SqlAction.Ddl"/>.</summary>
    public sealed record ChangesCatalog : SessionEffect;

    /// <summary>MySQL: reads what the last statement left behind at its backend.</summary>
    public sealed record LastResultRead(LastResultKind Kind) : SessionEffect;

    /// <summary>MySQL: SQL_CALC_FOUND_ROWS, so that FOUND_ROWS() may follow.</summary>
    public sealed record CountsFoundRows : SessionEffect;

    /// <summary>MySQL: assigns a user variable, by SET, <c>:=</c>, SELECT INTO, FETCH or EXECUTE … USING's way back.</summary>
    public sealed record UserVariable(string Name) : SessionEffect;

    /// <summary>MySQL: LOCK TABLES, FLUSH TABLES WITH READ LOCK; ended by <see cref="TablesUnlocked"/>.</summary>
    public sealed record TablesLocked : SessionEffect;

    public sealed record TablesUnlocked : SessionEffect;

    /// <summary>MySQL: KILL of a connection id.</summary>
    /// <param name="Id">Null when it is not a plain number.</param>
    public sealed record Kill(long? Id, bool QueryOnly) : SessionEffect;

    /// <summary>MySQL: LOAD DATA LOCAL or LOAD XML LOCAL: the server will ask the client for this file.</summary>
    public sealed record LocalFile(string Path) : SessionEffect;

    /// <summary>MySQL: CALL, or a compound statement: any number of results.</summary>
    public sealed record CallsProcedure : SessionEffect;

    /// <summary>MySQL: XA START … of a branch; the session belongs to its backend until <see cref="XaEnded"/>.</summary>
    public sealed record XaStarted(string Xid) : SessionEffect;

    /// <summary>MySQL: XA COMMIT, XA ROLLBACK of the session's own branch.</summary>
    public sealed record XaEnded(string Xid) : SessionEffect;

    /// <summary>T-SQL: EXECUTE AS, SETUSER, sp_setapprole: another principal from here on. Null: REVERT.</summary>
    public sealed record Impersonates(string? Principal) : SessionEffect;

    /// <summary>T-SQL: INSERT BULK: rows follow in a message of their own.</summary>
    public sealed record BulkLoad : SessionEffect;

    /// <summary>Anything else that lives on in the backend; the reason is shown in console and metrics.</summary>
    public sealed record Pin(string Reason) : SessionEffect;
}
