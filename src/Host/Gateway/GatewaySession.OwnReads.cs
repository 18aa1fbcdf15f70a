using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <content>What the gateway itself reads over the session's lease, and the ends of its own statements there.</content>
internal sealed partial class GatewaySession
{
    public void OwnCompleted(ReadOnlySpan<byte> errorCode)
    {
        if (!_reads.IsRunning)
        {
            _lease.OnOwnCompleted(errorCode);
            return;
        }

        if (_reads.OnCompleted(Conversation, !errorCode.IsEmpty) is not { } findings)
        {
            return;
        }

        if (findings.Temporary is { } names)
        {
            _names.SetTemporary(names);
        }
        else if (findings.Catalog is null && Identity.Pool.Syntax.NestsTransactions)
        {
            // The transaction lives on, and nobody knows what its changes have made of the names.
            _lease.Break("the catalog could not be read within the session's transaction");
            return;
        }
        else
        {
            _verdicts.PrivateCatalog = findings.Catalog;
            Effects.IsOwnCatalogStale = false;
        }

        Client.Wake();
    }

    public void OwnRow(ReadOnlySpan<byte> row)
    {
        if (_reads.IsRunning)
        {
            _reads.OnRow(Protocol.ReadRow(row));
        }
    }

    /// <summary>True: what only the session's own backend can tell is being read there.</summary>
    private bool ReadOwn()
    {
        if (_reads.IsRunning)
        {
            return true;
        }

        if (!_lease.IsUsable || Effects.IsAborted)
        {
            // Without a backend there is nothing to tell; in an aborted transaction nothing will run anyway.
            _names.SetTemporary([]);
            _names.IsTemporaryStale = _lease.IsUsable;
            return false;
        }

        if (_names.IsTemporaryStale)
        {
            _reads.BeginTemporary(Conversation);
        }
        else if (Identity.Pool.Syntax.NestsTransactions)
        {
            return ReadOwnDatabase();
        }
        else
        {
            _reads.BeginCatalog(Conversation, Reports["server_version"] ?? "");
        }

        return true;
    }

    /// <summary>Without a catalog of the database nothing in it is decided anyway.</summary>
    private bool ReadOwnDatabase()
    {
        if (_verdicts.Catalog.Current is not CatalogDatabase published)
        {
            Effects.IsOwnCatalogStale = false;
            return false;
        }

        _reads.BeginCatalog(Conversation, published, TSqlNamespace.MajorOf(Reports));
        return true;
    }

    /// <summary>The lease has ended, with whatever was being read over it.</summary>
    public void OnLeaseEnded() => _reads.Abandon();
}
