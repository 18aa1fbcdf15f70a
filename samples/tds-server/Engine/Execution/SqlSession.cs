using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A session: settings, current database, temporary tables, transaction, and what runs in it.</summary>
internal sealed partial class SqlSession : ISqlSession
{
    private readonly Stack<Frame> _frames = new();
    private CancellationToken _cancel;

    public SqlSession(SqlEngine engine, SessionInfo info)
    {
        Engine = engine;
        Info = info;
        Link = new SqliteLink(engine.Path, new SqliteFunctions(this));
        Settings = Settings.Fresh(info.AnsiDefaults, info.Language);
        Database = engine.Committed.Find(info.Database)?.Name ?? "master";
        Catalog = engine.Committed;
        Sink = NoSink.Instance;
        Principal = engine.PrincipalOf(info.User);
        Started = DateTime.Now;
        LastRequest = Started;
        engine.Add(this);
    }

    /// <summary>Only its connection, before there are databases.</summary>
    public SqlSession(SqlEngine engine)
    {
        (Engine, Info, Settings, Database, Sink) = (engine, new SessionInfo(0, "", ""), new Settings(), "", NoSink.Instance);
        Link = new SqliteLink(engine.Path, new SqliteFunctions(this));
        Catalog = new ServerCatalog(ImmutableDictionary<string, DatabaseObject>.Empty);
        Principal = engine.PrincipalOf("");
    }

    public SqlEngine Engine { get; }

    public SessionInfo Info { get; }

    public SqliteLink Link { get; }

    public Settings Settings { get; set; }

    public string Database { get; private set; }

    public string DefaultSchema => Principal.DefaultSchema;

    public Principal Principal { get; }

    public ServerCatalog Catalog { get; set; }

    public IResultSink Sink { get; set; }

    public DateTime Started { get; }

    public DateTime LastRequest { get; private set; }

    public bool IsRunning { get; private set; }

    public long RowCount { get; set; }

    public int LastError { get; set; }

    public object? Identity { get; set; }

    public long FetchStatus { get; set; }

    public int NestLevel => _frames.Count - 1;

    public Frame Frame => _frames.Peek();

    public int FrameCount => _frames.Count;

    /// <summary>A TRY is somewhere around what runs.</summary>
    public bool IsTried => _frames.Any(f => f.Tries > 0 || f.Propagates);

    /// <summary>A TRY of a caller is around what runs.</summary>
    public bool IsTriedOutside => Frame.Propagates || _frames.Skip(1).Any(f => f.Tries > 0 || f.Propagates);

    public void LeaveTo(int depth)
    {
        while (_frames.Count > depth)
            Leave();
    }

    public CancellationToken Cancel => _cancel;

    public Stack<SqlMessage> Caught { get; } = new();

    public DatabaseObject CurrentDatabase => Catalog.Databases[Database];

    public TranslationContext Context => new(this, Catalog, Frame.Module?.Database ?? Database, Frame.Module?.Schema ?? DefaultSchema)
    {
        Variable = name => Frame.Variables.TryGetValue(name, out var slot) ? slot.Type : null,
        TableVariable = name => Frame.Tables.GetValueOrDefault(name),
    };

    public void Execute(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel) => Request(sink, () =>
        Run(new Frame(null), text, definition, arguments), cancel);

    public void ExecuteCall(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        var (settings, frame) = (Settings, new Frame(null) { OwnsTemporary = true });
        Request(sink, () =>
        {
            try
            {
                Run(frame, text, definition, arguments);
            }
            finally
            {
                foreach (var name in frame.Temporary)
                    ForgetTemporary(name);
                Settings = settings;
            }
        }, cancel);
    }

    private void Run(Frame frame, string text, string definition, IReadOnlyList<SqlArgument> arguments)
    {
        _frames.Push(frame);
        var statements = BatchParser.Parse(text, definition, Settings.QuotedIdentifier);
        var parameters = BatchParser.Parameters(definition);
        Arguments.Bind(this, frame, [.. parameters.Select(p => Arguments.Define(Context, p))], arguments, "sp_executesql");
        frame.Text = text;
        VariableCheck.Check(statements, frame);
        if (Settings.ParseOnly)
            return;
        new Interpreter(this).Run(statements);
        Arguments.GiveBack(frame, parameters.Select(p => (p.VariableName.Value, p.Modifier == ParameterModifier.Output)), arguments);
    }

    public void Check(string text, string definition)
    {
        BatchParser.Parse(text, definition, Settings.QuotedIdentifier);
        BatchParser.Parameters(definition);
    }

    public int ExecuteProcedure(string name, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        var status = 0;
        Request(sink, () =>
        {
            _frames.Push(new Frame(null));
            status = new Interpreter(this).Guarded(() => Procedures.CallByName(this, Names.Split(name), arguments));
        }, cancel);
        return status;
    }

