namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>One way to learn what is hidden. The control runs it without ProxyDb: there nearly all tell the twins apart.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Sql">One query to be asked in every way there is, or the steps of a script.</param>
public sealed record Attempt(string Name, params string[] Sql)
{
    public static IReadOnlyList<Attempt> All { get; } = [.. ReadAttempts.All, .. FaultAttempts.All, .. ScriptAttempts.All];

    /// <summary>A script is run as it stands; a query is prepared, fetched … besides, and followed by what tells of its warnings.</summary>
    public bool IsScript { get; init; }

    /// <summary>Tells the twins apart when nothing is hidden. False for what the server itself does not tell.</summary>
    public bool Tells { get; init; } = true;

    public static Attempt Query(string name, string sql) => new(name, sql);

    public static Attempt Script(string name, params string[] steps) => new(name, steps) { IsScript = true };

    /// <summary>Between START TRANSACTION and ROLLBACK.</summary>
    public static Attempt Undone(string name, params string[] steps) => new(name, ["START TRANSACTION", .. steps, "ROLLBACK"]) { IsScript = true };

    public override string ToString() => Name;
}
