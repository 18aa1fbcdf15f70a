using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What only the session's own backend can tell: its temporary relations, and the catalog as its uncommitted changes have left it.
/// Read over the session's lease between two statements; one read at a time.
/// </summary>
internal sealed class OwnReads(string database)
{
    private ImmutableArray<string>.Builder? _temporary;
    private CatalogRows? _catalog;
    private IReadOnlyList<(string Sql, Action<CatalogRow> Read)> _queries = [];
    private OwnBatchReads? _batches;
    private int _next;
    private string? _searchPath;

    public bool IsRunning => _temporary is not null || _catalog is not null || _batches is not null;

    public void BeginTemporary(IConversation conversation)
    {
        _temporary = ImmutableArray.CreateBuilder<string>();
        conversation.ReadOwn(OwnStatement.TemporaryNames);
    }

    /// <param name="conversation">Sends the reads.</param>
    /// <param name="serverVersion">As the server reports it.</param>
    public void BeginCatalog(IConversation conversation, string serverVersion)
    {
        _catalog = new CatalogRows();
        _queries = CatalogLoader.Queries(_catalog, MajorOf(serverVersion));
        _next = -1;
        conversation.ReadOwn(OwnStatement.EmptySearchPath);
    }

    /// <summary>T-SQL: the current database, one query after another.</summary>
    /// <param name="conversation">Sends the reads.</param>
    /// <param name="published">The database as others see it.</param>
    /// <param name="serverMajor">15 is SQL Server 2019.</param>
    public void BeginCatalog(IConversation conversation, CatalogDatabase published, int serverMajor)
    {
        _batches = new OwnBatchReads(published, serverMajor);
        _batches.SendNext(conversation);
    }

    public void OnRow(string?[] row)
    {
        if (_batches is not null)
        {
            _batches.OnRow(row);
        }
        else if (_temporary is not null)
        {
            _temporary.Add(row[0] ?? "");
        }
        else if (_next < 0)
        {
            _searchPath = row[0];
        }
        else if (_next < _queries.Count)
        {
            _queries[_next].Read(new TextRow(row));
        }
    }

    /// <summary>One read has ended. Null: more are under way. Else what was found, either of which may be empty after a failure.</summary>
    public OwnFindings? OnCompleted(IConversation conversation, bool hasFailed)
    {
        if (_batches is { } batches)
        {
            if (!hasFailed && batches.SendNext(conversation))
            {
                return null;
            }

            _batches = null;
            return new OwnFindings(null, hasFailed ? null : batches.Build());
        }

        if (_temporary is { } names)
        {
            _temporary = null;
            return new OwnFindings(hasFailed ? [] : names.ToImmutable().Sort(StringComparer.Ordinal), null);
        }

        if (hasFailed)
        {
            // The transaction is aborted: nothing of it will run, and its end brings the path back.
            _catalog = null;
            return new OwnFindings(null, null);
        }

        if (_next++ < 0)
        {
            foreach (var (sql, _) in _queries)
            {
                conversation.ReadOwn(sql);
            }

            conversation.ReadOwn(OwnStatement.RestoreSearchPath(_searchPath ?? ""));
            return null;
        }

        if (_next <= _queries.Count)
        {
            return null;
        }

        var catalog = _catalog!.Build(database);
        _catalog = null;
        return new OwnFindings(null, catalog);
    }

    /// <summary>The lease is gone and the reads with it.</summary>
    public void Abandon() => (_temporary, _catalog, _batches) = (null, null, null);

    private static int MajorOf(string version)
    {
        var end = version.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? version : version.AsSpan(0, end), out var major) ? major : 0;
    }
}

/// <param name="Temporary">Names of temporary relations, when they were asked for.</param>
/// <param name="Catalog">The session's own view of the catalog, when it was asked for.</param>
internal sealed record OwnFindings(ImmutableArray<string>? Temporary, CatalogDatabase? Catalog);
