using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Isolation;

/// <summary>Class 14: whatever client A did and however it ended, client B on the same backend finds a pristine session.</summary>
public sealed class SessionStateLeakTests : GatewayFixture
{
    // What belongs to a statement or to the connection itself differs anyway.
    private const string Pristine = """
        SELECT CONCAT(variable_name, '=', variable_value) FROM information_schema.session_variables
        WHERE variable_name NOT IN ('TIMESTAMP', 'PSEUDO_THREAD_ID', 'ERROR_COUNT', 'WARNING_COUNT', 'RAND_SEED1', 'RAND_SEED2', 'LAST_INSERT_ID', 'IDENTITY', 'IN_TRANSACTION')
        ORDER BY 1
        """;

    private static readonly string[] Actions =
    [
        "SET time_zone = '+09:00'", "SET NAMES latin1", "SET CHARACTER SET utf8mb3", "SET character_set_results = NULL", "USE d", "SET sql_mode = 'ANSI_QUOTES'",
        "SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
        "SET autocommit = 0", "SET foreign_key_checks = 0", "SET unique_checks = 0", "SET sort_buffer_size = 1048576", "SET max_statement_time = 59",
        "SET sql_select_limit = 1", "SET lc_time_names = 'ko_KR'", "SET group_concat_max_len = 5", "SET div_precision_increment = 9", "SET timestamp = 1000",
        "SET auto_increment_increment = 7", "SET insert_id = 77", "SET last_insert_id = 66", "SET @leak = 'secret of A'", "SELECT 'secret of A' INTO @leak",
        "SELECT @leak := 'secret of A'", "CREATE TEMPORARY TABLE leak_temp AS SELECT 'secret of A' AS v", "PREPARE leak_statement FROM 'SELECT ''secret of A'''",
        "SELECT GET_LOCK('leak_lock', 0)", "LOCK TABLES journal READ", "HANDLER salaries OPEN AS leak_handler", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT s",
        "ROLLBACK TO s", "SELECT missing", "START TRANSACTION READ ONLY", "SET STATEMENT max_statement_time = 7 FOR SELECT 1", "XA START 'leak'",
        "INSERT INTO journal (mark, who) VALUES (UUID(), 'leak')", "SELECT SQL_CALC_FOUND_ROWS * FROM customers LIMIT 1", "SELECT CAST('x' AS INT)",
        "CALL in_and_out(1, @leak, @leak2)", "SELECT 1; SET time_zone = '+05:00'; SELECT 2", "SET time_zone = '+05:00'; SELECT missing",
        "EXECUTE IMMEDIATE 'SET time_zone = ''+03:00'''", "BEGIN NOT ATOMIC SET time_zone = '+03:00'; SET @leak = 'secret of A'; END",
    ];

    public static IEnumerable<int> Seeds => Enumerable.Range(1, GatewayUnderTest.IsLong ? 300 : 40);

    [TestCaseSource(nameof(Seeds))]
    public void Client_b_never_sees_what_client_a_left_behind(int seed)
    {
        var random = new Random(seed);
        var port = PoolOfOne;
        var b = Login(port);
        var pristine = b.Rows(Pristine).Select(r => r[0]).ToList();
        var a = Login(port);
        var done = new List<string>();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var action = Actions[random.Next(Actions.Length)];
            done.Add(action);
            if (random.Next(2) == 0 || action.Contains(';', StringComparison.Ordinal))
                a.Query(action);
            else
                TryPrepared(a, action);
        }

