using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class StatementRedactionTests
{
    [TestCase("ALTER ROLE a PASSWORD 'geheim' VALID UNTIL 'x'", "ALTER ROLE a PASSWORD '***' VALID UNTIL 'x'")]
    [TestCase("create user a with encrypted password E'geheim'", "create user a with encrypted password '***'")]
    [TestCase("CREATE ROLE a PASSWORD $p$geheim$p$ LOGIN", "CREATE ROLE a PASSWORD '***' LOGIN")]
    [TestCase("CREATE ROLE a PASSWORD U&'geheim'", "CREATE ROLE a PASSWORD '***'")]
    [TestCase("CREATE ROLE a PASSWORD /* x */ 'ge'\n'heim'", "CREATE ROLE a PASSWORD /* x */ '***'")]
    [TestCase("CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', \"password\" 'geheim')", "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', \"password\" '***')")]
    [TestCase("CREATE SUBSCRIPTION s CONNECTION 'host=a password=geheim' PUBLICATION p", "CREATE SUBSCRIPTION s CONNECTION '***' PUBLICATION p")]
    [TestCase("SELECT dblink('host=a PassWord = geheim', 'SELECT 1')", "SELECT dblink('***', 'SELECT 1')")]
    [TestCase("SELECT dblink('postgres://u:geheim@h/d', 'SELECT 1')", "SELECT dblink('***', 'SELECT 1')")]
    [TestCase("DO $$ BEGIN EXECUTE 'ALTER ROLE a PASSWORD ''geheim'''; END $$", "DO '***'")]
    [TestCase("SET app.password = 'geheim'", "SET app.password = '***'")]
    [TestCase("SET app.password TO 'geheim'", "SET app.password TO '***'")]
    [TestCase("SELECT set_config('app.password', 'geheim', true)", "SELECT set_config('app.password', '***', true)")]
    [TestCase("SELECT pgp_sym_decrypt(a, lower('geheim')), 'x' FROM t", "SELECT pgp_sym_decrypt(a, lower('***')), 'x' FROM t")]
    [TestCase("ALTER ROLE a PASSWORD 'geheim", "ALTER ROLE a PASSWORD …")]
    public void A_secret_is_hidden_and_the_rest_is_as_sent(string text, string expected) =>
        Assert.That(StatementRedaction.WithoutSecrets(Encoding.UTF8.GetBytes(text), true), Is.EqualTo(expected));

    [TestCase("SELECT name FROM users WHERE id = 1 AND name = 'password'")]
    [TestCase("ALTER ROLE a PASSWORD NULL")]
    [TestCase("SELECT password, 5 FROM t")]
    public void A_text_without_a_secret_is_kept(string text) =>
        Assert.That(StatementRedaction.WithoutSecrets(Encoding.UTF8.GetBytes(text), true), Is.Null);
}
