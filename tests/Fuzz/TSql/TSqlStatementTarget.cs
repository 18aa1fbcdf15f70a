using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Fuzz.TSql;

/// <summary>
/// The analysis of T-SQL: any text gives facts or an error, and statements stand in the text one behind the other. The first byte says
/// whether QUOTED_IDENTIFIER is on.
/// </summary>
public static class TSqlStatementTarget
{
    public static FuzzTarget Target { get; } = new("tsql-statements", Fuzz, Seeds);

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var session = new TSqlSession((input[0] & 3) switch { 0 => true, 1 => false, _ => null }, (input[0] & 4) == 0 ? "Korean_Wansung_CI_AS" : null, 15);
        var text = Encoding.UTF8.GetString(input[1..]);
        var result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, new AnalysisNamespace("shop", ["dbo"], "clerk") { TSql = session }, null);
        FuzzFailure.Unless(result.Error is null || result.Statements.IsEmpty, "an error beside facts");
        var end = 0;
        foreach (var statement in result.Statements)
        {
            FuzzFailure.Unless(statement.Span.Start >= end && statement.Span.End <= text.Length, "a statement begins before the one before it ends");
            end = statement.Span.End;
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Seeds()
    {
        var folder = Path.GetFullPath(Path.Combine(Corpus.DirectoryOf("."), "..", "..", "Policy.Tests", "Sql", "TSql", "Cases"));
        var number = 0;
        foreach (var line in Directory.GetFiles(folder, "*.cases").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            // Every third is enough to start from.
            if (line.StartsWith("> ", StringComparison.Ordinal) && number++ % 3 == 0)
            {
                yield return ($"case-{number:d3}", [(byte)(number % 8), .. Encoding.UTF8.GetBytes(line[2..])]);
            }
        }
    }
}
