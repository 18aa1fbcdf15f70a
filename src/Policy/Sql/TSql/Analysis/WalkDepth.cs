using System.Runtime.CompilerServices;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walkers recurse as deep as the text is nested; the guard bounds that, and this what the thread at hand bears.</summary>
internal static class WalkDepth
{
    public static bool IsBearable => RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
