using System.Buffers;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Cases;

public sealed class AnalyzeLineTests
{
    private const string Catalog = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          shop:
            search_path: [public]
            schemas:
              public:
                tables:
                  customers: [id, name]
                  Odd: [id]
                views:
                  v: {columns: [name], sql: "SELECT name FROM customers"}
        """;

    [Test]
    public void Members_stand_in_the_order_of_the_contract()
    {
        Assert.That(
            Answer("""{"id":"7","sql":"SELECT count(*), name AS n FROM v GROUP BY name"}""", catalog: true),
            Does.StartWith("""{"id":"7","error":null,"statements":[{"action":"select","kind":"SELECT","complete":true,"unresolved":[],"""
                + """
                "reads":["public.v"],"writes":[],"through":["public.customers"],"columns":{"read":["public.v.name"],"written":[]},
                """.Trim()
                + """
                "outputs":[{"name":"count","from":[]},{"name":"n","from":["public.customers.name"]}],"functions":["count"],
                """.Trim()
                + """
                "flags":["without_where","without_limit"],"shape":"
                """.Trim()));
    }

    [Test]
    public void Without_a_catalog_names_are_as_written()
    {
        using var answer = JsonDocument.Parse(Answer("""{"sql":"INSERT INTO a.b SELECT * FROM c"}"""));
        var statement = answer.RootElement.GetProperty("statements")[0];
        Assert.Multiple(() =>
        {
            Assert.That(statement.GetProperty("reads").ToString(), Is.EqualTo("""["c"]"""));
            Assert.That(statement.GetProperty("writes").ToString(), Is.EqualTo("""["a.b"]"""));
            Assert.That(statement.GetProperty("columns").ToString(), Is.EqualTo("""{"read":["c.*"],"written":["a.b.*"]}"""));
        });
    }

    [Test]
    public void A_name_that_is_not_in_folded_form_is_quoted()
    {
        using var answer = JsonDocument.Parse(Answer("""{"sql":"SELECT * FROM \"Odd\""}""", catalog: true));
        Assert.That(answer.RootElement.GetProperty("statements")[0].GetProperty("reads")[0].GetString(), Is.EqualTo("public.\"Odd\""));
    }

    [TestCase("""{"sql":"SELECT (("}""", "syntax")]
    [TestCase("""{"sql_hex":"ff","sql":"SELECT 1"}""", "encoding")]
    [TestCase("""{"sql_hex":"zz"}""", "encoding")]
    [TestCase("""{"sql":"\ud800"}""", "encoding")]
    [TestCase("""{"sql":"SELECT \u0000"}""", "encoding")]
    public void What_cannot_be_parsed_has_an_error_and_no_statements(string line, string code)
    {
        using var answer = JsonDocument.Parse(Answer(line));
        Assert.That(answer.RootElement.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(answer.RootElement.GetProperty("statements").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Session_settings_decide_how_a_literal_is_read()
    {
        const string sql = @"SELECT '\' UNION SELECT name FROM customers --'";
        var on = JsonSerializer.Serialize(new { sql });
        var off = JsonSerializer.Serialize(new { sql, session = new { standard_conforming_strings = "off" } });
        Assert.Multiple(() =>
        {
            Assert.That(Answer(on, catalog: true), Does.Contain("public.customers"));
            Assert.That(Answer(off, catalog: true), Does.Not.Contain("public.customers"));
        });
    }

    [Test]
    public void An_answer_is_one_line_whatever_the_names_hold()
    {
        var answer = Answer(JsonSerializer.Serialize(new { sql = "SELECT 1 AS \"a\nb\u2028c\u0085\"" }));
        Assert.That(answer.AsSpan().IndexOfAny("\n\u2028\u0085"), Is.Negative);
    }

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("SELECT 1")]
    [TestCase("")]
    public void What_is_no_request_is_refused(string line)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
        Assert.That(new AnalyzeLine(SqlDialect.Postgres, null, null).TryAnswer(Encoding.UTF8.GetBytes(line), writer), Is.False);
    }

    private static string Answer(string line, bool catalog = false)
    {
        var known = catalog ? CatalogReader.Read("test.yaml", Catalog, new DocumentErrors()) : null;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        Assert.That(new AnalyzeLine(SqlDialect.Postgres, known, null).TryAnswer(Encoding.UTF8.GetBytes(line), writer), Is.True);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
