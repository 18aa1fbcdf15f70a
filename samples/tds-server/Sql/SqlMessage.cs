namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>An INFO (class up to 10) or ERROR.</summary>
public sealed record SqlMessage(int Number, byte Class, string Text)
{
    public byte State { get; init; } = 1;

    public string Procedure { get; init; } = "";

    public int Line { get; init; } = 1;

    public bool IsError => Class > 10;
}
