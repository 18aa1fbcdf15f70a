namespace ProxyDb.Host.Audit;

/// <summary>The audit cannot be written: nothing may be forwarded. Ends the start, or the loop that meets it.</summary>
public sealed class AuditFault : Exception
{
    public AuditFault(string message)
        : base(message)
    {
    }

    public AuditFault(string message, Exception inner)
        : base(message, inner)
    {
    }
}
