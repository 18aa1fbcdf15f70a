using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Differential;
using ProxyDb.Integration.Tests.Masking.Matrix;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>For any statement of a grammar and any policy: the secured statement answers as views that say the same as the policy.</summary>
[Category("Gateway")]
public sealed partial class EquivalenceTests
{
    private const int Policies = 24;

    private static readonly Gen<int[]> List = Gen.Choose(0, 10_000).ListOf(90).Select(l => l.ToArray());

    private readonly List<(string Reason, string Sql)> _refusals = [];
    private RandomPolicy[] _policies = [];
    private NpgsqlDataSource? _app;
    private SecuredRunner? _runner;
    private int _ran;

    [OneTimeSetUp]
    public void MakeDatabase()
    {
        var random = new Random(20261125);
        _policies = [.. Enumerable.Range(0, Policies).Select(i => new RandomPolicy($"p{i}", new Choices([.. Enumerable.Range(0, 40).Select(_ => random.Next(10_000))])))];
        Shared.Database.Psql($"CREATE DATABASE {EquivalenceSchema.Database}");
        Shared.Database.Psql(
            $"{EquivalenceSchema.TablesSql}{EquivalenceSchema.ViewsSql}{string.Concat(_policies.Select(p => p.ViewsSql))} SET search_path = public; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app;"
            + string.Concat(_policies.Select(p => $"GRANT USAGE ON SCHEMA {p.Name} TO app; GRANT SELECT ON ALL TABLES IN SCHEMA {p.Name} TO app;")) + "ANALYZE",
            EquivalenceSchema.Database);
        _app = NpgsqlDataSource.Create(FormattableString.Invariant(
            $"Host=127.0.0.1;Port={Shared.Database.Port};Username=app;Password=app-secret;Database={EquivalenceSchema.Database};SSL Mode=Disable;Maximum Pool Size=4"));
    }

    [OneTimeTearDown]
    public void DropDatabase()
    {
        _app?.Dispose();
        Shared.Database.Psql($"DROP DATABASE IF EXISTS {EquivalenceSchema.Database} WITH (FORCE)");
    }

    [Test]
    public void The_grammar_makes_statements_that_the_server_takes_and_that_show_rows()
    {
        using var connection = _app!.OpenConnection();
        var random = new Random(3);
        var texts = Enumerable.Range(0, 400).Select(_ => new RandomStatement(new Choices([.. Enumerable.Range(0, 90).Select(_ => random.Next(10_000))])).Sql()).ToList();
        var answers = texts.ConvertAll(t => Answer(connection, "public", t));
        var failed = texts.Zip(answers).Where(a => a.Second[0].StartsWith("error", StringComparison.Ordinal)).Select(a => $"{a.Second[0]} {a.First}").ToList();
        Assert.That(failed, Has.Count.LessThan(20), string.Join('\n', failed.Take(30)));
        Assert.That(answers.Count(a => a.Count > 1), Is.GreaterThan(200), "most of them show rows");
    }

