using NUnit.Framework;
using ProxyDb.Integration.Tests.Denial;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>pgjdbc, DBCP2 and HikariCP: Java programs compiled against the jars of the system's packages.</summary>
public sealed class JdbcTests : DriverProgram
{
    private static readonly Lazy<string> ClassPath = new(Compile);

    [TestCase("transaction", "5", "false", "")]
    [TestCase("transaction", "1", "true", "")]
    [TestCase("transaction", "0", "false", "")]
    [TestCase("transaction", "-1", "true", "")]
    [TestCase("session", "5", "true", "")]
    [TestCase("session", "-1", "false", "")]
    [TestCase("transaction", "5", "false", "preferQueryMode=simple")]
    [TestCase("transaction", "5", "false", "autosave=always")]
    [TestCase("transaction", "1", "false", "binaryTransfer=false&defaultRowFetchSize=3")]
    public void Pgjdbc_sees_the_same(string poolMode, string prepareThreshold, string rewriteBatches, string more) =>
        AssertSameOutput(poolMode, port => Java(port, "JdbcTour", [Database(port), prepareThreshold, rewriteBatches, .. more.Length > 0 ? [more] : Array.Empty<string>()]));

    [TestCase("dbcp2", "session")]
    [TestCase("dbcp2", "transaction")]
    [TestCase("hikari", "session")]
    [TestCase("hikari", "transaction")]
    public void Connection_pools_see_the_same(string pool, string poolMode) =>
        AssertSameOutput(poolMode, port => Java(port, "PoolTour", [pool, Database(port)]));

    [TestCase("false")]
    [TestCase("true")]
    public void Jdbc_batches_with_a_denied_statement_end_as_with_a_real_error(string rewriteBatches)
    {
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { Policies = DenialPolicy.Files });
        FreshSchema();
        var expected = Java(Shared.Database.Port, "DeniedBatch", [Database(Shared.Database.Port), "DELETE FROM not_there", rewriteBatches]);
        FreshSchema();
        AssertSameLines(expected, Java(gateway.Port, "DeniedBatch", [Database(gateway.Port), "DELETE FROM salaries", rewriteBatches]));
    }

    /// <summary>Runs a program that takes care of its connections itself; its output is an error.</summary>
    internal static void RunProgram(string program, IEnumerable<string> arguments) =>
        ChildProcess.Run(Prerequisite.Program("java", "default-jdk-headless"), [.. JavaOptions, "-cp", ClassPath.Value, program, .. arguments]);

    private static readonly string[] JavaOptions = ["-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"];

    [Test]
    public void Jdbc_metadata_leaves_out_what_a_narrow_rule_denies_and_nothing_else()
    {
        const string policy = """
            proxydb: policy/v1
            rules:
              - {id: no-salaries, subjects: [any], effect: deny, objects: [public.salaries], catalog: narrow}
              - {id: no-rrn, subjects: [any], effect: deny, columns: [public.customers.resident_no], catalog: narrow}

            """;
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
        {
            Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["narrow.yaml"] = policy },
        });
        var expected = Java(Shared.Database.Port, "CatalogTour", [Database(Shared.Database.Port)]).Split('\n');
        var seen = Java(gateway.Port, "CatalogTour", [Database(gateway.Port)]).Split('\n');
        Assert.That(expected, Has.Some.Contains("column customers resident_no"));
        Assert.That(seen, Is.EqualTo(expected.Where(static l =>
            !l.Contains("salaries", StringComparison.Ordinal) && !l.Contains("resident_no", StringComparison.Ordinal))));
    }

    private static string Database(int port) => $"127.0.0.1:{port}/shop";

    private static string Java(int port, string program, IEnumerable<string> arguments) =>
        Output(Prerequisite.Program("java", "default-jdk-headless"), [.. JavaOptions, "-cp", ClassPath.Value, program, .. arguments], port);

    private static string Compile()
    {
        var javac = Prerequisite.Program("javac", "default-jdk-headless");
        string[] jars =
        [
            Jar("postgresql", "libpostgresql-jdbc-java"), Jar("commons-dbcp2", "libcommons-dbcp2-java"), Jar("commons-pool2", "libcommons-pool2-java"),
            Jar("commons-logging", "libcommons-logging-java"), Jar("HikariCP", "libhikaricp-java"), Jar("slf4j-api", "libslf4j-java"), Jar("slf4j-nop", "libslf4j-java"),
        ];
        var classes = Path.Combine(AppContext.BaseDirectory, "java/classes");
        Directory.CreateDirectory(classes);
        var classPath = string.Join(':', jars);
        ChildProcess.Run(javac, ["-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", classPath, .. Directory.EnumerateFiles(ProgramFile("java"), "*.java")]);
        return classes + ":" + classPath;
    }

    private static string Jar(string name, string package) => Prerequisite.FileOf($"/usr/share/java/{name}.jar", package);
}
