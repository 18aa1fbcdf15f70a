using System.Globalization;
using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Gateway;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Masks;

/// <summary>The function of policies/sql/postgres-token.sql gives what the wire gives, and keeps its key.</summary>
[TestFixture]
public sealed class TokenTests
{
    private const string Key = "0123456789abcdef-key-of-more-than-32-bytes";
    private const string LongKey = "a key longer than one block of SHA-256, which is hashed before it is used as RFC 2104 says";

    private TemporaryDirectory _files = null!;
    private MaskKeyRing _keys = null!;
    private RawPostgresClient _client = null!;

    [OneTimeSetUp]
    public void Install()
    {
        _files = new TemporaryDirectory("mask-keys");
        File.WriteAllText(_files["default"], Key + "\n");
        File.WriteAllText(_files["long"], LongKey);
        var files = new Dictionary<string, string> { ["default"] = _files["default"], ["o'long"] = _files["long"] };
        _keys = MaskKeyRing.Load(files, new DocumentErrors())!;
        Shared.Database.Psql("DROP SCHEMA IF EXISTS proxydb CASCADE", SampleSchema.DatabaseName);
        var script = File.ReadAllText(ScriptPath());
        // Twice: it can be run again without losing keys.
        Shared.Database.Psql($"\\set service_login {SampleSchema.User}\n{script}", SampleSchema.DatabaseName);
        Shared.Database.Psql(
            $"SELECT proxydb.set_mask_key('default', convert_to('{Key}', 'UTF8')), proxydb.set_mask_key('o''long', convert_to('{LongKey}', 'UTF8'))",
            SampleSchema.DatabaseName);
        Shared.Database.Psql($"\\set service_login {SampleSchema.User}\n{script}", SampleSchema.DatabaseName);
        _client = RawPostgresClient.Login(new RawLogin(Shared.Database.Port));
        _client.Query("SET search_path = pg_temp, public, pg_catalog");
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _client.Dispose();
        Shared.Database.Psql("DROP SCHEMA proxydb CASCADE", SampleSchema.DatabaseName);
        _files.Dispose();
    }

    [TestCase("text", "740101-1234567")]
    [TestCase("text", "")]
    [TestCase("text", "주민번호 𝄞")]
    [TestCase("text", null)]
    [TestCase("character varying(14)", "740101-1234567")]
    [TestCase("character varying(40)", "x")]
    [TestCase("character(16)", "ab  ")]
    [TestCase("character(40)", "ab")]
    [TestCase("integer", "-17")]
    [TestCase("integer", "2147483647")]
    [TestCase("bigint", "-9223372036854775808")]
    [TestCase("bigint", "7401011234567")]
    [TestCase("uuid", "6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    public void A_token_in_sql_is_the_token_of_the_wire(string type, string? value)
    {
        foreach (var key in new[] { "default", "o'long" })
        {
            var mask = new MaskTerms(MaskKind.Token) { Key = key };
            Assert.That(PostgresMasks.Instance.TryWriteToken(mask, new ColumnType(type), "m.v", out var sql, out var refusal), Is.True, refusal);
            foreach (var isBinary in new[] { false, true })
            {
                var plain = Select("m.v", type, value, isBinary);
                var masked = Select(sql!, type, value, isBinary);
                Assert.That(Rewrite(mask, new ColumnType(type), plain), Is.EqualTo(masked[1].Body), $"{type} {value} {key} binary={isBinary}");
            }
        }
    }

    [Test]
    public void Equal_values_of_text_and_number_have_related_tokens_and_other_keys_other_ones()
    {
        Assert.That(_client.Scalar("SELECT proxydb.token('17')"), Is.EqualTo(_client.Scalar("SELECT proxydb.token(17::text, 'default')")));
        Assert.That(_client.Scalar("SELECT proxydb.token('17')"), Is.Not.EqualTo(_client.Scalar("SELECT proxydb.token('17', 'o''long')")));
    }

    [Test]
    public void A_hash_on_the_wire_is_the_hmac_that_any_tool_computes()
    {
        var row = Select("m.v", "text", "740101-1234567", false);
        var expected = Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes("740101-1234567")));
        var body = Rewrite(new MaskTerms(MaskKind.Hash), new ColumnType("text"), row);
        Assert.That(new ServerMessage('D', body).TextValues, Is.EqualTo(new[] { expected }));
    }

    [TestCase("SELECT * FROM proxydb.mask_keys", "42501")]
    [TestCase("SELECT proxydb.set_mask_key('default', 'a key of the client, 32 bytes long')", "42501")]
    [TestCase("SELECT proxydb.token('x', 'nothing')", "42704")]
    [TestCase("CREATE FUNCTION proxydb.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'", "42501")]
    public void The_service_login_gets_tokens_and_nothing_else(string sql, string code)
    {
        var error = _client.Query(sql).Single(m => m.IsError);
        Assert.That(error.SqlState, Is.EqualTo(code), error.ToString());
        Assert.That(error.ToString(), Does.Not.Contain(Key));
    }

    [Test]
    public void A_function_that_the_client_puts_before_the_built_in_one_is_not_called()
    {
        _client.Query("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'");
        Assert.That(_client.Scalar("SELECT proxydb.token('x')"), Is.EqualTo(Token("x")));
        Assert.That(_client.Scalar("SELECT length(pg_temp.sha256('\\x00'))"), Is.EqualTo("1"), "the trap is set");
    }

    [Test]
    public void A_key_of_less_than_32_bytes_is_refused()
    {
        Assert.That(
            () => Shared.Database.Psql("SELECT proxydb.set_mask_key('short', '\\x00')", SampleSchema.DatabaseName),
            Throws.Exception.With.Message.Contain("shorter than 32 bytes"));
    }

    private static string Token(string value) => Convert.ToHexStringLower(
        System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(value)))[..32];

    /// <summary>RowDescription and DataRow.</summary>
    private ServerMessage[] Select(string expression, string type, string? value, bool isBinary)
    {
        _client.Send(
            ClientMessage.Extended(string.Create(CultureInfo.InvariantCulture, $"SELECT {expression} AS v FROM (SELECT ($1::text)::{type} AS v) m"), isBinary, value),
            ClientMessage.Sync);
        var answer = _client.ReadUntilReady();
        Assert.That(answer.Where(m => m.IsError), Is.Empty, expression);
        return [.. answer.Where(m => m.Kind is 'T' or 'D')];
    }

    private byte[] Rewrite(MaskTerms mask, ColumnType type, ServerMessage[] answer)
    {
        Assert.That(ValueMasks.TryMake(SqlDialect.Postgres, mask, type, "v", _keys, out var made, out var refusal), Is.True, refusal);
        var rewriter = new RowRewriter([new OutputMask(0, made!)]);
        Assert.That(rewriter.Describe(answer[0].Body), Is.Null);
        var output = new WireBuffer();
        Assert.That(rewriter.TryRewrite(answer[1].Body, output), Is.True);
        return output.Written[5..].ToArray();
    }

    private static string ScriptPath()
    {
        for (var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, "policies/sql/postgres-token.sql");
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException("policies/sql/postgres-token.sql");
    }
}
