using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

public sealed class TSqlShapeTests
{
    private static readonly TSqlSession Session = new(true, null, 15);
    private static readonly AnalysisNamespace Names = new("shop", ["dbo"], "clerk") { TSql = Session };

    [TestCase("SELECT * FROM t WHERE id = 1", "select *\nFROM t -- c\nWHERE id=22")]
    [TestCase("SELECT a FROM t WHERE t.a = 'x' AND b > 1.5", "SELECT a FROM t WHERE t.a = 'yy' AND b > .25")]
    [TestCase("SELECT a FROM t WHERE [a] = N'x' AND b <= 1", "SELECT a FROM t WHERE [a] = N'yy' AND b <= 2")]
    [TestCase("SELECT a FROM t WHERE a IN (1, 2) OR b NOT IN ('a','b')", "SELECT a FROM t WHERE a IN (3, 4) OR b NOT IN ('','')")]
    [TestCase("SELECT a FROM t WHERE a BETWEEN 1 AND 5 AND b LIKE 'x%'", "SELECT a FROM t WHERE a BETWEEN 2 AND 7 AND b LIKE '%'")]
    [TestCase("SELECT a FROM t ORDER BY a OFFSET 10 ROWS FETCH NEXT 20 ROWS ONLY", "SELECT a FROM t ORDER BY a OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY")]
    [TestCase("INSERT INTO t VALUES (1, 'a', -2), (getdate(), 'b', 3)", "INSERT INTO t VALUES (5, 'x', -7), (getdate(), '', 4)")]
    [TestCase("INSERT t (a) OUTPUT inserted.id VALUES (1)", "INSERT t (a) OUTPUT inserted.id VALUES (2)")]
    [TestCase("UPDATE t SET a = 1, b = b + -2 WHERE id = 3", "UPDATE t SET a = 9, b = b + -8 WHERE id = 7")]
    [TestCase("UPDATE t SET a = 1 OUTPUT deleted.a WHERE id = 3; DELETE t WHERE id = 4", "UPDATE t SET a = 2 OUTPUT deleted.a WHERE id = 5; DELETE t WHERE id = 6")]
    [TestCase("SELECT a FROM t WHERE isnull(a, 0) = b", "SELECT a FROM t WHERE isnull(a, 1) = b")]
    [TestCase("SELECT (SELECT b FROM u WHERE c = 1) FROM t WHERE d = 2", "SELECT (SELECT b FROM u WHERE c = 5) FROM t WHERE d = 6")]
    public void Neutral_literals_of_one_class_have_one_shape(string one, string other) => Assert.That(Key(other), Is.EqualTo(Key(one)));

