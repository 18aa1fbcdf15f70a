using System.Globalization;
using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Differential;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>Npgsql 10: the statement lists as the driver shows them, and what applications do with it.</summary>
public sealed class NpgsqlTests : DriverProgram
{
    public static IEnumerable<TestCaseData> Lists() =>
        from name in StatementScript.Names
        from mode in (string[])["session", "transaction"]
        where name is not "08-copy"
        select new TestCaseData(name, mode);

    [TestCaseSource(nameof(Lists))]
    public void Statement_lists_look_the_same(string list, string poolMode) =>
        AssertSameOutput(poolMode, port => new NpgsqlListRunner(ConnectionString(port, "Pooling=false")).Run(StatementScript.Load(list)));

    [TestCase("session", "")]
    [TestCase("transaction", "")]
    [TestCase("transaction", "Multiplexing=true;Maximum Pool Size=4")]
    [TestCase("transaction", "No Reset On Close=true")]
    [TestCase("transaction", "Max Auto Prepare=20;Auto Prepare Min Usages=2")]
    public void What_applications_do_looks_the_same(string poolMode, string more) =>
        AssertSameOutput(poolMode, port =>
        {
            var tour = new NpgsqlTour(ConnectionString(port, more));
            return tour.RunAsync().GetAwaiter().GetResult();
        });

    internal static string ConnectionString(int port, string more) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=app;Password=app-secret;Database=shop;SSL Mode=Disable;Timeout=20;Command Timeout=20;{more}");
}
