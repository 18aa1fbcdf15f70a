namespace ProxyDb.Policy.Rewriting;

/// <summary>Read references become secured derived tables.</summary>
internal sealed class ReadSecuring : ISecuringMechanism
{
    public void Secure(SecuringContext context)
    {
    }
}
