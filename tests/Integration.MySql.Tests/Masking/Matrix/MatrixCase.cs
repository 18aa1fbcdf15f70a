using System.Text;

namespace ProxyDb.Integration.MySql.Tests.Masking.Matrix;

/// <summary>One entry of a statement list: statements sent one after the other over one session.</summary>
/// <param name="Id">Name in its list, unique over all lists.</param>
/// <param name="Steps">Statements, each an exchange of its own.</param>
/// <param name="Values">Text values bound to the first statement; null when it has no parameters.</param>
internal sealed record MatrixCase(string Id, IReadOnlyList<string> Steps, string[]? Values)
{
    /// <summary>The order of rows counts.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Changes rows: runs in a transaction, and the tables are compared before it is rolled back.</summary>
    public bool IsWrite { get; init; }

    /// <summary>What is run in the database of views where these cannot say the same (writing beside a masked column …), by policy.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExpectedSteps { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> StepsAtTheDatabase(string policy) => ExpectedSteps.GetValueOrDefault(policy, Steps);

    /// <summary>All lists, in order.</summary>
    public static IReadOnlyList<MatrixCase> All { get; } = [.. Lists().SelectMany(f => Read(File.ReadAllLines(f)))];

    private static IEnumerable<string> Lists() =>
        Directory.EnumerateFiles(MatrixFiles.Path("Statements"), "*.sql").Order(StringComparer.Ordinal);

    private static IEnumerable<MatrixCase> Read(string[] lines)
    {
        for (var at = 0; at < lines.Length;)
        {
            var words = lines[at++].Split(' ');
            if (words[0] != "@")
                throw new FormatException($"`{lines[at - 1]}` does not begin an entry");
            string[]? values = null;
            var expected = new Dictionary<string, IReadOnlyList<string>>();
            List<string> steps = ReadSteps(lines, ref at), current = steps;
            while (at < lines.Length && !lines[at].StartsWith("@ ", StringComparison.Ordinal))
            {
                var directive = lines[at++];
                if (directive.StartsWith("@bind ", StringComparison.Ordinal))
                    values = directive[6..].Split('|');
                else if (directive == "@then")
                    current.AddRange(ReadSteps(lines, ref at));
                else if (directive.StartsWith("@expected ", StringComparison.Ordinal))
                    AddExpected(expected, directive[10..].Split(' '), current = ReadSteps(lines, ref at));
                else
                    throw new FormatException($"`{directive}` is not understood");
            }

            yield return new MatrixCase(words[1], steps, values)
            {
                IsOrdered = words.Contains("ordered"), IsWrite = words.Contains("write"), ExpectedSteps = expected,
            };
        }
    }

    private static void AddExpected(Dictionary<string, IReadOnlyList<string>> expected, string[] policies, List<string> alternative)
    {
        foreach (var policy in policies)
            expected[policy] = alternative;
    }

    private static List<string> ReadSteps(string[] lines, ref int at)
    {
        var sql = new StringBuilder();
        for (; at < lines.Length && (!lines[at].StartsWith('@') || lines[at].StartsWith("@@", StringComparison.Ordinal)); at++)
            sql.Append(sql.Length > 0 ? "\n" : "").Append(lines[at]);
        return [sql.ToString()];
    }
}
