using NUnit.Framework;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Catalog;

public sealed class TSqlBuiltinsTests
{
    [Test]
    public void The_safe_set_holds_functions_of_the_server_that_only_compute() =>
        Assert.That(
            SafeFunctions.TSql.Names.Where(static f => !TSqlBuiltins.IsFunction(f) || TSqlBuiltins.KindOf(f) != BuiltinKind.Safe), Is.Empty);

    [TestCase("object_id")]
    [TestCase("loginproperty")]
    [TestCase("session_context")]
    [TestCase("scope_identity")]
    [TestCase("min_active_rowversion")]
    [TestCase("fn_dblog")]
    [TestCase("opendatasource")]
    [TestCase("openrowset")]
    public void What_reads_more_than_its_arguments_is_not_safe(string name) => Assert.That(SafeFunctions.TSql.Contains(name), Is.False);

    [TestCase("convert")]
    [TestCase("row_number")]
    [TestCase("string_agg")]
    [TestCase("getdate")]
    public void What_computes_is_safe(string name) => Assert.That(SafeFunctions.TSql.Contains(name), Is.True);
}
