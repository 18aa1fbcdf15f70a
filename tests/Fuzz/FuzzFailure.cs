namespace ProxyDb.Fuzz;

/// <summary>A promise that a decoder broke without crashing.</summary>
public sealed class FuzzFailure(string message) : Exception(message)
{
    public static void Unless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new FuzzFailure(promise);
        }
    }
}
