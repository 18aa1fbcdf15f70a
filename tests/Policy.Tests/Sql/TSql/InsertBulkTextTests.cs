using NUnit.Framework;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>Options that ScriptDom does not know are blanked, and nothing else.</summary>
public sealed class InsertBulkTextTests
{
    [TestCase("insert bulk t (a int) with (KEEP_NULLS)", ExpectedResult = "insert bulk t (a int)                  ")]
    [TestCase("insert bulk t (a int) with (KEEP_NULLS, TABLOCK)", ExpectedResult = "insert bulk t (a int) with (            TABLOCK)")]
    [TestCase("insert bulk t (a int) with (TABLOCK, KEEP_NULLS)", ExpectedResult = "insert bulk t (a int) with (TABLOCK            )")]
    [TestCase("insert bulk t (a int) with (KEEP_NULLS); drop table t", ExpectedResult = "insert bulk t (a int)                  ; drop table t")]
    [TestCase("insert bulk t (a int) with (TABLOCK)", ExpectedResult = "insert bulk t (a int) with (TABLOCK)")]
    [TestCase("insert bulk t (a int) with (KEEP_NULLS", ExpectedResult = "insert bulk t (a int) with (KEEP_NULLS")]
    [TestCase("insert into t with (KEEP_NULLS) values (1)", ExpectedResult = "insert into t with (KEEP_NULLS) values (1)")]
    public string Unknown_options_are_blanked(string text) => InsertBulkText.Adapt(text);
}
