using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Integration.Tds.Tests.Engine;

/// <summary>Errors by number, and what they end: the statement, the batch, the transaction.</summary>
[TestFixture]
public sealed class ErrorTests
{
    private static readonly (string Text, string Answer)[] Steps =
    [
        ("CREATE TABLE p (id int NOT NULL CONSTRAINT pk PRIMARY KEY, n varchar(10) CONSTRAINT uq UNIQUE); CREATE TABLE c (id int PRIMARY KEY, pid int REFERENCES p(id), q int CHECK (q > 0)); CREATE UNIQUE INDEX ix ON c(q)", ""),
        ("INSERT p VALUES (1, 'a'), (2, NULL); INSERT c VALUES (1, 1, 5)", "=2\n=1"),
        ("INSERT p VALUES (1, 'x'); SELECT @@ERROR", "#2627\n2627"),
        ("INSERT p VALUES (3, 'A'); INSERT p VALUES (3, NULL); INSERT c VALUES (2, 1, 5)", "#2627\n#2627\n#2601"),
        ("INSERT c VALUES (2, 9, 6); INSERT c VALUES (2, 1, -6); DELETE p WHERE id = 1; UPDATE p SET id = 7 WHERE id = 1", "#547\n#547\n#547\n#547"),
        ("INSERT p VALUES (NULL, 'x'); INSERT p VALUES (4, '12345678901')", "#515\n#2628"),
        ("UPDATE p SET id = id + 1 WHERE id = 2; INSERT p VALUES (5, 'e'), (5, 'f'); SELECT COUNT(*) FROM p", "=1\n#2627\n2"),
        ("SELECT * FROM nope; SELECT 'not here'", "#208"),
        ("SELECT nope FROM p", "#207"),
        ("SELECT x.id FROM p y", "#4104"),
        ("SELECT id FROM p, c", "#209"),
        ("SELECT id, n FROM p GROUP BY n", "#8120"),
        ("SELECT 'not even this'; SELECT @z", "#137"),
        ("SELECT FROM WHERE", "#102"),
        ("SELECT nofunction(1)", "#195"),
        ("USE nodb; SELECT DB_NAME()", "#911\nshop"),
        ("COMMIT; ROLLBACK; SAVE TRAN s", "#3902\n#3903\n#628"),
        ("RAISERROR('told %s %d', 16, 1, 'you', 5); SELECT @@ERROR", "#50000\n50000"),
        ("THROW 50001, 'thrown', 1; SELECT 'not here'", "#50001"),
        ("BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_MESSAGE(), XACT_STATE() END CATCH", "8134|Divide by zero error encountered.|0"),
        ("BEGIN TRY EXEC ('SELECT * FROM nope') END TRY BEGIN CATCH PRINT ERROR_NUMBER(); THROW END CATCH", "208\n#208"),
        ("BEGIN TRAN; INSERT p VALUES (50, 'x'); INSERT p VALUES (50, 'y'); COMMIT; SELECT n FROM p WHERE id = 50", "begin\n=1\n#2627\ncommit\nx"),
        ("SET XACT_ABORT ON; BEGIN TRAN; INSERT p VALUES (51, 'z'); INSERT p VALUES (51, 'w'); SELECT 'not here'", "begin\n=1\n#2627\nrollback"),
        ("SET XACT_ABORT OFF; SELECT @@TRANCOUNT, COUNT(*) FROM p WHERE id = 51", "0|0"),
        ("BEGIN TRAN; SELECT CAST('x' AS int); SELECT 'not here'", "begin\n#245\nrollback"),
        ("BEGIN TRY BEGIN TRAN; SELECT CAST('x' AS int) END TRY BEGIN CATCH PRINT XACT_STATE() END CATCH", "begin\n-1\nrollback\n#3998"),
        ("BEGIN TRAN; INSERT p VALUES (60, 'a60'); SAVE TRAN s; INSERT p VALUES (61, 'a61'); ROLLBACK TRAN s; COMMIT; SELECT id FROM p WHERE id >= 60", "begin\n=1\n=1\ncommit\n60"),
        ("BEGIN TRAN; BEGIN TRAN; COMMIT; PRINT @@TRANCOUNT; ROLLBACK; PRINT @@TRANCOUNT", "begin\n1\nrollback\n0"),
        ("SET IMPLICIT_TRANSACTIONS ON; DELETE p WHERE id = 60; PRINT @@TRANCOUNT; ROLLBACK; SET IMPLICIT_TRANSACTIONS OFF", "begin\n=1\n1\nrollback"),
        ("BEGIN TRAN; CREATE TABLE made (id int); CREATE TABLE #made (id int); ROLLBACK; SELECT OBJECT_ID('made'), OBJECT_ID('tempdb..#made')", "begin\nrollback\nNULL|NULL"),
        ("SELECT id FROM p FOR XML AUTO; SELECT 'goes on'", "#40517\ngoes on"),
    ];

