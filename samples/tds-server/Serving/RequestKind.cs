namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>What a client sent.</summary>
public enum RequestKind
{
    Login, Batch, Rpc, TransactionManager, Bulk, Attention, Ignored,
}
