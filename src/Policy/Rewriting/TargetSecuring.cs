namespace ProxyDb.Policy.Rewriting;

/// <summary>Targets of UPDATE, DELETE, INSERT and MERGE: the filter joins their condition, masks stand where columns are read.</summary>
internal sealed class TargetSecuring : ISecuringMechanism
{
    public void Secure(SecuringContext context)
    {
    }
}
