using System.Globalization;
using System.Text;
using ProxyDb.Integration.Tests.Drivers;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>What pgjdbc saw under one policy in one mode, by statement, and every byte that came through the gateway.</summary>
internal sealed record JdbcOutcomes(
    IReadOnlyDictionary<string, IReadOnlyList<StepOutcome>> Expected, IReadOnlyDictionary<string, IReadOnlyList<StepOutcome>> Actual, List<byte[]> Received);

/// <summary>The whole matrix through pgjdbc, in one run of a Java program.</summary>
internal sealed class JdbcMatrix : IDisposable
{
    private static readonly (MatrixMode Mode, string Parameters)[] Modes =
    [
        (MatrixMode.JdbcSimple, "preferQueryMode=simple"),
        (MatrixMode.JdbcText, "prepareThreshold=0&binaryTransfer=false"),
        (MatrixMode.JdbcBinary, "prepareThreshold=-1"),
    ];

    private readonly TemporaryDirectory _directory = new("matrix-jdbc");
    private readonly Dictionary<string, List<byte[]>> _received = [];

    private JdbcMatrix()
    {
    }

    public static JdbcMatrix Run(MatrixFixture fixture)
    {
        var matrix = new JdbcMatrix();
        foreach (var policy in MatrixPolicy.All)
        {
            var targets = new StringBuilder();
            foreach (var (mode, parameters) in Modes)
            {
                foreach (var isThrough in (bool[])[false, true])
                {
                    var login = fixture.Login(policy, isThrough);
                    var url = string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://127.0.0.1:{login.Port}/{login.Database}?sslmode=disable&{parameters}");
                    targets.Append(CultureInfo.InvariantCulture, $"{matrix.OutputFile(policy, mode, isThrough)}\t{url}\t{login.User}\t{login.Password}\t{matrix.CasesFile(policy, isThrough)}\n");
                }
            }

            fixture.Tap(policy).Take();
            JdbcTests.RunProgram("MatrixRun", [matrix._directory.Write($"{policy}.targets", targets.ToString())]);
            matrix._received[policy.Name] = fixture.Tap(policy).Take();
        }

        return matrix;
    }

    public JdbcOutcomes Outcomes(MatrixPolicy policy, MatrixMode mode) =>
        new(Read(OutputFile(policy, mode, isThrough: false)), Read(OutputFile(policy, mode, isThrough: true)), _received[policy.Name]);

    public void Dispose() => _directory.Dispose();

    private string OutputFile(MatrixPolicy policy, MatrixMode mode, bool isThrough) => _directory[$"{policy}-{mode}-{isThrough}.out"];

    /// <summary>Lines of id, write or read, values and steps, in Base64 where they are text.</summary>
    private string CasesFile(MatrixPolicy policy, bool isThrough) => _directory.Write($"{policy}-{isThrough}.cases", string.Concat(
        from entry in MatrixCase.All
        where !entry.IsSimpleOnly && !(entry.IsWrite && entry.Steps.Count > 1) && !(entry.IsCopy && entry.Steps[0].Contains("binary", StringComparison.Ordinal))
        let steps = isThrough ? entry.Steps : entry.StepsAtTheDatabase(policy.Name)
        select $"{entry.Id}\t{(entry.IsWrite ? "write" : "read")}\t{Encoded(entry.Values ?? [])}\t{Encoded(steps)}\n"));

    private static string Encoded(IEnumerable<string> texts) => string.Join(',', texts.Select(t => Convert.ToBase64String(Encoding.UTF8.GetBytes(t))));

    private static Dictionary<string, IReadOnlyList<StepOutcome>> Read(string file)
    {
        var all = new Dictionary<string, IReadOnlyList<StepOutcome>>();
        List<StepOutcome> current = [];
        foreach (var line in File.ReadLines(file))
        {
            var words = line.Split('\t', 3);
            switch (words[0])
            {
                case "case":
                    all.Add(words[1], current = []);
                    break;
                case "step":
                    current.Add(new StepOutcome([]));
                    break;
                case "error":
                    current[^1] = current[^1] with { SqlState = words[1], Message = words[2] };
                    break;
                default:
                    current[^1].Lines.Add(words[1]);
                    break;
            }
        }

        return all;
    }
}