        End(a, random.Next(5));
        AssertPristine(b, LoginDirectly(), pristine, $"seed {seed}, A did: {string.Join(" | ", done)}");
    }

    [Test]
    public void State_that_can_be_replayed_follows_its_client_while_another_uses_the_backend()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        string[] sets = ["time_zone|+09:00", "sql_mode|ANSI_QUOTES", "max_statement_time|59.000000", "group_concat_max_len|2048", "lc_time_names|ko_KR", "foreign_key_checks|0", "character_set_client|latin1"];
        a.Run("USE d");
        foreach (var set in sets.Select(s => s.Split('|')))
        {
            a.Run(decimal.TryParse(set[1], out _) && set[0] != "time_zone" ? $"SET {set[0]} = {set[1]}" : $"SET {set[0]} = '{set[1]}'");
            b.Run("SELECT 1");
        }

        foreach (var set in sets.Select(s => s.Split('|')))
        {
            Assert.That(a.Scalar($"SELECT @@{set[0]}"), Is.EqualTo(set[1]));
            Assert.That(b.Scalar($"SELECT @@{set[0]}"), Is.Not.EqualTo(set[1]));
        }

        Assert.That(a.Scalar("SELECT DATABASE()"), Is.EqualTo("d"));
        Assert.That(b.Scalar("SELECT DATABASE()"), Is.EqualTo("shop"));
    }

    [Test]
    public void What_the_last_statement_left_is_told_truthfully_while_another_uses_the_backend()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        b.Run("INSERT INTO journal (mark, who) VALUES (UUID(), 'of b')");
        var inserted = a.Run("INSERT INTO journal (mark, who) VALUES (UUID(), 'of a')").InsertId;
        b.Run("INSERT INTO journal (mark, who) VALUES (UUID(), 'of b')");
        Assert.That(a.Scalar("SELECT LAST_INSERT_ID()"), Is.EqualTo($"{inserted}"));
        b.Run("SELECT 1");
        Assert.That(a.Scalar("SELECT LAST_INSERT_ID()"), Is.EqualTo($"{inserted}"), "as long as nothing else is inserted");
        Assert.That(a.Scalar($"SELECT who FROM journal WHERE id = LAST_INSERT_ID()"), Is.EqualTo("of a"));
        a.Run("SELECT SQL_CALC_FOUND_ROWS customer_id FROM customers LIMIT 1");
        Assert.That(a.Scalar("SELECT FOUND_ROWS()"), Is.EqualTo("100"));
        a.Run("SELECT CAST('x' AS INT)");
        Assert.That(a.Rows("SHOW WARNINGS"), Has.Count.EqualTo(1));
    }

    [TestCase("it's")]
    [TestCase("back\\slash and \"quotes\"")]
    [TestCase("한글 ' \\ \" $$ ; -- /*")]
    [TestCase("'; DROP TABLE journal; --")]
    public void Class_15_values_of_user_variables_stay_byte_for_byte(string value)
    {
        // A user variable keeps its session on its backend.
        var port = PoolOfTwo;
        var client = Login(port);
        var other = Login(port);
        var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        client.Run($"SET @value = '{quoted}'");
        other.Query("SELECT 1");
        Assert.That(client.Scalar("SELECT @value"), Is.EqualTo(value));
        Assert.That(other.Scalar("SELECT @value"), Is.Null);
    }

    private static void TryPrepared(RawMySqlClient a, string action)
    {
        try
        {
            var statement = a.Prepare(action);
            a.Execute(statement);
            a.Close(statement);
        }
        catch (RawMySqlException)
        {
            // Not every statement can be prepared, and some fail in the state the ones before have left.
        }
    }

    private static void End(RawMySqlClient a, int how)
    {
        switch (how)
        {
            case 0:
                a.Quit();
                break;
            case 1:
                a.Abort();
                break;
            case 2:
                a.SendBytes([30, 0, 0, 0, 3, (byte)'S', (byte)'E', (byte)'T']);
                a.Abort();
                break;
            case 3:
                a.SendQuery("SET time_zone = '+07:00'");
                a.Dispose();
                break;
            default:
                a.Command(0x1f);
                break;
        }
    }

    private static void AssertPristine(RawMySqlClient b, RawMySqlClient observer, List<string?> pristine, string what)
    {
        Assert.Multiple(() =>
        {
            Assert.That(b.Rows(Pristine).Select(r => r[0]), Is.EqualTo(pristine), what);
            Assert.That(b.Scalar("SELECT CONCAT(DATABASE(), '/', CURRENT_USER())"), Is.EqualTo("shop/app@%"), what);
            Assert.That(b.Scalar("SELECT CONCAT_WS('/', @leak, @leak2)"), Is.Empty, what);
            Assert.That(b.Error("SELECT * FROM leak_temp").ErrorCode, Is.EqualTo(1146), what);
            Assert.That(b.Error("EXECUTE leak_statement").IsError, Is.True, what);
            Assert.That(b.Error("HANDLER leak_handler READ FIRST").IsError, Is.True, what);
            Assert.That(b.Run("UPDATE journal SET who = 'leak test' WHERE who = 'leak test'").IsAutocommit, Is.True, what);
            Assert.That(observer.Scalar("SELECT IS_FREE_LOCK('leak_lock')"), Is.EqualTo("1"), what);
            Assert.That(b.Query("SELECT 1").Select(r => r.ToString()), Is.EqualTo(new[] { "1: 1" }), what);
        });
    }
}