    [Test]
    public void Errors_have_their_numbers_and_end_what_they_end()
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        Assert.Multiple(() =>
        {
            foreach (var (text, answer) in Steps)
                Assert.That(EngineUnderTest.Ask(session, text), Is.EqualTo(answer), text);
        });
    }

    [Test]
    public void A_reader_reads_and_changes_nothing_but_its_own_temporary_tables()
    {
        using var engine = new EngineUnderTest();
        engine.Load("CREATE TABLE t (id int); INSERT t VALUES (1)");
        using var reader = engine.Open("reader");
        Assert.Multiple(() =>
        {
            Assert.That(EngineUnderTest.Ask(reader, "SELECT id FROM t"), Is.EqualTo("1"));
            Assert.That(EngineUnderTest.Ask(reader, "INSERT t VALUES (2); UPDATE t SET id = 3; DELETE t"), Is.EqualTo("#229\n#229\n#229"));
            Assert.That(EngineUnderTest.Ask(reader, "CREATE TABLE x (id int)"), Is.EqualTo("#262"));
            Assert.That(EngineUnderTest.Ask(reader, "SELECT id INTO #t FROM t; UPDATE #t SET id = 3"), Is.EqualTo("=1\n=1"));
        });
    }

    [Test]
    public void Writers_wait_for_each_other_and_readers_for_nobody()
    {
        using var engine = new EngineUnderTest();
        engine.Load("CREATE TABLE t (id int); INSERT t VALUES (1)");
        using var first = engine.Open();
        using var second = engine.Open();
        EngineUnderTest.Ask(first, "BEGIN TRAN; UPDATE t SET id = 2");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Multiple(() =>
        {
            Assert.That(EngineUnderTest.Ask(second, "SELECT id FROM t; SET LOCK_TIMEOUT 20; UPDATE t SET id = 3; SET LOCK_TIMEOUT -1"), Is.EqualTo("1\n#1222"));
            Assert.That(() => EngineUnderTest.Ask(second, "UPDATE t SET id = 3", cancel: source.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(EngineUnderTest.Ask(first, "COMMIT"), Is.EqualTo("commit"));
            Assert.That(EngineUnderTest.Ask(second, "UPDATE t SET id = id + 1; SELECT id FROM t"), Is.EqualTo("=1\n3"));
        });
    }

    [Test]
    public void A_reset_leaves_nothing_of_a_session_but_its_isolation_level()
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        EngineUnderTest.Ask(session, "SET QUOTED_IDENTIFIER OFF; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET LOCK_TIMEOUT 5; USE other; CREATE TABLE #t (i int); BEGIN TRAN");
        session.Reset(false, new DiscardingSink());
        Assert.That(EngineUnderTest.Ask(session, "SELECT quoted_identifier, lock_timeout, transaction_isolation_level, DB_NAME(), @@TRANCOUNT, OBJECT_ID('tempdb..#t') FROM sys.dm_exec_sessions WHERE session_id = @@SPID"),
            Is.EqualTo("1|-1|4|shop|0|NULL"));
    }

    private sealed class DiscardingSink : IResultSink
    {
        public void Columns(IReadOnlyList<SqlColumn> columns)
        {
        }

        public void Order(IReadOnlyList<int> columns)
        {
        }

        public void Row(ReadOnlySpan<object?> values)
        {
        }

        public void Done(DoneCommand command, long? count)
        {
        }

        public void Message(SqlMessage message)
        {
        }

        public void ProcedureBegins()
        {
        }

        public void ProcedureEnds(int status)
        {
        }

        public void TransactionBegan()
        {
        }

        public void TransactionCommitted()
        {
        }

        public void TransactionRolledBack()
        {
        }

        public void DatabaseChanged(string from, string to)
        {
        }

        public void LanguageChanged(string from, string to)
        {
        }
    }
}