    [Test]
    public void Secured_statements_answer_as_equivalent_views()
    {
        _runner = new SecuredRunner(_app!, EquivalenceSchema.Database, Rules(), RandomPolicy.Attributes);
        using var connection = _app!.OpenConnection();
        var cases = GatewayUnderTest.IsLong ? 20_000 : 700;
        var run = Config.QuickThrowOnFailure.WithMaxTest(cases);

        // The long run looks for what is new; the short one is the same each time.
        Prop.ForAll(List.ToArbitrary(), choices => HoldsFor(connection, choices)).Check(GatewayUnderTest.IsLong ? run : run.WithReplay(20261125UL, 4711UL));
        TestContext.Out.WriteLine($"{_ran} statements, {_refusals.Count} refused\n{string.Join('\n', _refusals.GroupBy(r => r.Reason).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}\n    {g.MinBy(r => r.Sql.Length).Sql}"))}");
        Assert.That(_refusals, Has.Count.LessThanOrEqualTo(_ran / 20), "most of what the grammar makes can be secured");
    }

    [Test]
    public void Statements_through_the_gateway_answer_as_equivalent_views()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
        {
            Users = _policies.Take(6).ToDictionary(p => p.Name, _ => MatrixPolicy.Password),
            Attributes = _policies.Take(6).ToDictionary(p => p.Name, _ => RandomPolicy.Attributes),
            Policies = new Dictionary<string, string> { ["random.yaml"] = Rules() },
            PoolSize = 3,
        });
        var random = new Random(7);
        foreach (var policy in _policies.Take(6))
        {
            foreach (var protocol in (Protocol[])[Protocol.Simple, Protocol.ExtendedBinary])
            {
                using var views = new RawMatrixClient(ViewsOf(policy), protocol, new Dictionary<uint, string>());
                using var through = new RawMatrixClient(new RawLogin(gateway.Port, policy.Name, MatrixPolicy.Password, EquivalenceSchema.Database), protocol, new Dictionary<uint, string>());
                for (var i = 0; i < 12; i++)
                {
                    var sql = new RandomStatement(new Choices([.. Enumerable.Range(0, 80).Select(_ => random.Next(10_000))])).Sql();
                    var entry = new MatrixCase("random", [sql], null);
                    var (want, got) = (views.Run(entry, [AtTheViews(policy, sql)])[0], through.Run(entry, entry.Steps)[0]);
                    if (!got.IsRefusal)
                        Assert.That(Lines(got), Is.EqualTo(Lines(want)), $"{sql}\nunder\n{policy}\n{got.Message}");
                }
            }
        }
    }

    private static IEnumerable<string> Lines(StepOutcome outcome) => outcome.Comparable(isOrdered: false).Append($"code {outcome.SqlState}");

    private static RawLogin ViewsOf(RandomPolicy policy) =>
        new RawLogin(Shared.Database.Port) { Database = EquivalenceSchema.Database, Parameters = [("search_path", policy.Name)] };

    private string Rules() => $"""
        proxydb: policy/v1
        rules:
          - id: all
            subjects: [any]
            actions: [select]
            objects: ["public.*"]
            functions: ["*"]
            effect: allow
        {string.Concat(_policies.Select(p => p.Rules))}
        """;

    // What is written with the schema means the view there.
    private static string AtTheViews(RandomPolicy policy, string sql) => sql.Replace("public.", policy.Name + ".", StringComparison.Ordinal);

    private bool HoldsFor(NpgsqlConnection connection, int[] choices)
    {
        var stream = new Choices(choices);
        var policy = _policies[stream.Next(Policies)];
        var sql = new RandomStatement(stream).Sql();
        var (secured, refusal) = _runner!.Secure(policy.Name, sql);
        _ran++;
        if (secured is null)
        {
            _refusals.Add((refusal ?? "", sql));
            return true;
        }

        var want = Answer(connection, policy.Name, AtTheViews(policy, sql));
        var got = Answer(connection, "public", secured);
        return want.SequenceEqual(got) || WithoutModifiers(want).SequenceEqual(WithoutModifiers(got))
            ? true
            : throw new InvalidOperationException($"{sql}\nis secured as\n{secured}\nunder\n{policy}and gives\n{string.Join('\n', got.Take(8))}\ninstead of\n{string.Join('\n', want.Take(8))}");
    }

    /// <summary>
    /// The first line names the types. The modifier of an expression is what the planner's folding leaves of it, and it folds less
    /// behind a barrier: <c>CASE WHEN … THEN NULL ELSE 10.0 END</c>. The matrix compares the modifiers of columns.
    /// </summary>
    private static IEnumerable<string> WithoutModifiers(List<string> answer) =>
        answer.Select((line, i) => i == 0 ? Modifier().Replace(line, "") : line);

    [System.Text.RegularExpressions.GeneratedRegex(@"\([0-9]+(, ?[0-9]+)?\)")]
    private static partial System.Text.RegularExpressions.Regex Modifier();

    private static List<string> Answer(NpgsqlConnection connection, string schema, string sql)
    {
        try
        {
            using var command = new NpgsqlCommand($"SET search_path = {schema}; {sql}", connection) { AllResultTypesAreUnknown = true };
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).ToList();
            var rows = new List<string>();
            while (reader.Read())
                rows.Add(string.Join(" | ", columns.Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i))));
            rows.Sort(StringComparer.Ordinal);
            return [string.Join(' ', columns.Select(i => $"{reader.GetName(i)}:{reader.GetDataTypeName(i)}")), .. rows];
        }
        catch (PostgresException e)
        {
            return [$"error {e.SqlState}"];
        }
    }
}
