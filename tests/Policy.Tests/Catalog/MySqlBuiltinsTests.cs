using NUnit.Framework;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Catalog;

public sealed class MySqlBuiltinsTests
{
    [Test]
    public void The_safe_set_is_every_function_that_only_computes() =>
        Assert.That(
            SafeFunctions.MySql.Names.Order(StringComparer.Ordinal),
            Is.EqualTo(MySqlBuiltins.Functions.Where(static f => MySqlBuiltins.KindOf(f) == BuiltinKind.Safe).Order(StringComparer.Ordinal)));

    [TestCase("count", false, 80403, BuiltinMatch.Yes)]
    [TestCase("nvl", false, 80403, BuiltinMatch.No)]
    [TestCase("nvl", true, 101106, BuiltinMatch.Yes)]
    [TestCase("regexp_like", true, 101106, BuiltinMatch.No)]
    [TestCase("uuid_v7", true, 101106, BuiltinMatch.No)]
    [TestCase("uuid_v7", true, 110700, BuiltinMatch.Yes)]
    [TestCase("json_value", false, 80020, BuiltinMatch.No)]
    [TestCase("order_total", true, 101106, BuiltinMatch.No)]
    public void What_one_server_has_another_may_not_have(string name, bool isMariaDb, int version, BuiltinMatch expected) =>
        Assert.That(MySqlBuiltins.Match(name, new MySqlServer(isMariaDb, version)), Is.EqualTo(expected));

    [TestCase("count", BuiltinMatch.Yes)]
    [TestCase("nvl", BuiltinMatch.Possible)]
    [TestCase("order_total", BuiltinMatch.No)]
    public void Of_a_server_that_is_not_known_either_may_be_meant(string name, BuiltinMatch expected) =>
        Assert.That(MySqlBuiltins.Match(name, null), Is.EqualTo(expected));
}
