using System.Buffers.Binary;
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

namespace ProxyDb.Integration.Tests.Masks;

/// <summary>
/// The mask written in SQL and the mask on the wire give the same bytes, of the column's type, modifier and collation, for values at the
/// edges and at random; and no value raises an error.
/// </summary>
[TestFixture]
public sealed class MaskAgreementTests
{
    private RawPostgresClient _client = null!;

    [OneTimeSetUp]
    public void Login()
    {
        Shared.Database.Psql(
            """
            DROP TYPE IF EXISTS public.proxy_mood CASCADE; CREATE TYPE public.proxy_mood AS ENUM ('sad', 'happy');
            DROP COLLATION IF EXISTS public.proxy_ci; CREATE COLLATION public.proxy_ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """, SampleSchema.DatabaseName);
        _client = RawPostgresClient.Login(new RawLogin(Shared.Database.Port));
        // The client's settings must not matter: neither which schemas come first, nor how literals are read, nor the zone of SQL masks.
        _client.Query("CREATE TEMP TABLE hostile (); SET search_path = pg_temp, public, pg_catalog; SET standard_conforming_strings = off; SET backslash_quote = on; SET TimeZone = 'UTC'");
    }

    [OneTimeTearDown]
    public void Close() => _client.Dispose();

    [TestCaseSource(typeof(MaskSample), nameof(MaskSample.All))]
    public void Sql_and_wire_give_the_same_bytes(MaskSample sample)
    {
        Load(sample);
        foreach (var mask in sample.Masks)
        {
            if (MaskSupport.Check(SqlDialect.Postgres, mask, sample.ColumnType) is { } misfit)
            {
                Assert.That(misfit, Does.Contain("does not fit"), $"{mask}");
                continue;
            }

            Assert.That(PostgresMasks.Instance.TryWrite(mask, sample.ColumnType, "m.v", out var sql, out var refusal), Is.True, refusal);
            foreach (var isBinary in new[] { false, true })
                AssertSame(Select("m.v", isBinary), Select(sql!, isBinary), Made(mask, sample.ColumnType), $"{sample.Type} {mask} binary={isBinary}\n{sql}");
            AssertCollation(sql!, sample);
        }
    }

    [Test]
    public void A_time_with_zone_is_cut_in_utc_whatever_the_session_says()
    {
        Assert.That(PostgresMasks.Instance.TryWrite(new MaskTerms(MaskKind.Date), new ColumnType("timestamp with time zone"), "v", out var sql, out _), Is.True);
        using var client = RawPostgresClient.Login(new RawLogin(Shared.Database.Port));
        foreach (var zone in new[] { "UTC", "Asia/Seoul", "America/New_York" })
        {
            client.Query($"SET TimeZone = '{zone}'");
            Assert.That(
                client.Scalar($"SELECT ({sql}) = '2025-01-01 00:00:00+00' FROM (SELECT '2026-01-01 08:59:59+09'::timestamptz AS v) m"), Is.EqualTo("t"), zone);
        }
    }

    [TestCase("email", "integer", "`null`, `constant`, `round`, `hash`, `token`")]
    [TestCase("round", "text", "`null`, `constant`, `partial`, `email`, `hash`, `token`")]
    [TestCase("date", "public.proxy_mood", "it can bear `null`")]
    [TestCase("partial", "text[]", "it can bear `null`")]
    [TestCase("constant", "money", "it can bear `null`")]
    public void A_type_that_cannot_bear_a_mask_is_refused_with_what_it_can(string kind, string type, string can)
    {
        var mask = new MaskTerms(Enum.Parse<MaskKind>(kind, ignoreCase: true)) { Constant = "1", Step = 10 };
        Assert.That(PostgresMasks.Instance.TryWrite(mask, new ColumnType(type), "c.v", out _, out var refusal), Is.False);
        Assert.That(refusal, Does.Contain("`c.v`").And.Contain($"`{type}`").And.Contain($"`{kind}`").And.Contain(can));
    }

    private void Load(MaskSample sample)
    {
        Run($"DROP TABLE IF EXISTS m; CREATE TEMP TABLE m (id int GENERATED ALWAYS AS IDENTITY, v {sample.Type})");
        foreach (var value in sample.Values.Append(null))
        {
            var answer = _client.Extended($"INSERT INTO m (v) VALUES (($1::text)::{sample.ColumnType.Printed})", value);
            Assert.That(answer.Where(m => m.IsError), Is.Empty, $"{sample.Type} {value}");
        }
    }

    private void Run(string sql) => Assert.That(_client.Query(sql).Where(m => m.IsError), Is.Empty, sql);

    private List<ServerMessage> Select(string expression, bool isBinary)
    {
        var sql = $"SELECT id, {expression} AS v, id AS last FROM m ORDER BY id";
        _client.Send(
            ClientMessage.Parse("", sql), ClientMessage.Bind("", "", isBinary), ClientMessage.DescribePortal(""), ClientMessage.Execute(), ClientMessage.Sync);
        var answer = _client.ReadUntilReady();
        Assert.That(answer.Where(m => m.IsError), Is.Empty, sql);
        return answer;
    }

    private static void AssertSame(List<ServerMessage> plain, List<ServerMessage> masked, ValueMask mask, string what)
    {
        var description = plain.Single(m => m.Kind == 'T').Body;
        Assert.That(TypeOf(masked.Single(m => m.Kind == 'T').Body), Is.EqualTo(TypeOf(description)), what);
        var rewriter = new RowRewriter([new OutputMask(1, mask)]);
        Assert.That(rewriter.Describe(description), Is.Null, what);
        var output = new WireBuffer();
        foreach (var (row, expected) in plain.Where(m => m.Kind == 'D').Zip(masked.Where(m => m.Kind == 'D')))
        {
            output.Clear();
            Assert.That(rewriter.TryRewrite(row.Body, output), Is.True, $"{what}: {row}");
            Assert.That(
                output.Written[5..].ToArray(), Is.EqualTo(expected.Body),
                () => $"{what}: {row} became {new ServerMessage('D', output.Written[5..].ToArray())}, in SQL {expected}");
        }
    }

    /// <summary>Oid, size and modifier of the second column.</summary>
    private static (int Oid, int Size, int Modifier) TypeOf(byte[] description)
    {
        var at = 2;
        ServerMessage.ReadText(description, ref at);
        at += 18;
        ServerMessage.ReadText(description, ref at);
        at += 6;
        var body = description.AsSpan(at);
        return (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt16BigEndian(body[4..]), BinaryPrimitives.ReadInt32BigEndian(body[6..]));
    }

    private void AssertCollation(string sql, MaskSample sample)
    {
        if (sample.Type.StartsWith("text", StringComparison.Ordinal))
        {
            Assert.That(
                _client.Scalar($"SELECT pg_catalog.pg_collation_for({sql}) IS NOT DISTINCT FROM pg_catalog.pg_collation_for(m.v) FROM m LIMIT 1"), Is.EqualTo("t"), sql);
        }
    }

    private static ValueMask Made(MaskTerms mask, ColumnType type)
    {
        var keys = MaskKeyRing.Load(new Dictionary<string, string>(), new DocumentErrors())!;
        return ValueMasks.TryMake(SqlDialect.Postgres, mask, type, "v", keys, out var made, out var refusal)
            ? made
            : throw new AssertionException(refusal);
    }
}
