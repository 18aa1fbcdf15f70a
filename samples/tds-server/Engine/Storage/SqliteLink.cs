using SQLitePCL;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A connection to the file of SQLite in which the tables of all databases are, with the functions and collations of T-SQL.</summary>
internal sealed class SqliteLink : IDisposable
{
    private readonly sqlite3 _db;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    // Function objects must outlive the connection.
    private readonly List<Delegate> _kept = [];
    private int _closed;

    static SqliteLink() => Batteries_V2.Init();

    public SqliteLink(string path, SqliteFunctions functions)
    {
        if (raw.sqlite3_open_v2(path, out _db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_FULLMUTEX, null) != raw.SQLITE_OK)
            throw new IOException($"cannot open `{path}`: {raw.sqlite3_errmsg(_db).utf8_to_string()}");
        raw.sqlite3_busy_timeout(_db, 10_000);
        Run("PRAGMA synchronous=OFF");
        Run("PRAGMA temp_store=MEMORY");
        Run("PRAGMA case_sensitive_like=ON");
        functions.Failed = () => Failure;
        functions.Register(_db, e => Failure ??= e, _kept);
        foreach (var name in Collations.Names)
        {
            var comparer = Collations.Comparer(name);
            strdelegate_collation collation = (_, a, b) => comparer(a, b);
            _kept.Add(collation);
            raw.sqlite3_create_collation(_db, name, null, collation);
        }
    }

    /// <summary>The error a function of T-SQL ended a statement with.</summary>
    public Exception? Failure { get; private set; }

    public long LastRow => raw.sqlite3_last_insert_rowid(_db);

    public void Interrupt() => raw.sqlite3_interrupt(_db);

    /// <summary>A statement ready to be bound; kept for the next time unless it is in use.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known) && !known.InUse)
        {
            known.Begin();
            return known;
        }
        if (raw.sqlite3_prepare_v2(_db, sql, out var statement) != raw.SQLITE_OK)
            throw Error(sql);
        var made = new SqliteStatement(this, statement, sql, known is null);
        if (known is null)
        {
            if (_statements.Count >= 400)
                Forget();
            _statements[sql] = made;
        }
        made.Begin();
        return made;
    }

    public void Run(string sql, params ReadOnlySpan<object?> cells)
    {
        using var statement = Prepare(sql);
        for (var i = 0; i < cells.Length; i++)
            statement.Bind(i + 1, cells[i]);
        while (statement.Step())
        {
        }
    }

    public object? Scalar(string sql, params ReadOnlySpan<object?> cells)
    {
        using var statement = Prepare(sql);
        for (var i = 0; i < cells.Length; i++)
            statement.Bind(i + 1, cells[i]);
        return statement.Step() ? statement.Cell(0) : null;
    }

    public Exception Error(string sql)
    {
        if (Failure is { } failure)
        {
            Failure = null;
            return failure is SqlError known ? new SqlError(known.Details) : failure;
        }
        var code = raw.sqlite3_extended_errcode(_db);
        var text = raw.sqlite3_errmsg(_db).utf8_to_string();
        return (code & 0xFF) switch
        {
            raw.SQLITE_INTERRUPT => new OperationCanceledException(),
            raw.SQLITE_CONSTRAINT => new UniqueViolation(text),
            raw.SQLITE_ERROR when text == "integer overflow" => Errors.OverflowExpression("numeric"),
            _ => new SqlError(50001, 16, $"The statement does not run on the sample server: {text} in {sql}"),
        };
    }

    /// <summary>Drops the statements that are kept; needed before a table is dropped.</summary>
    public void Forget()
    {
        foreach (var (sql, statement) in _statements.Where(s => !s.Value.InUse).ToList())
        {
            statement.Close();
            _statements.Remove(sql);
        }
    }

    /// <summary>Once: the memory is SQLite's own.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        raw.sqlite3_close_v2(_db);
    }
}
