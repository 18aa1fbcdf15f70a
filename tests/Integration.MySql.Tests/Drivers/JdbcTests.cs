using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>MariaDB Connector/J, DBCP2 and HikariCP: Java programs compiled against the jars of the system's packages.</summary>
public sealed class JdbcTests : DriverProgram
{
    private static readonly Lazy<string> ClassPath = new(Compile);
    private static readonly string[] JavaOptions = ["-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"];

    [TestCase("transaction", "allowMultiQueries=true")]
    [TestCase("transaction", "allowMultiQueries=true&useServerPrepStmts=true")]
    [TestCase("transaction", "allowMultiQueries=true&rewriteBatchedStatements=true")]
    [TestCase("transaction", "allowMultiQueries=true&useServerPrepStmts=true&useBulkStmts=true&useCursorFetch=true")]
    [TestCase("transaction", "allowMultiQueries=true&useCompression=true&useBatchMultiSend=true")]
    [TestCase("session", "allowMultiQueries=true&useServerPrepStmts=true&cachePrepStmts=true")]
    [TestCase("session", "allowMultiQueries=true&useAffectedRows=true&sessionVariables=sort_buffer_size=1048576")]
    public void Connector_j_sees_the_same(string poolMode, string parameters) =>
        AssertSameOutput(poolMode, port => Tour(port, WithoutBulk(parameters)), port => Tour(port, parameters));

    private static string Tour(int port, string parameters) => Java(port, "JdbcTour", [Database(port), parameters]);

    /// <summary>ProxyDb does not offer COM_STMT_BULK_EXECUTE: the driver sends one execution after another, as without the option.</summary>
    private static string WithoutBulk(string parameters) =>
        GatewayUnderTest.IsProxyDb ? parameters.Replace("useBulkStmts=true", "useBulkStmts=false", StringComparison.Ordinal) : parameters;

    [TestCase("dbcp2", "session")]
    [TestCase("dbcp2", "transaction")]
    [TestCase("hikari", "session")]
    [TestCase("hikari", "transaction")]
    public void Connection_pools_see_the_same(string pool, string poolMode) =>
        AssertSameOutput(poolMode, port => Java(port, "PoolTour", [pool, Database(port)]));

    private static string Database(int port) => $"127.0.0.1:{port}/shop";

    private static string Java(int port, string program, IEnumerable<string> arguments) =>
        Output(Prerequisite.Program("java", "default-jdk-headless"), [.. JavaOptions, "-cp", ClassPath.Value, program, .. arguments], port);

    private static string Compile()
    {
        var javac = Prerequisite.Program("javac", "default-jdk-headless");
        string[] jars =
        [
            Jar("mariadb-java-client", "libmariadb-java"), Jar("commons-dbcp2", "libcommons-dbcp2-java"), Jar("commons-pool2", "libcommons-pool2-java"),
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
