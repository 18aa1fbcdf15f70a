using BenchmarkDotNet.Attributes;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Benchmarks.Parts;

/// <summary>From a text of MySQL to its tree, and to its shape.</summary>
[MemoryDiagnoser]
public class MySqlParserBenchmarks
{
    private const string Point = "SELECT c FROM sbtest1 WHERE id=4711";

    private const string Join = """
        SELECT c.name, o.id, sum(l.price * l.quantity) FROM customers c JOIN orders o ON o.customer = c.id JOIN lines l ON l.order_id = o.id
        JOIN products p ON p.id = l.product LEFT JOIN regions r ON r.id = c.region
        WHERE o.day > '2026-01-01' AND p.kind IN (1, 2, 3) AND r.name = 'north' GROUP BY c.name, o.id ORDER BY 3 DESC LIMIT 20
        """;

    private static readonly MySqlSession Session = new(new MySqlServer(true, 101119), MySqlModes.None, "utf8mb4", false);
    private static readonly byte[] PointBytes = System.Text.Encoding.UTF8.GetBytes(Point);

    private readonly byte[] _shape = new byte[StatementShape.KeyLimit(4096)];

    [Benchmark]
    public bool ParsePoint() => MySqlParser.Parse(Point, Session, AnalysisLimits.Default).Error is null;

    [Benchmark]
    public bool ParseFiveTables() => MySqlParser.Parse(Join, Session, AnalysisLimits.Default).Error is null;

    [Benchmark]
    public bool ShapeOfPoint() => StatementShape.TryKey(PointBytes, Session, _shape, out _);
}
