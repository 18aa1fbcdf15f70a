namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>One way to learn what is hidden. The control runs it without ProxyDb: there the twins must be told apart.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Sql">One query to be asked in every way there is, or the steps of a script.</param>
public sealed record Attempt(string Name, params string[] Sql)
{
    public static IReadOnlyList<Attempt> All { get; } = [.. ReadAttempts.All, .. FaultAttempts.All, .. ScriptAttempts.All];

    /// <summary>A script is run as it stands; a query is wrapped in cursors, copies, views … besides.</summary>
    public bool IsScript { get; init; }

    /// <summary>Tells the twins apart when nothing is hidden. False for what PostgreSQL itself refuses to the login.</summary>
    public bool Tells { get; init; } = true;

    /// <summary>Answers hold transaction ids, times or locations that differ anyway: only the secrets are looked for.</summary>
    public bool IsNoisy { get; init; }

    /// <summary>The result is not the one that was announced, so the connection ends before a row: closed, if not politely.</summary>
    public bool MayEnd { get; init; }

    public static Attempt Query(string name, string sql) => new(name, sql);

    public static Attempt Script(string name, params string[] steps) => new(name, steps) { IsScript = true };

    /// <summary>Between BEGIN and ROLLBACK.</summary>
    public static Attempt Undone(string name, params string[] steps) => new(name, ["BEGIN", .. steps, "ROLLBACK"]) { IsScript = true };

    public override string ToString() => Name;
}
