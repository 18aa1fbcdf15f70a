using System.Text;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>One entry of a statement list: statements sent one after the other over one session.</summary>
/// <param name="Id">Name in its list, unique over all lists.</param>
/// <param name="Steps">Statements, each an exchange of its own.</param>
/// <param name="Values">Text values of the parameters of the last statement; null when it has none.</param>
internal sealed record MatrixCase(string Id, IReadOnlyList<string> Steps, string[]? Values)
{
    /// <summary>The order of rows counts.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Definitions of its parameters.</summary>
    public string Definition { get; init; } = "";

    /// <summary>A batch and nothing else: what it does would end with a call, or may not stand in one.</summary>
    public bool IsBatchOnly { get; init; }

    /// <summary>Other statements may not stand before or behind it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Leaves something in its session, which is ended behind it.</summary>
    public bool IsSession { get; init; }

    /// <summary>One SELECT, which a cursor can be opened for.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Changes rows: the tables are compared behind it and get their rows back.</summary>
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
            var definition = "";
            var expected = new Dictionary<string, IReadOnlyList<string>>();
            List<string> steps = ReadSteps(lines, ref at), current = steps;
            while (at < lines.Length && !lines[at].StartsWith("@ ", StringComparison.Ordinal))
            {
                var directive = lines[at++];
                if (directive.StartsWith("@bind ", StringComparison.Ordinal))
                    (definition, values) = Bind(directive[6..].Split(" = ", 2));
                else if (directive == "@then")
                    current.AddRange(ReadSteps(lines, ref at));
                else if (directive.StartsWith("@expected ", StringComparison.Ordinal))
                    AddExpected(expected, directive[10..].Split(' '), current = ReadSteps(lines, ref at));
                else
                    throw new FormatException($"`{directive}` is not understood");
            }

            yield return new MatrixCase(words[1], steps, values)
            {
                IsOrdered = words.Contains("ordered") || words.Contains("many"), IsWrite = words.Contains("write"), ExpectedSteps = expected, Definition = definition,
                IsBatchOnly = words.Contains("batch"), IsWhole = words.Contains("whole"), IsSession = words.Contains("session"),
                IsQuery = steps.Count == 1 && !words.Contains("batch") && !words.Contains("many") && !words.Contains("write") && (steps[0].StartsWith("SELECT", StringComparison.Ordinal) || steps[0].StartsWith("WITH", StringComparison.Ordinal)),
            };
        }
    }

    private static (string Definition, string[] Values) Bind(string[] parts) => (parts[0], parts[1].Split('|'));

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
