using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.MySql;

public sealed class MySqlShapeTests
{
    private static readonly MySqlSession MariaDb = new(new MySqlServer(true, 101119), MySqlModes.None, "utf8mb4", false);

    [TestCase("SELECT * FROM t WHERE id = 1", "select *\nFROM t -- c\nWHERE id=22")]
    [TestCase("SELECT a FROM t WHERE t.a = 'x' AND b > 1.5", "SELECT a FROM t WHERE t.a = \"yy\" AND b > .25")]
    [TestCase("SELECT a FROM t WHERE a IN (1, 2) OR b NOT IN ('a','b')", "SELECT a FROM t WHERE a IN (3, 4) OR b NOT IN ('','')")]
    [TestCase("SELECT a FROM t WHERE a BETWEEN 1 AND 5 AND b LIKE 'x%'", "SELECT a FROM t WHERE a BETWEEN 2 AND 7 AND b LIKE '%'")]
    [TestCase("SELECT a FROM t LIMIT 10 OFFSET 20", "SELECT a FROM t LIMIT 1 OFFSET 2")]
    [TestCase("SELECT a FROM t LIMIT 10, 20", "SELECT a FROM t LIMIT 1, 2")]
    [TestCase("INSERT INTO t VALUES (1, 'a', -2), (now(), 'b', 3)", "INSERT INTO t VALUES (5, 'x', -7), (now(), '', 4)")]
    [TestCase("INSERT INTO t SET a = 1", "INSERT INTO t SET a = 2")]
    [TestCase("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = 2", "INSERT INTO t VALUES (2) ON DUPLICATE KEY UPDATE a = VALUES(a), b = 3")]
    [TestCase("UPDATE t SET a = 1, b = b + -2 WHERE id = 3", "UPDATE t SET a = 9, b = b + -8 WHERE id = 7")]
    [TestCase("SELECT a FROM t WHERE coalesce(a, 0) = b", "SELECT a FROM t WHERE coalesce(a, 1) = b")]
    [TestCase("SELECT (SELECT b FROM u WHERE c = 1) FROM t WHERE d = 2", "SELECT (SELECT b FROM u WHERE c = 5) FROM t WHERE d = 6")]
    public void Neutral_literals_of_one_class_have_one_shape(string one, string other) => Assert.That(Key(other), Is.EqualTo(Key(one)));

    [TestCase("SELECT a FROM t ORDER BY 1", "SELECT a FROM t ORDER BY 2")]
    [TestCase("SELECT a FROM t WHERE 1 = 1", "SELECT a FROM t WHERE 1 = 2")]
    [TestCase("SELECT a FROM t", "SELECT a FROM T")]
    [TestCase("SELECT a = 1 FROM t", "SELECT a = 2 FROM t")]
    [TestCase("SELECT coalesce(a, 0) FROM t", "SELECT coalesce(a, 1) FROM t")]
    [TestCase("SELECT trim(a FROM coalesce(a, 0)), coalesce(b, 0) FROM t", "SELECT trim(a FROM coalesce(a, 0)), coalesce(b, 1) FROM t")]
    [TestCase("SELECT a 'x' FROM t", "SELECT a 'y' FROM t")]
    [TestCase("SELECT a FROM t WHERE a = 'x' 'y'", "SELECT a FROM t WHERE a = 'x' 'z'")]
    [TestCase("SELECT a FROM t WHERE a = 'x\\'y'", "SELECT a FROM t WHERE a = 'x\\'z'")]
    [TestCase("SELECT a FROM t WHERE a = DATE '2020-01-01'", "SELECT a FROM t WHERE a = DATE '2021-01-01'")]
    [TestCase("SELECT a FROM t WHERE a = INTERVAL 1 DAY + b", "SELECT a FROM t WHERE a = INTERVAL 2 DAY + b")]
    [TestCase("SELECT a FROM t WHERE a = _utf8'x'", "SELECT a FROM t WHERE a = _utf8'y'")]
    [TestCase("SELECT a INTO OUTFILE 'x' FROM t", "SELECT a INTO OUTFILE 'y' FROM t")]
    [TestCase("SELECT @a := 1", "SELECT @a := 2")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = '1'")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 1.0")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 10000000000")]
    [TestCase("SELECT a FROM t WHERE a = get_lock('x', 1)", "SELECT a FROM t WHERE a = get_lock('y', 1)")]
    [TestCase("SELECT a FROM t WHERE a LIKE 'x' ESCAPE '!'", "SELECT a FROM t WHERE a LIKE 'x' ESCAPE '#'")]
    [TestCase("SELECT a FROM t RETURNING a = 1", "SELECT a FROM t RETURNING a = 2")]
    public void What_a_statement_means_is_in_its_shape(string one, string other) => Assert.That(Key(other), Is.Not.EqualTo(Key(one)));

