namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>An ERROR where a test asked for a success.</summary>
public sealed class RawTdsException(int number, int state, int @class, string message) : Exception($"{number}, state {state}, class {@class}: {message}")
{
    public int Number { get; } = number;

    public int State { get; } = state;

    public int Class { get; } = @class;
}
