using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.Masks;

/// <summary>The text of masks and what is refused. That the server agrees with the wire is shown by the integration tests.</summary>
public sealed partial class PostgresMasksTests
{
    private static readonly MaskTerms Null = new(MaskKind.Null);
    private static readonly MaskTerms Partial = new(MaskKind.Partial) { KeepLast = 4 };
    private static readonly MaskTerms Token = new(MaskKind.Token);
    private static readonly MaskTerms Hash = new(MaskKind.Hash);

    private static IEnumerable<TestCaseData> Written()
    {
        foreach (var type in new[] { "text", "character varying(20)", "character(3)" })
        {
            yield return new TestCaseData(Partial, type);
            yield return new TestCaseData(new MaskTerms(MaskKind.Email), type);
            yield return new TestCaseData(new MaskTerms(MaskKind.Constant) { Constant = "x" }, type);
        }

        foreach (var type in new[] { "smallint", "integer", "bigint", "numeric(10,2)", "numeric", "real", "double precision" })
        {
            yield return new TestCaseData(new MaskTerms(MaskKind.Round) { Step = 1000 }, type);
        }

        foreach (var type in new[] { "date", "timestamp(3) without time zone", "timestamp with time zone" })
        {
            yield return new TestCaseData(new MaskTerms(MaskKind.Date), type);
        }

        foreach (var type in new[] { "uuid", "boolean", "jsonb", "text[]", "public.mood" })
        {
            yield return new TestCaseData(Null, type);
        }
    }

    [TestCaseSource(nameof(Written))]
    public void Every_function_type_operator_and_collation_is_qualified(MaskTerms mask, string type)
    {
        var sql = Write(mask, type);
        var bare = WithoutLiterals().Replace(sql, "''");
        Assert.That(Calls().Matches(bare).Select(m => m.Value), Is.All.StartsWith("pg_catalog."), sql);
        Assert.That(Casts().Matches(bare).Select(m => m.Value), Is.All.StartsWith("::pg_catalog."), sql);
        Assert.That(bare.Replace("OPERATOR(pg_catalog.", "", StringComparison.Ordinal), Does.Not.Match(@" (<=|>=|<|>|=|\|\||\*|/|&|-) "), sql);
        Assert.That(bare.Split("COLLATE ").Skip(1), Is.All.StartsWith("pg_catalog."), sql);
    }

    [Test]
    public void An_expression_is_closed_in_itself([Values("text", "integer", "public.mood")] string type)
    {
        var sql = Write(Null, type);
        Assert.That(sql, Does.StartWith("(").And.EndWith(")"));
        Assert.That(sql, Does.Contain("c.v"), "the column gives collation and type");
    }

    [TestCase("character varying(20)", "pg_catalog.varchar(20)")]
    [TestCase("character(5)", "pg_catalog.bpchar(5)")]
    [TestCase("character", "pg_catalog.bpchar(1)")]
    [TestCase("bpchar", "pg_catalog.bpchar")]
    [TestCase("numeric(10,2)", "pg_catalog.numeric(10,2)")]
    [TestCase("numeric(5,-2)", "pg_catalog.numeric(5,-2)")]
    [TestCase("timestamp(3) with time zone", "pg_catalog.timestamptz(3)")]
    [TestCase("timestamp without time zone", "pg_catalog.timestamp")]
    [TestCase("int", "pg_catalog.int4")]
    public void The_modifier_of_the_type_is_kept(string type, string written) => Assert.That(Write(Null, type), Does.Contain("::" + written + ")"));