    [TestCase("SET sql_mode = 'a'")]
    [TestCase("CREATE TABLE t (a int)")]
    [TestCase("SELECT 'a")]
    [TestCase("KILL 5")]
    public void Other_statements_are_keyed_by_their_text(string text) => Assert.That(Key(text), Is.Null);

    [Test]
    public void A_key_is_written_without_allocating()
    {
        var text = "SELECT a FROM t WHERE id = 4711 AND b IN ('x', 'y') LIMIT 5"u8.ToArray();
        var key = new byte[StatementShape.KeyLimit(text.Length)];
        Repeat();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Repeat()
        {
            for (var i = 0; i < 100; i++)
            {
                StatementShape.TryKey(text, MariaDb, key, out _);
            }
        }
    }

    [Test]
    public void Modes_are_part_of_a_key() =>
        Assert.That(Key("SELECT a", MariaDb with { Modes = MySqlModes.AnsiQuotes }), Is.Not.EqualTo(Key("SELECT a")));

    [TestCase("CREATE USER u@h IDENTIFIED BY 'geheim'", "CREATE USER u@h IDENTIFIED BY '***'")]
    [TestCase("CREATE USER 'u'@'h' IDENTIFIED WITH p AS 'geheim' REQUIRE NONE", "CREATE USER 'u'@'h' IDENTIFIED WITH p AS '***' REQUIRE NONE")]
    [TestCase("SET PASSWORD FOR u = PASSWORD('geheim')", "SET PASSWORD FOR u = PASSWORD('***')")]
    [TestCase("SET PASSWORD = 'geheim'", "SET PASSWORD = '***'")]
    [TestCase("CHANGE MASTER TO MASTER_USER='r', MASTER_PASSWORD='geheim'", "CHANGE MASTER TO MASTER_USER='r', MASTER_PASSWORD='***'")]
    [TestCase("SELECT aes_encrypt(a, \"geheim\") FROM t WHERE b = 'x'", "SELECT aes_encrypt(a, '***') FROM t WHERE b = 'x'")]
    [TestCase("CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 'geheim')", "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD '***')")]
    [TestCase("PREPARE p FROM 'CREATE USER u IDENTIFIED BY ''geheim'''", "PREPARE p FROM '***'")]
    [TestCase("SET x = 'geheim", "SET x = …")]
    public void Secrets_are_not_written_down(string text, string redacted) =>
        Assert.That(StatementRedaction.WithoutSecrets(Encoding.UTF8.GetBytes(text), MariaDb), Is.EqualTo(redacted));

    [Test]
    public void The_normalized_text_has_no_literals() =>
        Assert.That(StatementShape.Compute("SELECT 'é', 1.5 /* c */ FROM `t` WHERE a = x'41'", MariaDb).NormalizedText, Is.EqualTo("SELECT ?, ? FROM `t` WHERE a = ?"));

    private static string? Key(string text, MySqlSession? session = null)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var key = new byte[StatementShape.KeyLimit(utf8.Length)];
        return StatementShape.TryKey(utf8, session ?? MariaDb, key, out var length) ? Convert.ToHexString(key.AsSpan(0, length)) : null;
    }
}
