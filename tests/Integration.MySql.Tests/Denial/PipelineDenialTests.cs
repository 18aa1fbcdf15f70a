using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Denial;

/// <summary>A denial keeps the server's truth: rows and transaction state are what a real error in its place would have left.</summary>
public sealed class PipelineDenialTests : DenialFixture
{
    [Test]
    public void Allow_deny_allow_in_one_pipeline() => AssertAsTheServerWould(denied => [Insert("a"), denied, Insert("b")], _ => [Insert("c")]);

    [Test]
    public void Deny_first_then_allow() => AssertAsTheServerWould(denied => [denied, Insert("a")], _ => [Insert("b")]);

    [Test]
    public void Two_denials_in_one_pipeline_are_two_errors() => AssertAsTheServerWould(denied => [Insert("a"), denied, denied, Insert("b")]);

    [Test]
    public void Deny_inside_an_explicit_transaction_leaves_it_open() =>
        AssertAsTheServerWould(_ => ["BEGIN", Insert("a")], denied => [denied], _ => [Insert("b")], _ => ["SELECT 1"], _ => ["COMMIT"], _ => [Insert("c")]);

    [Test]
    public void Deny_as_first_statement_of_a_transaction() =>
        AssertAsTheServerWould(_ => ["BEGIN"], denied => [denied], _ => ["SELECT 1"], _ => ["ROLLBACK"], _ => ["SELECT 1"]);

    [Test]
    public void Begin_and_deny_in_one_pipeline() => AssertAsTheServerWould(denied => ["BEGIN", Insert("a"), denied, Insert("b")], _ => ["ROLLBACK"]);

    [Test]
    public void Savepoints_bring_back_what_stood_before_the_denial() =>
        AssertAsTheServerWould(
            _ => ["BEGIN", Insert("a"), "SAVEPOINT s", Insert("b")], denied => [denied], _ => ["ROLLBACK TO SAVEPOINT s"], _ => [Insert("c")], _ => ["COMMIT"]);

    [Test]
    public void Deny_without_autocommit() =>
        AssertAsTheServerWould(_ => ["SET autocommit = 0"], denied => [denied], denied => [Insert("a"), denied], _ => ["ROLLBACK"], _ => [Insert("b")], _ => ["COMMIT"], denied => [denied]);

    [Test]
    public void A_denied_statement_is_not_prepared()
    {
        var client = Login(Gateway.Port);
        Assert.That(Assert.Throws<RawMySqlException>(() => client.Prepare(Denied))!.Code, Is.EqualTo(Refused));
        Assert.That(client.Execute(new RawStatement(1, [], [], 0))[0].ErrorCode, Is.EqualTo(1243));
        Assert.That(client.Execute(client.Prepare("SELECT 1"))[0].Texts[0][0], Is.EqualTo("1"));
    }

