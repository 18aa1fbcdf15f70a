using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>
/// The live catalog of one database of a cluster: polled by digest, read anew when the digest differs or somebody asks, kept on
/// disk, and kept in force while the database is down. Snapshots are immutable and swapped atomically; equal contents keep
/// their version.
/// </summary>
public sealed class CatalogSource : IAsyncDisposable
{
    private readonly string _cluster;
    private readonly string _login;
    private readonly TimeSpan _poll;
    private readonly ICatalogFeed _feed;
    private readonly CatalogCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private TaskCompletionSource<CatalogSnapshot> _next = NewRound();
    private bool _asked;
    private volatile CatalogSnapshot _current;
    private string? _digest;
    private string? _problem;
    private Task? _loop;

    public CatalogSource(ClusterOptions cluster, string database, TimeProvider time, ILogger log)
        : this(cluster, database, new PostgresCatalogFeed(cluster, database), time, log)
    {
    }

    internal CatalogSource(ClusterOptions cluster, string database, ICatalogFeed feed, TimeProvider time, ILogger log)
    {
        (_cluster, _login, _poll, _time, _log, Database) = (cluster.Name, cluster.Login.User, cluster.Catalog.Poll, time, log, database);
        _feed = feed;
        _cache = new CatalogCache(cluster.Catalog.CacheFile, database);
        _current = _cache.Read(out var problem) ?? CatalogSnapshot.BuiltinsOnly(feed.Dialect);
        if (problem is not null)
        {
            _log.CatalogUnavailable(Label, _cluster, "the cache is not used: " + problem);
        }
    }

    /// <summary>Runs on the source's own task after a new snapshot is in force; handlers must be quick and not throw.</summary>
    public event Action<CatalogSnapshot>? Changed;

    public string Database { get; }

    /// <summary>For the log; MySQL's one catalog is of all databases.</summary>
    private string Label => Database.Length == 0 ? "*" : Database;

    /// <summary>The catalog in force; before the first read that of the last run, or one that knows built-ins only.</summary>
    public CatalogSnapshot Current => _current;

    /// <summary>What analysis asks; null as long as nothing but built-ins is known.</summary>
    public CatalogDatabase? View => _current.Database(Database);

    /// <summary>The same for another database of the server, where one source reads them all.</summary>
    public CatalogDatabase? ViewOf(string database) => _current.Database(database);

    /// <summary>Something of the server is known, by this run or the last.</summary>
    public bool IsKnown => _current.Databases.Count > 0;

    /// <summary>Whether this process has read the database at least once.</summary>
    public bool IsRead { get; private set; }

    /// <summary>When the database last confirmed the snapshot in force.</summary>
    public DateTimeOffset ConfirmedAt { get; private set; }

    /// <summary>What makes the service login dangerous, as last seen: <c>superuser</c>, <c>BYPASSRLS</c>, <c>owner of …</c>.</summary>
    public IReadOnlyList<string> LoginPowers { get; private set; } = [];

    /// <summary>Starts polling. The first read begins at once.</summary>
    public void Start()
    {
        RequestRefresh();
        _loop ??= Task.Run(RunAsync);
    }

    /// <summary>Asks for a look soon (DDL seen, a name that is not known) and does not wait. Many asks are one look.</summary>
    public void RequestRefresh() => Ask();

    /// <summary>
    /// Looks now and waits. The look begins after the call, so that what was committed before is seen. When the database cannot
    /// be read the snapshot in force comes back (see <see cref="ConfirmedAt"/>).
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the source ended.</exception>
    public Task<CatalogSnapshot> RefreshAsync(CancellationToken cancel = default) => Ask().WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }

        _next.TrySetCanceled();
        await _feed.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
    }

    private static TaskCompletionSource<CatalogSnapshot> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<CatalogSnapshot> Ask()
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return Task.FromCanceled<CatalogSnapshot>(_stop.Token);
            }

            if (!_asked)
            {
                _asked = true;
                _wake.Release();
            }

            return _next.Task;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await WaitAsync().ConfigureAwait(false);
                TaskCompletionSource<CatalogSnapshot> round;
                lock (_lock)
                {
                    (round, _next, _asked) = (_next, NewRound(), false);
                }

                await LookAsync().ConfigureAwait(false);
                round.TrySetResult(_current);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The source ends.
        }
    }

    /// <summary>Until somebody asks or the poll interval is over.</summary>
    private async Task WaitAsync()
    {
        var timer = _time.CreateTimer(static wake => ((SemaphoreSlim)wake!).Release(), _wake, _poll, Timeout.InfiniteTimeSpan);
        await using var ended = timer.ConfigureAwait(false);
        await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
        while (_wake.Wait(0, CancellationToken.None))
        {
            // An ask and the timer at once are one look.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (_digest is null || await _feed.DigestAsync(_stop.Token).ConfigureAwait(false) != _digest)
            {
                var loaded = await _feed.LoadAsync(View, _stop.Token).ConfigureAwait(false);
                _digest = loaded.Digest;
                Warn(loaded.Powers);
                Publish(loaded.Databases);
            }

            (IsRead, ConfirmedAt, _problem) = (true, _time.GetUtcNow(), null);
        }
        catch (Exception fault) when (
            fault is NpgsqlException or IOException or TimeoutException or InvalidOperationException or UnauthorizedAccessException or BackendFault)
        {
            // The database is down, or refuses us: what is known stays in force. Said once for each reason.
            var problem = CatalogConnector.Describe(fault);
            if (problem != _problem)
            {
                _problem = problem;
                _log.CatalogUnavailable(Label, _cluster, problem);
            }
        }
    }

    private void Warn(IReadOnlyList<string> powers)
    {
        if (powers.Count > 0 && !powers.SequenceEqual(LoginPowers))
        {
            _log.PowerfulServiceLogin(_login, _cluster, string.Join(", ", powers));
        }

        LoginPowers = powers;
    }

    private void Publish(ImmutableArray<CatalogDatabase> databases)
    {
        var digest = CatalogCache.ContentDigest(databases);
        if (digest == _current.Digest && IsRead)
        {
            return;
        }

        // Equal to the cache of the last run: the version stays, but this one also knows what a file does not hold.
        var version = digest == _current.Digest ? _current.Version : _current.Version + 1;
        var snapshot = new CatalogSnapshot(databases.IsEmpty ? _feed.Dialect : databases[0].Dialect, databases, version, digest);
        var changed = digest != _current.Digest;
        _current = snapshot;
        if (changed)
        {
            Keep(snapshot);
            _log.CatalogRead(Label, _cluster, version);
            Changed?.Invoke(snapshot);
        }
    }

    private void Keep(CatalogSnapshot snapshot)
    {
        try
        {
            _cache.Write(snapshot);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.CatalogUnavailable(Label, _cluster, "the cache cannot be written: " + fault.Message);
        }
    }
}
