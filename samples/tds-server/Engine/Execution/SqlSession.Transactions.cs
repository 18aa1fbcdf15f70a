using System.Collections.Immutable;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

// One writer at a time: the first write of a transaction takes the engine's lock and begins a transaction of SQLite, what only reads
// never waits and sees what is committed.
internal sealed partial class SqlSession
{
    private sealed record Savepoint(string Name, ServerCatalog Catalog, ImmutableDictionary<string, TableObject> Temporary);

    private readonly List<Savepoint> _savepoints = [];
    private ImmutableDictionary<string, TableObject> _temporaryAtBegin = ImmutableDictionary<string, TableObject>.Empty;
    private int _writes;

    public int TransactionCount { get; private set; }

    /// <summary>This session holds the lock of writers, and SQLite is in a transaction.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>XACT_STATE() is -1: the transaction can only be rolled back.</summary>
    public bool IsDoomed { get; private set; }

    public void Doom() => IsDoomed = TransactionCount > 0;

    private string _transactionName = "";

    public bool HasSavepoint(string name) => _savepoints.Exists(s => Names.Equal(s.Name, name));

    public bool IsOutermost(string name) => TransactionCount == 0 || Names.Equal(_transactionName, name);

    public void Begin(string name)
    {
        if (TransactionCount++ > 0)
            return;
        _transactionName = name;
        _temporaryAtBegin = _temporary;
        Sink.TransactionBegan();
    }

    public void BeginImplicitly()
    {
        if (Settings.ImplicitTransactions && TransactionCount == 0)
            Begin("");
    }

    public void Commit(string name)
    {
        if (TransactionCount == 0)
            throw new SqlError(3902, 16, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        if (IsDoomed)
            throw new SqlError(3930, 16, "The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.");
        if (--TransactionCount > 0)
            return;
        _savepoints.Clear();
        EndWriting(commit: true);
        if (Settings.CursorCloseOnCommit)
            Cursors.Clear();
        Sink.TransactionCommitted();
    }

    public void Rollback(string name)
    {
        if (TransactionCount == 0)
            throw new SqlError(3903, 16, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        if (name.Length > 0 && _savepoints.FindLastIndex(s => Names.Equal(s.Name, name)) is >= 0 and var at)
        {
            if (IsDoomed)
                throw new SqlError(3931, 16, "The current transaction cannot be committed and cannot be rolled back to a savepoint. Roll back the entire transaction.");
            var point = _savepoints[at];
            if (IsLocked)
                Link.Run($"ROLLBACK TO \"u{at}\"");
            Catalog = point.Catalog;
            RestoreTemporary(point.Temporary);
            _savepoints.RemoveRange(at + 1, _savepoints.Count - at - 1);
            return;
        }
        RollbackAll();
    }

    public void RollbackAll()
    {
        if (TransactionCount == 0 && !IsLocked)
            return;
        var had = TransactionCount > 0;
        TransactionCount = 0;
        IsDoomed = false;
        _savepoints.Clear();
        EndWriting(commit: false);
        if (!had)
            return;
        RestoreTemporary(_temporaryAtBegin);
        Sink.TransactionRolledBack();
    }

    public void Save(string name)
    {
        if (TransactionCount == 0)
            throw new SqlError(628, 16, "Cannot issue SAVE TRANSACTION when there is no active transaction.");
        if (IsLocked)
            Link.Run($"SAVEPOINT \"u{_savepoints.Count}\"");
        _savepoints.Add(new Savepoint(name, Catalog, _temporary));
    }

    /// <summary>A statement that changes something: all of it or nothing.</summary>
    /// <param name="lockless">It changes temporary tables only.</param>
    public void Write(Action change, bool lockless = false)
    {
        if (IsDoomed)
            throw new SqlError(3930, 16, "The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.");
        if (!lockless || TransactionCount > 0)
            EnterWriting();
        var (catalog, temporary) = (Catalog, _temporary);
        var point = $"w{++_writes}";
        Link.Run($"SAVEPOINT {point}");
        try
        {
            change();
            Link.Run($"RELEASE {point}");
        }
        catch
        {
            Link.Run($"ROLLBACK TO {point}");
            Link.Run($"RELEASE {point}");
            Catalog = catalog;
            RestoreTemporary(temporary);
            throw;
        }
        finally
        {
            if (--_writes == 0 && TransactionCount == 0)
                EndWriting(commit: true);
        }
    }

    /// <summary>Takes the lock of writers, waiting as long as LOCK_TIMEOUT says.</summary>
    public void EnterWriting()
    {
        if (IsLocked)
            return;
        if (!Engine.WriteLock.Wait(Settings.LockTimeout, _cancel))
            throw new SqlError(1222, 16, "Lock request time out period exceeded.", 51);
        try
        {
            Link.Run("BEGIN IMMEDIATE");
        }
        catch
        {
            Engine.WriteLock.Release();
            throw;
        }
        IsLocked = true;
        Engine.Writer = Info.Spid;
        Catalog = Engine.Committed;
        for (var i = 0; i < _savepoints.Count; i++)
            Link.Run($"SAVEPOINT \"u{i}\"");
    }

    private void EndWriting(bool commit)
    {
        if (!IsLocked)
            return;
        try
        {
            Link.Run(commit ? "COMMIT" : "ROLLBACK");
            if (commit)
                Engine.Committed = Catalog;
            else
                Catalog = Engine.Committed;
        }
        finally
        {
            IsLocked = false;
            Engine.Writer = 0;
            Engine.WriteLock.Release();
        }
    }

    private void RestoreTemporary(ImmutableDictionary<string, TableObject> before)
    {
        if (ReferenceEquals(before, _temporary))
            return;
        foreach (var (name, table) in _temporary)
        {
            if (!before.ContainsKey(name))
                Link.Run($"DROP TABLE IF EXISTS {table.SqliteName}");
        }
        _temporary = before;
        TemporaryVersion++;
    }

    private void EndOfBatch()
    {
        if (!IsDoomed)
            return;
        RollbackAll();
        throw new SqlError(3998, 16, "Uncommittable transaction is detected at the end of the batch. The transaction is rolled back.");
    }

    private void AfterFailure()
    {
        if (IsDoomed || (TransactionCount == 0 && IsLocked))
            RollbackAll();
        _writes = 0;
    }
}