    [TestCase("{0}; {1}; {2}")]
    [TestCase("{0}; {2}; {1}")]
    [TestCase("{1}; {0}; {2}")]
    [TestCase("BEGIN; {0}; {1}; COMMIT")]
    public void A_multi_statement_text_is_decided_whole(string form)
    {
        var client = Login(Gateway.Port);
        var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Insert("m1"), Denied, Insert("m2"));
        var answer = client.Query(sql);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Select(r => r.ErrorCode), Is.EqualTo(new[] { Refused }));
            Assert.That(client.Run("DO 1").InTransaction, Is.False);
            Assert.That(Marks(LoginDirectly()), Is.Empty);
        });
    }

    [Test]
    public void The_error_names_rule_and_message_and_no_backend_sees_the_statement()
    {
        Shared.Database.Sql("SET GLOBAL general_log = ON, log_output = 'TABLE'; TRUNCATE mysql.general_log");
        var client = Login(Gateway.Port);
        var error = client.Error("SELECT amount /* never-sent */ FROM salaries");
        Assert.Multiple(() =>
        {
            Assert.That(error.ErrorCode, Is.EqualTo(Refused));
            Assert.That(error.SqlState, Is.EqualTo("42000"));
            Assert.That(error.Message, Does.Contain("salaries are not for applications").And.Contain(DenialPolicy.Rule));
            Assert.That(Shared.Database.Sql("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE CONCAT('%never-', 'sent%')"), Is.EqualTo("0"));
        });
        Shared.Database.Sql("SET GLOBAL general_log = OFF");
    }

    [TestCase("SELECT * FROM salaries")]
    [TestCase("SELECT * FROM shop.salaries s, customers")]
    [TestCase("WITH x AS (SELECT * FROM salaries) SELECT count(*) FROM x")]
    [TestCase("SELECT (SELECT max(amount) FROM salaries)")]
    [TestCase("INSERT INTO journal (mark, who) SELECT employee, 'denial' FROM salaries")]
    [TestCase("INSERT INTO journal (mark) VALUES ('x') ON DUPLICATE KEY UPDATE who = (SELECT employee FROM salaries LIMIT 1)")]
    [TestCase("UPDATE journal SET mark = (SELECT employee FROM salaries LIMIT 1)")]
    [TestCase("UPDATE journal j JOIN salaries s ON s.employee = j.who SET j.mark = s.amount")]
    [TestCase("DELETE FROM salaries")]
    [TestCase("DELETE j FROM journal j JOIN salaries s ON s.employee = j.who")]
    [TestCase("UPDATE salaries SET amount = 0 WHERE employee = 'kim'")]
    [TestCase("REPLACE INTO salaries VALUES ('kim', 1)")]
    [TestCase("TRUNCATE salaries")]
    [TestCase("HANDLER salaries OPEN")]
    [TestCase("DESCRIBE salaries")]
    [TestCase("SHOW COLUMNS FROM salaries")]
    [TestCase("SHOW CREATE TABLE salaries")]
    [TestCase("EXPLAIN SELECT * FROM salaries")]
    [TestCase("ANALYZE SELECT * FROM salaries")]
    [TestCase("PREPARE p FROM 'SELECT * FROM salaries'")]
    [TestCase("EXECUTE IMMEDIATE 'SELECT * FROM salaries'")]
    [TestCase("SET @v = (SELECT MAX(amount) FROM salaries)")]
    [TestCase("DO (SELECT MAX(amount) FROM salaries)")]
    [TestCase("SET STATEMENT max_statement_time = 5 FOR SELECT * FROM salaries")]
    [TestCase("SELECT 1 /*! FROM salaries */")]
    [TestCase("SELECT 1 /*M! FROM salaries */")]
    [TestCase("CREATE TABLE d.stolen AS SELECT * FROM salaries")]
    [TestCase("CREATE TABLE d.stolen LIKE salaries")]
    [TestCase("CREATE VIEW d.stolen AS SELECT * FROM salaries")]
    [TestCase("CREATE PROCEDURE d.stolen() SELECT * FROM shop.salaries", Description = "a name without a database is one of the routine's database")]
    [TestCase("CREATE PROCEDURE stolen() SELECT * FROM salaries")]
    [TestCase("CREATE FUNCTION d.stolen() RETURNS int RETURN (SELECT MAX(amount) FROM shop.salaries)")]
    [TestCase("CREATE TRIGGER stolen BEFORE INSERT ON journal FOR EACH ROW SET NEW.who = (SELECT MAX(amount) FROM salaries)")]
    [TestCase("CREATE EVENT stolen ON SCHEDULE EVERY 1 DAY DO INSERT INTO journal (mark) SELECT amount FROM salaries")]
    [TestCase("BEGIN NOT ATOMIC SELECT * FROM salaries; END")]
    [TestCase("ALTER TABLE salaries RENAME TO d.harmless")]
    [TestCase("RENAME TABLE salaries TO d.harmless")]
    [TestCase("DROP TABLE salaries")]
    [TestCase("LOCK TABLES salaries READ")]
    [TestCase("CHECKSUM TABLE salaries")]
    [TestCase("select `amount` from `SHOP` . salaries")]
    [TestCase("LOAD DATA INFILE '/etc/passwd' INTO TABLE journal (mark)")]
    [TestCase("LOAD DATA LOCAL INFILE 'x' INTO TABLE salaries")]
    [TestCase("SELECT 1 INTO OUTFILE '/tmp/x'")]
    [TestCase("SELECT LOAD_FILE('/etc/passwd')")]
    [TestCase("SHOW PROCESSLIST")]
    [TestCase("SELECT * FROM information_schema.processlist")]
    [TestCase("SELECT * FROM mysql.global_priv")]
    [TestCase("SELECT * FROM performance_schema.threads")]
    [TestCase("SET GLOBAL general_log = 1")]
    [TestCase("SET PASSWORD = PASSWORD('x')")]
    [TestCase("SET @a = 1, PASSWORD = PASSWORD('x')")]
    [TestCase("ALTER USER CURRENT_USER() IDENTIFIED BY 'x'")]
    [TestCase("GRANT USAGE ON *.* TO app IDENTIFIED BY 'x'")]
    [TestCase("DROP USER app")]
    [TestCase("BINLOG 'x'")]
    [TestCase("SHUTDOWN")]
    public void Every_way_to_the_denied_table_and_through_the_floor_is_refused(string sql)
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Error(sql).ErrorCode, Is.EqualTo(Refused).Or.EqualTo(sql.Contains("SHOP", StringComparison.Ordinal) ? 1146 : Refused), sql);
        Assert.That(Assert.Throws<RawMySqlException>(() => client.Execute(client.Prepare(sql)), sql)!.Code, Is.AnyOf(Refused, 1295, 1146, 1064), sql);
        Assert.That(client.Run("DO 1").InTransaction, Is.False, sql);
    }
}