    [TestCase("public.text")]
    [TestCase("\"text\"")]
    [TestCase("text[]")]
    [TestCase("citext")]
    [TestCase("\"char\"")]
    [TestCase("varchar(x)")]
    public void A_type_that_only_looks_built_in_bears_null_alone(string type)
    {
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Partial, new ColumnType(type)), Does.Contain("it can bear `null`"));
        Assert.That(Write(Null, type), Does.Not.Contain("::"));
    }

    [Test]
    public void An_object_id_of_another_type_is_believed_more_than_its_name() =>
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Partial, new ColumnType("text") { Oid = 90_001 }), Is.Not.Null);

    [Test]
    public void A_domain_is_masked_as_what_stands_beneath_unless_it_checks()
    {
        var domain = new ColumnType("public.resident_no") { Oid = 90_001, BaseType = "character varying(14)" };
        Assert.That(PostgresMasks.Instance.TryWrite(Partial, domain, "v", out var sql, out _), Is.True);
        Assert.That(sql, Does.EndWith("::pg_catalog.varchar(14))"));
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Partial, domain with { HasChecks = true }), Does.Contain("it can bear `null`"));
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Null, domain with { HasChecks = true }), Is.Null);
    }

    [TestCase("a'b", "'a''b'")]
    [TestCase("a\\'b", "E'a\\\\''b'")]
    public void A_constant_is_quoted_whatever_the_session_says_of_backslashes(string constant, string literal) =>
        Assert.That(Write(new MaskTerms(MaskKind.Constant) { Constant = constant }, "text"), Does.Contain("THEN " + literal + " ELSE"));

    [TestCase("character varying(3)", "abcd", "longer than the column")]
    [TestCase("integer", "2147483648", "a number of the column's range")]
    [TestCase("numeric(4,2)", "100", "a number of the column's range")]
    [TestCase("numeric(4,2)", "0.001", "a number of the column's range")]
    [TestCase("boolean", "yes", "`true` or `false`")]
    [TestCase("date", "01/02/2000", "such as `2000-01-31`")]
    [TestCase("timestamp with time zone", "2000-01-31 12:00:00", "with its zone")]
    [TestCase("uuid", "x", "with hyphens")]
    public void A_constant_that_is_no_value_of_the_type_is_refused(string type, string constant, string why) =>
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, new MaskTerms(MaskKind.Constant) { Constant = constant }, new ColumnType(type)), Does.Contain(why));

    [TestCase("integer", "0.5")]
    [TestCase("integer", "1")]
    [TestCase("numeric(10,2)", "0.001")]
    public void A_step_that_would_show_the_value_or_more_decimals_is_refused(string type, string step)
    {
        var mask = new MaskTerms(MaskKind.Round) { Step = decimal.Parse(step, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, mask, new ColumnType(type)), Does.Contain("step"));
    }

    [Test]
    public void Keyed_masks_need_room_and_are_not_written_without_the_function()
    {
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Hash, new ColumnType("character varying(63)")), Does.Contain("64 characters"));
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Token, new ColumnType("character varying(11)")), Does.Contain("at least 12"));
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Token, new ColumnType("character varying(14)")), Is.Null);
        Assert.That(MaskSupport.Check(SqlDialect.Postgres, Token, new ColumnType("smallint")), Does.Contain("cannot bear"));
        Assert.That(PostgresMasks.Instance.TryWrite(Token, new ColumnType("text"), "c.v", out _, out var refusal), Is.False);
        Assert.That(refusal, Does.Contain("keyed").And.Contain("`c.v`"));
        Assert.That(PostgresMasks.Instance.TryWriteToken(Hash, new ColumnType("text"), "c.v", out _, out _), Is.False);
        Assert.That(PostgresMasks.Instance.TryWriteToken(Token, new ColumnType("text"), "c.v", out var sql, out _), Is.True);
        Assert.That(sql, Does.Contain("proxydb.token((c.v)::pg_catalog.text, 'default'::pg_catalog.text)"));
    }

    private static IEnumerable<TestCaseData> Faulty()
    {
        yield return new TestCaseData(new MaskTerms(MaskKind.Constant), "needs a value");
        yield return new TestCaseData(new MaskTerms(MaskKind.Constant) { Constant = "a\nb" }, "control characters");
        yield return new TestCaseData(new MaskTerms(MaskKind.Constant) { Constant = "\ud800" }, "no Unicode");
        yield return new TestCaseData(new MaskTerms(MaskKind.Partial) { With = "**" }, "one character");
        yield return new TestCaseData(new MaskTerms(MaskKind.Partial) { With = "\t" }, "one character");
        yield return new TestCaseData(new MaskTerms(MaskKind.Partial) { With = "" }, "one character");
        yield return new TestCaseData(new MaskTerms(MaskKind.Partial) { KeepFirst = -1 }, "go from 0");
        yield return new TestCaseData(new MaskTerms(MaskKind.Round), "above 0");
        yield return new TestCaseData(new MaskTerms(MaskKind.Token) { Key = "" }, "key is empty");
    }

    [TestCaseSource(nameof(Faulty))]
    public void Terms_that_make_no_sense_are_told_without_a_type(MaskTerms mask, string why)
    {
        Assert.That(MaskSupport.Fault(mask), Does.Contain(why));
        Assert.That(PostgresMasks.Instance.TryWrite(mask, new ColumnType("text"), "v", out _, out _), Is.False);
    }

    private static string Write(MaskTerms mask, string type) =>
        PostgresMasks.Instance.TryWrite(mask, new ColumnType(type), "c.v", out var sql, out var refusal) ? sql : throw new AssertionException(refusal);

    [GeneratedRegex("E?'(''|[^'])*'")]
    private static partial Regex WithoutLiterals();

    [GeneratedRegex(@"(?<!OPERATOR\()[\w.]+\((?<!OPERATOR\()")]
    private static partial Regex Calls();

    [GeneratedRegex(@"::[\w.]+")]
    private static partial Regex Casts();
}
