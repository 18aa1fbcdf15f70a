using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Isolation;

/// <summary>Class 14: whatever client A did and however it ended, client B on the same backend finds a pristine session.</summary>
public sealed class SessionStateLeakTests : GatewayFixture
{
    private const string Pristine = "SELECT DB_NAME(), @@OPTIONS, @@LANGUAGE, @@DATEFIRST, @@LOCK_TIMEOUT, @@TEXTSIZE, @@TRANCOUNT";

    private const int ReadCommitted = 2;
    private const int Serializable = 4;

    private static readonly string[] Actions =
    [
        "USE d", "SET QUOTED_IDENTIFIER OFF", "SET ANSI_NULLS OFF", "SET ANSI_WARNINGS OFF", "SET ARITHABORT ON", "SET CONCAT_NULL_YIELDS_NULL OFF", "SET DATEFIRST 3",
        "SET DATEFORMAT dmy", "SET LANGUAGE Deutsch", "SET LOCK_TIMEOUT 1234", "SET TEXTSIZE 77", "SET ROWCOUNT 1", "SET NOCOUNT ON", "SET XACT_ABORT ON",
        "SET IMPLICIT_TRANSACTIONS ON", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", "BEGIN TRANSACTION", "COMMIT",
        "ROLLBACK", "SAVE TRANSACTION s", "CREATE TABLE #leak (v nvarchar(50))", "SELECT N'secret of A' AS v INTO #leak2", "DECLARE @leak nvarchar(50) = N'secret of A'",
        "DECLARE leak_cursor CURSOR GLOBAL FOR SELECT employee FROM dbo.salaries OPEN leak_cursor", "SELECT missing FROM dbo.customers", "SELECT 1 SET LOCK_TIMEOUT 99 SELECT 2",
        "SET LOCK_TIMEOUT 98 SELECT 1 / 0", "INSERT INTO dbo.journal (mark, who) VALUES (CONVERT(nvarchar(36), NEWID()), N'leak')", "EXEC dbo.three_results 2",
        "EXEC sp_executesql N'SET LOCK_TIMEOUT 97'", "EXEC (N'SET DATEFIRST 2')", "SET CONTEXT_INFO 0x1234", "IF 1 = 0 SET DATEFIRST 5",
        "BEGIN TRY SELECT 1 / 0 END TRY BEGIN CATCH SET DATEFIRST 6 END CATCH", "SET FMTONLY ON", "RAISERROR ('secret of A', 16, 1)",
    ];

    public static IEnumerable<int> Seeds => Enumerable.Range(1, GatewayUnderTest.IsLong ? 300 : 40);

    [TestCaseSource(nameof(Seeds))]
    public void Client_b_never_sees_what_client_a_left_behind(int seed)
    {
        var random = new Random(seed);
        var port = PoolOfOne;
        var b = Login(port);
        var pristine = b.Run(Pristine).Rows[0].Texts;
        var a = Login(port);
        var done = new List<string>();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var action = Actions[random.Next(Actions.Length)];
            done.Add(action);
            if (random.Next(3) > 0)
                a.Batch(action);
            else
                a.Rpc(RawTdsRpc.Sql(action));
        }

