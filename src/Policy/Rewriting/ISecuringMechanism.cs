namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// One of the ways of securing (architecture.md §6). It edits the references it is for, each one completely, and refuses what it
/// does not support; a reference bound to obligations that no mechanism marks as secured refuses the statement.
/// </summary>
internal interface ISecuringMechanism
{
    /// <summary>Adds its edits to the context, or refuses there.</summary>
    void Secure(SecuringContext context);
}
