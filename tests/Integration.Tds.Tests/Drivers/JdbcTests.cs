using NUnit.Framework;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>jTDS, DBCP2 and HikariCP: Java programs compiled against the jars of the system's packages.</summary>
public sealed class JdbcTests : DriverProgram
{
    private static readonly Lazy<string> ClassPath = new(Compile);
    private static readonly string[] JavaOptions =
        ["-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"];

    [TestCase("transaction", "")]
    [TestCase("transaction", "prepareSQL=0")]
    [TestCase("transaction", "prepareSQL=1")]
    [TestCase("session", "prepareSQL=2")]
    [TestCase("session", "useCursors=true")]
    [TestCase("transaction", "sendStringParametersAsUnicode=false;packetSize=512")]
    public void Jtds_sees_the_same(string poolMode, string parameters) => AssertSameOutput(poolMode, port => Java(port, "JtdsTour", [Database(port), parameters]));

    [TestCase("dbcp2", "session")]
    [TestCase("dbcp2", "transaction")]
    [TestCase("hikari", "session")]
    [TestCase("hikari", "transaction")]
    public void Connection_pools_see_the_same(string pool, string poolMode) => AssertSameOutput(poolMode, port => Java(port, "PoolTour", [pool, Database(port)]));

    [TestCase("ssl=request")]
    [TestCase("ssl=require")]
    public void Jtds_sees_the_same_with_tls(string parameters)
    {
        var through = Shared.Gateway("tls-prefer", o => o with { ListenerTls = "prefer" }).Port;
        AssertSameOutput(through, port => Java(port, "JtdsTour", [Database(port), parameters, "short"]));
    }

    private static string Database(int port) => $"127.0.0.1:{port}/shop";

    private static string Java(int port, string program, IEnumerable<string> arguments) =>
        Output(Prerequisite.Program("java", "default-jdk-headless"), [.. JavaOptions, "-cp", ClassPath.Value, program, .. arguments], port);

    private static string Compile()
    {
        var javac = Prerequisite.Program("javac", "default-jdk-headless");
        string[] jars =
        [
            Jar("jtds", "libjtds-java"), Jar("commons-dbcp2", "libcommons-dbcp2-java"), Jar("commons-pool2", "libcommons-pool2-java"),
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
