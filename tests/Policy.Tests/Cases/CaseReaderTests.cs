using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Tests.Rules;

namespace ProxyDb.Policy.Tests.Cases;

public class CaseReaderTests
{
    private const string Head = "proxydb: cases/v1\ncases:\n";

    private static DocumentErrors Errors(string text)
    {
        var errors = new DocumentErrors();
        Assert.That(CaseReader.Read("x.cases.yaml", text, errors) is null, Is.EqualTo(errors.Any));
        return errors;
    }

    [TestCase("proxydb: cases/v2\ncases: []\n", 1, 10, "`cases/v2` is not one of cases/v1")]
    [TestCase("proxydb: cases/v1\n", 1, 1, "the key `cases` is missing")]
    [TestCase(Head + "  - {name: a, subject: {user: u}, sql: SELECT 1}\n", 3, 5, "the key `expect` is missing")]
    [TestCase(Head + "  - {name: a, subject: {user: u}, expect: {decision: allow}}\n", 3, 5, "the key `sql` is missing")]
    [TestCase(Head + "  - {name: a, subject: {role: u}, sql: SELECT 1, expect: {decision: allow}}\n", 3, 25, "unknown key `role`; did you mean `roles`?")]
    [TestCase(Head + "  - {name: a, subject: {user: u, from: here}, sql: SELECT 1, expect: {decision: allow}}\n", 3, 40, "`here` is no address")]
    [TestCase(Head + "  - {name: a, subject: {user: u, at: now}, sql: SELECT 1, expect: {decision: allow}}\n", 3, 38, "`now` is no time; write 2026-03-02T10:00+09:00")]
    [TestCase(Head + "  - {name: a, subject: {user: u}, sql: SELECT 1, expect: {decision: maybe}}\n", 3, 69, "`maybe` is not one of allow, deny")]
    [TestCase(Head + "  - {name: a, subject: {user: u, approvals: [x]}, sql: SELECT 1, expect: {decision: allow}}\n", 3, 45, "`approvals` comes with a later release")]
    [TestCase(Head + "  - {name: a, subject: {user: u}, dialect: oracle, sql: SELECT 1, expect: {decision: allow}}\n", 3, 44, "`oracle` is not one of postgres, mysql, mariadb, tsql")]
    public void An_error_names_its_place_and_the_remedy(string text, int line, int column, string message) =>
        Assert.That(Errors(text), Does.Contain(new DocumentError("x.cases.yaml", line, column, message)));

    [Test]
    public void Two_cases_of_one_name_are_an_error()
    {
        var line = "  - {name: a, subject: {user: u}, sql: SELECT 1, expect: {decision: allow}}\n";
        Assert.That(Errors(Head + line + line).Single().Message, Is.EqualTo("another case is called `a` too"));
    }

    [Test]
    public void A_case_tells_every_difference_from_what_was_expected()
    {
        var text = Head + "  - {name: a, subject: {user: u}, database: d, sql: SELECT x FROM t, expect: {decision: allow, rules: [r], shadow: [s], tags: [g], message: none, masked: [a.b.c], filtered: [a.b]}}\n";
        var file = CaseReader.Read("x.cases.yaml", text, [])!;
        var result = CaseRunner.Run(file.Cases[0], PolicyText.Set("rules: []\n"), null, default);
        Assert.That(result.Answer.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(result.Failures, Has.Length.EqualTo(7));
    }
}