    // One request: messages of errors go to the sink; what it leaves half done is undone.
    private void Request(IResultSink sink, Action run, CancellationToken cancel)
    {
        (Sink, _cancel) = (sink, cancel);
        LastRequest = DateTime.Now;
        IsRunning = true;
        var depth = _frames.Count;
        using var registration = cancel.CanBeCanceled ? cancel.Register(Link.Interrupt) : default;
        try
        {
            if (!IsLocked)
                Catalog = Engine.Committed;
            run();
            EndOfBatch();
        }
        catch (BatchAborted)
        {
            AfterFailure();
        }
        catch (ScopeAborted)
        {
            EndOfBatch();
        }
        catch (SqlError e)
        {
            LastError = e.Details.Number;
            AfterFailure();
            throw;
        }
        catch (OperationCanceledException)
        {
            AfterFailure();
            if (Settings.XactAbort && TransactionCount > 0)
                RollbackAll();
            throw new OperationCanceledException(cancel);
        }
        finally
        {
            while (_frames.Count > depth)
                Leave();
            Caught.Clear();
            IsRunning = false;
            Sink = NoSink.Instance;
        }
    }

    public void Enter(Frame frame)
    {
        if (_frames.Count > 32)
            throw new SqlError(217, 16, "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit 32).");
        _frames.Push(frame);
    }

    public void Leave()
    {
        var frame = _frames.Pop();
        foreach (var table in frame.Tables.Values)
            DropTemporary(table);
        if (_frames.Count > 0)
        {
            foreach (var name in frame.Temporary)
                ForgetTemporary(name);
        }
    }

    public void Use(string database)
    {
        var found = Catalog.Find(database) ?? throw new SqlError(911, 16, $"Database '{database}' does not exist. Make sure that the name is entered correctly.");
        var from = Database;
        Database = found.Name;
        Sink.DatabaseChanged(from, found.Name);
    }

    /// <summary>Another database without telling the client, for procedures that look into one.</summary>
    public void SwitchQuietly(string database) => Database = Catalog.Find(database)?.Name ?? Database;

    public void BeginTransaction(string name, byte isolation, IResultSink sink) => Request(sink, () =>
    {
        if (isolation != 0)
            Settings = Settings with { Isolation = isolation switch { 1 => "read uncommitted", 3 => "repeatable read", 4 => "serializable", 5 => "snapshot", _ => "read committed" } };
        Begin(name);
    }, CancellationToken.None);

    public void CommitTransaction(string name, IResultSink sink) => Request(sink, () => Commit(name), CancellationToken.None);

    public void RollbackTransaction(string name, IResultSink sink) => Request(sink, () => Rollback(name), CancellationToken.None);

    public void SaveTransaction(string name, IResultSink sink) => Request(sink, () => Save(name), CancellationToken.None);

    public void BulkInsert(IReadOnlyList<SqlColumn> columns, IEnumerable<object?[]> rows, IResultSink sink, CancellationToken cancel) => Request(sink, () =>
    {
        _frames.Push(new Frame(null));
        new Interpreter(this).Guarded(() =>
        {
            BulkLoad.Run(this, columns, rows);
            return 0;
        });
    }, cancel);

    public (TableObject Table, InsertBulkStatement Statement)? Bulk { get; set; }

    public int? IdentityInsert { get; set; }

    public Dictionary<string, (long, long)> FilledViews { get; } = [];

    public Dictionary<string, object?> SessionContext { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Reset(bool keepTransaction, IResultSink sink)
    {
        Sink = sink;
        if (!keepTransaction)
            RollbackAll();
        Settings = Settings.Fresh(Info.AnsiDefaults, Info.Language) with { Isolation = Settings.Isolation };
        foreach (var name in _temporary.Keys.ToList())
            ForgetTemporary(name);
        Cursors.Clear();
        SessionContext.Clear();
        (RowCount, LastError, Identity, IdentityInsert, Bulk, FetchStatus) = (0, 0, null, null, null, 0);
        Database = Engine.Committed.Find(Info.Database)?.Name ?? "master";
        Sink = NoSink.Instance;
    }

    public Dictionary<string, Cursor> Cursors { get; } = new(Names.Comparer);

    private int _ended;

    /// <summary>By its connection, or by the engine when that ends first; whoever comes second has nothing to do.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Sink = NoSink.Instance;
        RollbackAll();
        Engine.Remove(this);
        Link.Dispose();
    }

    // Temporary tables. A change makes another dictionary, so that a rollback can take back the old one.
    private ImmutableDictionary<string, TableObject> _temporary = ImmutableDictionary.Create<string, TableObject>(Names.Comparer);

    /// <summary>Changes with every temporary table and table variable: translations that name them are void then.</summary>
    public long TemporaryVersion { get; private set; }

    public IEnumerable<TableObject> TemporaryTables => _temporary.Values;

    public TableObject? Temporary(string name) => name.StartsWith("##", StringComparison.Ordinal) ? Engine.Committed.Find("tempdb")?.Find("dbo", name) as TableObject ?? Catalog.Find("tempdb")?.Find("dbo", name) as TableObject : _temporary.GetValueOrDefault(name);

    public void AddTemporary(TableObject table)
    {
        _temporary = _temporary.SetItem(table.Name, table);
        TemporaryVersion++;
    }

    public void AddTableVariable(string name, TableObject table)
    {
        Frame.Tables[name] = table;
        TemporaryVersion++;
    }

    public void ForgetTemporary(string name)
    {
        if (!_temporary.TryGetValue(name, out var table))
            return;
        _temporary = _temporary.Remove(name);
        DropTemporary(table);
    }

    private void DropTemporary(TableObject table)
    {
        TemporaryVersion++;
        Link.Run($"DROP TABLE IF EXISTS {table.SqliteName}");
    }
}
