namespace ProxyDb.Policy.Sql;

/// <summary>How long a setting lasts (PostgreSQL SET / SET LOCAL / SET TRANSACTION).</summary>
public enum SettingScope
{
    Session,
    Local,
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
    public sealed record Set(string Name, string? Value, SettingScope Scope, bool IsConstant = true) : SessionEffect;

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

    /// <summary>Anything else that lives on in the backend; the reason is shown in console and metrics.</summary>
    public sealed record Pin(string Reason) : SessionEffect;
}