        End(a, random.Next(5));
        AssertPristine(b, pristine, $"seed {seed}, A did: {string.Join(" | ", done)}");
    }

    [Test]
    public void State_that_can_be_replayed_follows_its_client_while_another_uses_the_backend()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        string[] sets =
        [
            "SET LOCK_TIMEOUT 1234|@@LOCK_TIMEOUT|1234", "SET DATEFIRST 3|@@DATEFIRST|3", "SET TEXTSIZE 77|@@TEXTSIZE|77",
            "SET QUOTED_IDENTIFIER OFF|@@OPTIONS & 256|0", "SET XACT_ABORT ON|@@OPTIONS & 16384|16384",
        ];
        a.Run("USE d");
        foreach (var set in sets.Select(s => s.Split('|')))
        {
            a.Run(set[0]);
            b.Run("SELECT 1");
        }

        foreach (var set in sets.Select(s => s.Split('|')))
        {
            Assert.That(a.Scalar($"SELECT {set[1]}"), Is.EqualTo(set[2]), set[0]);
            Assert.That(b.Scalar($"SELECT {set[1]}"), Is.Not.EqualTo(set[2]), set[0]);
        }

        a.Run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        Assert.That(IsolationOf(b), Is.EqualTo(ReadCommitted));
        Assert.That(IsolationOf(a), Is.EqualTo(Serializable));
        Assert.That(a.Scalar("SELECT DB_NAME()"), Is.EqualTo("d"));
        Assert.That(b.Scalar("SELECT DB_NAME()"), Is.EqualTo("shop"));
    }

    [Test]
    public void A_reset_takes_back_what_the_client_itself_has_set()
    {
        var a = Login(PoolOfOne);
        var pristine = a.Run(Pristine).Rows[0].Texts;
        a.Run("USE d");
        a.Run("SET LOCK_TIMEOUT 55");
        a.Run("CREATE TABLE #mine (v int)");
        var answer = a.Batch(Pristine, 0x08).OrThrow();
        Assert.That(answer.Changes.Select(c => c.Type), Does.Contain(18), "the reset is acknowledged");
        Assert.That(answer.Rows[0].Texts, Is.EqualTo(pristine));
        Assert.That(a.Error("SELECT * FROM #mine").Number, Is.EqualTo(208));
    }

    [Test]
    public void A_temporary_table_stays_with_its_session_until_it_is_dropped()
    {
        var port = PoolOfTwo;
        var a = Login(port);
        var b = Login(port);
        a.Run("CREATE TABLE #mine (v nvarchar(20)) INSERT INTO #mine VALUES (N'of a')");
        for (var i = 0; i < 3; i++)
        {
            Assert.That(b.Error("SELECT v FROM #mine").Number, Is.EqualTo(208));
            Assert.That(a.Scalar("SELECT v FROM #mine"), Is.EqualTo("of a"));
        }

        a.Run("DROP TABLE #mine");
        Assert.That(a.Error("SELECT v FROM #mine").Number, Is.EqualTo(208));
    }

    [Test]
    public void What_the_last_statement_left_is_told_truthfully_or_not_at_all()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        a.Run("INSERT INTO dbo.journal (mark, who) VALUES (CONVERT(nvarchar(36), NEWID()), N'of a')");
        b.Run("INSERT INTO dbo.journal (mark, who) VALUES (CONVERT(nvarchar(36), NEWID()), N'of b')");
        var answer = a.Batch("SELECT who FROM dbo.journal WHERE id = @@IDENTITY");
        Assert.That(answer.Errors.Count > 0 || answer.Scalar == "of a", Is.True, answer.ToString());
        Assert.That(
            a.Scalar("INSERT INTO dbo.journal (mark, who) VALUES (CONVERT(nvarchar(36), NEWID()), N'again a') SELECT who FROM dbo.journal WHERE id = SCOPE_IDENTITY()"),
            Is.EqualTo("again a"));
    }

    private static void End(RawTdsClient a, int how)
    {
        switch (how)
        {
            case 0:
                a.Batch("SET LOCK_TIMEOUT 66");
                break;
            case 1:
                a.SendRaw([1, 0, 2, 0, 0, 0, 1, 0, 22, 0]);
                break;
            case 2:
                a.SendBatch("SET LOCK_TIMEOUT 67");
                break;
            case 3:
                a.Batch("SELECT 1", 0x08);
                return;
            default:
                a.SendBatch("WAITFOR DELAY '00:00:00.050' SET LOCK_TIMEOUT 68");
                a.SendAttention();
                break;
        }

        a.Dispose();
    }

    /// <summary>No session may see it of itself through a gateway whose floor hides the sessions of a server; the administrator may.</summary>
    private static int IsolationOf(RawTdsClient client)
    {
        client.Run("BEGIN TRANSACTION");
        using var observer = RawTdsClient.Login(new RawTdsLogin(Shared.Database.Port) { User = "sa", Password = TdsSample.AdminPassword });
        var level = observer.Scalar($"SELECT transaction_isolation_level FROM sys.dm_exec_sessions WHERE session_id = {client.Scalar("SELECT @@SPID")}");
        client.Run("ROLLBACK");
        return int.Parse(level!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void AssertPristine(RawTdsClient b, IReadOnlyList<string?> pristine, string what)
    {
        Assert.Multiple(() =>
        {
            Assert.That(b.Run(Pristine).Rows[0].Texts, Is.EqualTo(pristine), what);
            Assert.That(IsolationOf(b), Is.EqualTo(ReadCommitted), what);
            Assert.That(b.Error("SELECT * FROM #leak").Number, Is.EqualTo(208), what);
            Assert.That(b.Error("SELECT * FROM #leak2").Number, Is.EqualTo(208), what);
            Assert.That(b.Error("FETCH NEXT FROM leak_cursor").IsError, Is.True, what);
            Assert.That(b.Run("SELECT employee FROM dbo.salaries").Rows, Has.Count.EqualTo(2), what);
            Assert.That(b.Run("UPDATE dbo.journal SET who = N'leak test' WHERE who = N'leak test'").Dones[^1].HasCount, Is.True, what);
            Assert.That(b.Scalar("SELECT CONVERT(nvarchar(30), CONVERT(datetime, '2026-02-01'), 121)"), Does.StartWith("2026-02-01"), what);
        });
    }
}