    [TestCase("SELECT a FROM t ORDER BY 1", "SELECT a FROM t ORDER BY 2")]
    [TestCase("SELECT a FROM t WHERE 1 = 1", "SELECT a FROM t WHERE 1 = 2")]
    [TestCase("SELECT a FROM t", "SELECT a FROM T")]
    [TestCase("SELECT a = 1 FROM t", "SELECT a = 2 FROM t")]
    [TestCase("SELECT TOP 1 a FROM t", "SELECT TOP 2 a FROM t")]
    [TestCase("SELECT isnull(a, 0) FROM t", "SELECT isnull(a, 1) FROM t")]
    [TestCase("SELECT a 'x' FROM t", "SELECT a 'y' FROM t")]
    [TestCase("SELECT a FROM t WHERE a = 'x''y'", "SELECT a FROM t WHERE a = 'x''z'")]
    [TestCase("SELECT a FROM t WHERE a = 'x' COLLATE Latin1_General_BIN", "SELECT a FROM t WHERE a = 'y' COLLATE Latin1_General_BIN")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = '1'")]
    [TestCase("SELECT a FROM t WHERE a = N'x'", "SELECT a FROM t WHERE a = 'x'")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 1.0")]
    [TestCase("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 10000000000")]
    [TestCase("SELECT a FROM t WHERE a = 0x01", "SELECT a FROM t WHERE a = 0x02")]
    [TestCase("SELECT a FROM t WHERE a = object_id('x')", "SELECT a FROM t WHERE a = object_id('y')")]
    [TestCase("SELECT a FROM t WHERE a LIKE 'x' ESCAPE '!'", "SELECT a FROM t WHERE a LIKE 'x' ESCAPE '#'")]
    [TestCase("SELECT a FROM t FOR XML PATH('x')", "SELECT a FROM t FOR XML PATH('y')")]
    [TestCase("INSERT t (a) OUTPUT 1 VALUES (1)", "INSERT t (a) OUTPUT 2 VALUES (1)")]
    public void What_a_statement_means_is_in_its_shape(string one, string other) => Assert.That(Key(other), Is.Not.EqualTo(Key(one)));

    [TestCase("SET ROWCOUNT 5")]
    [TestCase("SELECT a FROM t WHERE b = 1 SET ROWCOUNT 5")]
    [TestCase("UPDATE t SET a = 1 SET LOCK_TIMEOUT 5")]
    [TestCase("CREATE TABLE t (a int)")]
    [TestCase("SELECT a FROM t WHERE b = 1 EXEC p 'x'")]
    [TestCase("sp_who 'x'")]
    [TestCase("EXEC('SELECT 1')")]
    [TestCase("SELECT * FROM OPENROWSET('a', 'b', 'c')")]
    [TestCase("SELECT a FROM t WHERE b = 1; THROW 50000, 'x', 1")]
    [TestCase("SELECT 'a")]
    [TestCase("KILL 5")]
    public void Other_statements_are_keyed_by_their_text(string text) => Assert.That(Key(text), Is.Null);

    [Test]
    public void A_key_is_written_without_allocating()
    {
        var text = "SELECT a FROM t WHERE id = 4711 AND b IN ('x', 'y') ORDER BY a"u8.ToArray();
        var key = new byte[StatementShape.KeyLimit(text.Length)];
        Repeat();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Repeat()
        {
            for (var i = 0; i < 100; i++)
            {
                StatementShape.TryKey(text, Session, key, out _);
            }
        }
    }

    [Test]
    public void What_a_double_quote_means_is_part_of_a_key() =>
        Assert.That(Key("SELECT a", Session with { QuotedIdentifier = false }), Is.Not.EqualTo(Key("SELECT a")));

    [TestCase("CREATE LOGIN u WITH PASSWORD = 'geheim', CHECK_POLICY = OFF", "CREATE LOGIN u WITH PASSWORD = '***', CHECK_POLICY = OFF")]
    [TestCase("CREATE LOGIN u WITH PASSWORD = 0x0200AB HASHED", "CREATE LOGIN u WITH PASSWORD = '***' HASHED")]
    [TestCase("ALTER LOGIN u WITH PASSWORD = N'neu' OLD_PASSWORD = N'alt'", "ALTER LOGIN u WITH PASSWORD = '***' OLD_PASSWORD = '***'")]
    [TestCase("EXEC sp_addlogin 'u', 'geheim'", "EXEC sp_addlogin '***', '***'")]
    [TestCase("EXEC sp_setapprole @rolename = 'r', @password = 'geheim'", "EXEC sp_setapprole @rolename = '***', @password = '***'")]
    [TestCase("SELECT ENCRYPTBYPASSPHRASE('geheim', a) FROM t WHERE b = 'x'", "SELECT ENCRYPTBYPASSPHRASE('***', a) FROM t WHERE b = 'x'")]
    [TestCase("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'geheim'", "CREATE MASTER KEY ENCRYPTION BY PASSWORD = '***'")]
    [TestCase("CREATE CREDENTIAL c WITH IDENTITY = 'u', SECRET = 'geheim'", "CREATE CREDENTIAL c WITH IDENTITY = 'u', SECRET = '***'")]
    [TestCase("SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;Uid=u;Pwd=geheim', 'SELECT 1')", "SELECT * FROM OPENROWSET('***', '***', '***')")]
    [TestCase("EXEC('CREATE LOGIN u WITH PASSWORD = ''geheim''')", "EXEC('***')")]
    [TestCase("PRINT 'geheim", "PRINT …")]
    public void Secrets_are_not_written_down(string text, string redacted) =>
        Assert.That(StatementRedaction.WithoutSecrets(SqlDialect.TSql, Encoding.UTF8.GetBytes(text), Names), Is.EqualTo(redacted));

    [Test]
    public void The_normalized_text_has_no_literals() => Assert.That(
        StatementShape.Compute("SELECT N'é', 1.5 /* c */ FROM [t] WHERE a = 0x41 AND b = \"c\"", Session).NormalizedText,
        Is.EqualTo("SELECT ?, ? FROM [t] WHERE a = ? AND b = \"c\""));

    private static string? Key(string text, TSqlSession? session = null)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var key = new byte[StatementShape.KeyLimit(utf8.Length)];
        return StatementShape.TryKey(utf8, session ?? Session, key, out var length) ? Convert.ToHexString(key.AsSpan(0, length)) : null;
    }
}
