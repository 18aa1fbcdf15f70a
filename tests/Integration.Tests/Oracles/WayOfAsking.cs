using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>How a query is put: by protocol form, and by what is wrapped around it.</summary>
/// <param name="Turns">Messages of each turn; a turn ends with ReadyForQuery.</param>
internal sealed record WayOfAsking(string Name, Func<string, byte[][]> Turns)
{
    /// <summary>Makes an object for each query, and so a new look at the catalog: tried with some of the queries, in the long run with all.</summary>
    public bool IsCostly { get; init; }

    public static IReadOnlyList<WayOfAsking> All { get; } =
    [
        new("simple", static q => [Query(q)]),
        new("extended text", static q => [Join(Extended(q), Sync)]),
        new("extended binary", static q => [Join(Extended(q, binaryResults: true), Sync)]),
        new("prepared", static q => [Join(Parse("s", q), DescribeStatement("s"), Sync), Execution, Execution, Join(CloseStatement("s"), Sync)]),
        new("portal in pieces", static q => [Join(Parse("", q), Bind("", ""), Execute(maxRows: 1), Execute(maxRows: 2), Execute(), Sync)]),
        new("copy", static q => [Query($"COPY ({q}) TO STDOUT")]),
        new("copy binary", static q => [Join(Extended($"COPY ({q}) TO STDOUT (FORMAT binary)"), Sync)]),
        new("cursor", static q => Simple("BEGIN", $"DECLARE c SCROLL CURSOR FOR {q}", "FETCH 1 FROM c", "FETCH ALL FROM c", "FETCH BACKWARD ALL FROM c", "ROLLBACK")),
        new("cursor with hold", static q => Simple($"DECLARE h CURSOR WITH HOLD FOR {q}", "FETCH ALL FROM h", "CLOSE h")) { IsCostly = true },
        new("temporary table", static q => Simple($"CREATE TEMP TABLE kept AS {q}", "SELECT * FROM kept", "SELECT kept::text FROM kept", "DROP TABLE kept")) { IsCostly = true },
        new("select into", static q => Simple($"CREATE TABLE lab.kept AS {q}", "TABLE lab.kept", "DROP TABLE lab.kept")) { IsCostly = true },
        new("prepare", static q => Simple($"PREPARE p AS {q}", "EXECUTE p", "EXPLAIN EXECUTE p", "DEALLOCATE p")),
        new("derived table", static q => [Query($"SELECT * FROM ({q}) AS nested"), Query($"WITH w AS MATERIALIZED ({q}) SELECT count(*), min(w::text) FROM w")]),
        new("sublinks", static q => [Query($"SELECT EXISTS ({q}), (SELECT count(*) FROM ({q}) AS n)"), Query($"SELECT 1 WHERE EXISTS ({q})")]),
        new("set operation", static q => [Query($"({q}) UNION ALL ({q})")]),
        new("view", static q => Simple($"CREATE VIEW lab.own AS {q}", "SELECT * FROM lab.own", "SELECT own::text FROM lab.own", "DROP VIEW lab.own")) { IsCostly = true },
        new("materialized view", static q => Simple($"CREATE MATERIALIZED VIEW lab.own_m AS {q}", "TABLE lab.own_m", "DROP MATERIALIZED VIEW lab.own_m")) { IsCostly = true },
        new("sql function", static q =>
            Simple($"CREATE FUNCTION lab.own() RETURNS bigint LANGUAGE sql AS $f$ SELECT count(*) FROM ({q}) AS n $f$", "SELECT lab.own()", "DROP FUNCTION lab.own()")) { IsCostly = true },
        new("explain", static q => Simple($"EXPLAIN {q}", $"EXPLAIN (ANALYZE, VERBOSE, TIMING off, SUMMARY off) {q}", $"EXPLAIN (FORMAT json) {q}")),
    ];

    private static byte[] Execution => Join(Bind("", "s"), Execute(), Sync);

    private static byte[][] Simple(params string[] statements) => [.. statements.Select(Query)];

    /// <summary>Each step by the simple protocol.</summary>
    public static byte[][] Script(IEnumerable<string> steps) => [.. steps.Select(Query)];

    public override string ToString() => Name;
}
