using System.Text;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Fuzz.MySql;

/// <summary>
/// The parser of MySQL and MariaDB: any text gives statements or an error, and every node stands inside its parent's statement. The first
/// byte chooses the server and the sql_mode.
/// </summary>
public static class StatementTarget
{
    private static readonly AnalysisLimits Limits = new() { Depth = 200 };

    public static FuzzTarget Target { get; } = new("mysql-statements", Fuzz, Seeds);

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var session = new MySqlSession(
            (input[0] & 1) == 0 ? MySqlServer.MariaDb : new MySqlServer(false, 80403), (MySqlModes)((input[0] >> 1) & 31), "utf8mb4", false);
        var text = Encoding.UTF8.GetString(input[1..]);
        var parsed = MySqlParser.Parse(text, session, Limits);
        var end = 0;
        foreach (var statement in parsed.Error is null ? parsed.Statements : [])
        {
            FuzzFailure.Unless(statement.Span.Start >= end && statement.Span.End <= text.Length, "a statement begins before the one before it ends");
            end = statement.Span.End;
            new SpanCheck(statement.Span).Visit(statement);
        }

        var facts = SqlAnalyzer.Analyze(SqlDialect.MariaDb, text, new AnalysisNamespace("shop", ["shop"], "clerk") { MySql = session }, null, Limits);
        FuzzFailure.Unless((facts.Error is null) == (parsed.Error is null) || parsed.Statements.Length > 1, "the analysis and the parser disagree");
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Seeds()
    {
        var number = 0;
        foreach (var sql in CaseStatements.All)
        {
            yield return ($"case-{number++:d3}", [(byte)(number % 64), .. Encoding.UTF8.GetBytes(sql)]);
        }
    }

    private sealed class SpanCheck(SourceSpan around) : MySqlNodeVisitor
    {
        public override void Visit(MySqlNode node)
        {
            FuzzFailure.Unless(
                node.Span.Start >= around.Start && node.Span.End <= around.End && node.Span.Length >= 0,
                $"{node.GetType().Name} stands outside of its statement");
            node.VisitChildren(this);
        }
    }
}
