namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>One way to learn what is hidden. The control runs it without ProxyDb: there nearly all tell the twins apart.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Sql">One query to be asked in every way there is, or the batches of a script.</param>
public sealed record Attempt(string Name, params string[] Sql)
{
    /// <summary>Stands for the database that is asked.</summary>
    public const string OwnDatabase = "own_database";

    /// <summary>Stands for the other one.</summary>
    public const string OtherDatabase = "other_database";

    public static IReadOnlyList<Attempt> All { get; } = [.. ReadAttempts.All, .. FaultAttempts.All, .. ScriptAttempts.All, .. WriteAttempts.All];

    /// <summary>A script is run as it stands; a query is prepared, fetched, caught … besides.</summary>
    public bool IsScript { get; init; }

    /// <summary>Tells the twins apart when nothing is hidden. False for what the sample server does not know, or does not tell.</summary>
    public bool Tells { get; init; } = true;

    public static Attempt Query(string name, string sql) => new(name, sql);

    public static Attempt Script(string name, params string[] batches) => new(name, batches) { IsScript = true };

    /// <summary>Between BEGIN TRANSACTION and ROLLBACK.</summary>
    public static Attempt Undone(string name, params string[] batches) =>
        new(name, ["BEGIN TRANSACTION", .. batches, "IF @@TRANCOUNT > 0 ROLLBACK"]) { IsScript = true };

    public override string ToString() => Name;
}
