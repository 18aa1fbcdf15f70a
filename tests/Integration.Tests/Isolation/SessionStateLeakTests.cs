using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Isolation;

/// <summary>Class 14: whatever client A did and however it ended, client B on the same backend finds a pristine session.</summary>
public sealed class SessionStateLeakTests : GatewayFixture
{
    private const string Pristine = "SELECT name || '=' || setting FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction\\_%' ORDER BY 1";

    private static readonly string[] Actions =
    [
        "SET timezone = 'Asia/Seoul'", "SET datestyle = 'German'", "SET search_path = d, public", "SET search_path = ''", "SET ROLE reporting",
        "SET default_transaction_read_only = on", "SET statement_timeout = '59s'", "SET application_name = 'client A'", "SET my.secret = 'a'",
        "SELECT set_config('intervalstyle', 'iso_8601', false)", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET standard_conforming_strings = off", "SET client_encoding = 'LATIN1'", "SET work_mem = '9MB'", "SET LOCAL work_mem = '10MB'",
        "SET session_replication_role = DEFAULT", "SET row_security = off", "SET client_min_messages = 'error'", "SET bytea_output = 'escape'",
        "CREATE TEMP TABLE leak_temp AS SELECT 'secret of A' AS v", "PREPARE leak_statement AS SELECT 'secret of A'",
        "SELECT pg_advisory_lock(1014)", "LISTEN leak_channel", "SELECT nextval('journal_id_seq')",
        "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT s", "ROLLBACK TO s", "SELECT 1/0", "RESET ALL", "RESET ROLE", "DISCARD ALL", "DEALLOCATE ALL",
        "DECLARE leak_cursor CURSOR WITH HOLD FOR SELECT 'secret of A'", "SET TRANSACTION READ ONLY",
        "DO $$ BEGIN SET LOCAL timezone = 'Asia/Tokyo'; PERFORM set_config('my.hidden', 'a', false); END $$",
        "SELECT 1; SET intervalstyle = 'sql_standard'; SELECT 2", "BEGIN; SET timezone = 'Asia/Tokyo'; SELECT 1/0",
    ];

    public static IEnumerable<int> Seeds => Enumerable.Range(1, GatewayUnderTest.IsLong ? 300 : 30);

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
            a.SendBytes(random.Next(2) == 0 || action.Contains("; ", StringComparison.Ordinal) ? Query(action) : Join(Extended(action), Sync));
            a.ReadUntilReady();
        }

        End(a, random.Next(4));
        AssertPristine(b, LoginDirectly(), pristine, $"seed {seed}, A did: {string.Join(" | ", done)}");
    }

    private static void End(RawPostgresClient a, int how)
    {
        switch (how)
        {
            case 0:
                a.Send(Terminate);
                a.Dispose();
                break;
            case 1:
                a.Abort();
                break;
            case 2:
                a.SendBytes(Query("SET timezone = 'Asia/Tokyo'").AsSpan(0, 12));
                a.Abort();
                break;
            default:
                a.Send(Parse("", "SET timezone = 'Asia/Tokyo'"), Bind("", ""), Execute(), Flush);
                a.Dispose();
                break;
        }
    }

    private static void AssertPristine(RawPostgresClient b, RawPostgresClient observer, List<string?> pristine, string what)
    {
        Assert.Multiple(() =>
        {
            Assert.That(b.Rows(Pristine).Select(r => r[0]), Is.EqualTo(pristine), what);
            Assert.That(b.Scalar("SELECT current_user || '/' || session_user"), Is.EqualTo("app/app"), what);
            Assert.That(b.Scalar("SHOW transaction_read_only"), Is.EqualTo("off"), what);
            Assert.That(b.Query("SELECT * FROM leak_temp").Exists(m => m.SqlState == "42P01"), what);
            Assert.That(b.Query("EXECUTE leak_statement").Exists(m => m.IsError), Is.True, what);
            Assert.That(b.Query("FETCH 1 FROM leak_cursor").Exists(m => m.IsError), Is.True, what);
            Assert.That(b.Query("SELECT currval('journal_id_seq')").Exists(m => m.IsError), Is.True, what);
            Assert.That(observer.Scalar("SELECT pg_try_advisory_lock(1014) AND pg_advisory_unlock(1014)"), Is.EqualTo("t"), what);
            observer.Query("NOTIFY leak_channel, 'secret'");
            Assert.That(b.Query("SELECT 1").Select(m => m.Kind), Is.EqualTo("TDCZ"), what);
        });
    }

    [Test]
    public void State_that_can_be_replayed_follows_its_client_while_another_uses_the_backend()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        string[] sets = ["timezone|Asia/Seoul", "datestyle|SQL, DMY", "search_path|d, public", "statement_timeout|59s", "application_name|client A", "my.own|x", "intervalstyle|iso_8601"];
        foreach (var set in sets.Select(s => s.Split('|')))
        {
            a.Rows(set[0] == "search_path" ? "SET search_path = d, public" : $"SET {set[0]} = '{set[1]}'");
            b.Rows("SELECT 1");
        }

        foreach (var set in sets.Select(s => s.Split('|')))
        {
            Assert.That(a.Scalar($"SHOW {set[0]}"), Is.EqualTo(set[1]));
            Assert.That(b.Scalar($"SELECT current_setting('{set[0]}', true)"), Is.Not.EqualTo(set[1]));
        }
    }

    [TestCase("it's")]
    [TestCase("back\\slash and \"quotes\"")]
    [TestCase("한글 ' \\ \" $$ ; -- /*")]
    [TestCase("")]
    [TestCase("a,b, c")]
    [TestCase("'; DROP TABLE journal; --")]
    [TestCase("E'\\x41'")]
    public void Class_15_values_of_settings_are_replayed_byte_for_byte(string value)
    {
        foreach (var atStart in (bool[])[true, false])
        {
            // A value that is known at run time only may keep its session on its backend.
            var port = atStart ? PoolOfOne : PoolOfTwo;
            var client = atStart
                ? Login(new RawLogin(port) { Parameters = [("my.value", value), ("application_name", "n")] })
                : Login(port);
            if (!atStart)
                client.Extended("SELECT set_config('my.value', $1, false)", value);
            var other = Login(port);
            for (var i = 0; i < 2; i++)
            {
                other.Rows("SET my.value = 'of the other'");
                Assert.That(client.Scalar("SHOW my.value"), Is.EqualTo(value), atStart ? "start-up parameter" : "set_config");
            }
        }
    }

    [TestCase("''")]
    [TestCase("\"$user\", public")]
    [TestCase("\"we\"\"ird\", 'it''s', d")]
    [TestCase("pg_catalog, \"한글\"")]
    public void Class_15_search_paths_are_replayed_as_lists(string path)
    {
        var client = Login(PoolOfOne);
        var other = Login(PoolOfOne);
        var direct = LoginDirectly();
        direct.Rows($"SET search_path = {path}");
        client.Rows($"SET search_path = {path}");
        other.Rows("SET search_path = public");
        Assert.That(client.Scalar("SHOW search_path"), Is.EqualTo(direct.Scalar("SHOW search_path")));
        Assert.That(client.Scalar("SELECT current_schemas(false)::text"), Is.EqualTo(direct.Scalar("SELECT current_schemas(false)::text")));
    }
}
