using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.Protocols.Tests.Postgres.Securing.SecuredPair;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Protocols.Tests.Postgres.Securing;

/// <summary>What comes back of a secured statement: rows as they were planned or none, and no words of the server.</summary>
[TestFixture]
public sealed class SecuredAnswerTests
{
    private static readonly (char, string)[] Telling =
    [
        ('S', "ERROR"), ('V', "ERROR"), ('C', "23505"), ('M', "duplicate key value violates unique constraint \"t_pkey\""),
        ('D', "Key (resident_no)=(900101-1234567) already exists."), ('H', "secret hint"), ('P', "77"), ('p', "5"), ('q', "SELECT secret = $3"),
        ('W', "secret context"), ('s', "public"), ('t', "t"), ('n', "t_pkey"), ('F', "nbtinsert.c"), ('L', "664"), ('R', "_bt_check_unique"),
    ];

    [Test]
    public void Rows_that_are_not_as_planned_are_not_shown_and_the_statement_fails()
    {
        var pair = new SecuredPair();
        pair.Client(Query("hidden named"));
        var shown = pair.Server(Columns("other"), Row("secret"), Row("secret"), Done("SELECT 2"), Ready());
        Assert.That(shown.Select(m => m.Kind), Is.EqualTo("EZ"));
        Assert.That(shown[0].SqlState, Is.EqualTo("0A000"));
        Assert.That(pair.Cancels, Is.EqualTo(1));
    }

    [Test]
    public void An_announcement_with_more_columns_ends_the_lease_in_the_extended_protocol()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Extended("hidden named"), Sync));
        Assert.Throws<WireFault>(() => pair.Server(ParseComplete, BindComplete, Columns("n", "m"), Row("a", "b"), Done("SELECT 1"), Ready()));
    }

    [Test]
    public void An_answer_without_the_planned_rows_ends_the_lease()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Extended("hidden named"), Sync));
        Assert.Throws<WireFault>(() => pair.Server(ParseComplete, BindComplete, NoData, Done("SELECT 1"), Ready()));
    }

    [Test]
    public void Where_the_client_asks_for_no_announcement_the_gateway_does_and_keeps_it()
    {
        var pair = new SecuredPair();
        pair.Client(Parse("s", "hidden named"));
        var sent = pair.Client(Join(Bind("", "s"), Execute(), Sync));
        Assert.That(sent.Select(m => m.Kind), Is.EqualTo("BDES"));
        var shown = pair.Server(ParseComplete, BindComplete, Columns("n"), Row("a"), Done("SELECT 1"), Ready());
        Assert.That(shown.Select(m => m.Kind), Is.EqualTo("12DCZ"));

        Assert.That(pair.Client(Join(Bind("", "s"), Execute(), Sync)).Select(m => m.Kind), Is.EqualTo("BES"), "known by now");
        Assert.That(pair.Server(BindComplete, Row("a"), Done("SELECT 1"), Ready()).Select(m => m.Kind), Is.EqualTo("2DCZ"));
    }

    [Test]
    public void A_row_of_another_width_than_announced_ends_the_lease()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Extended("hidden named"), Sync));
        Assert.Throws<WireFault>(() => pair.Server(ParseComplete, BindComplete, Columns("n"), Row("a", "b"), Done("SELECT 1"), Ready()));
    }

    [Test]
    public void Rows_may_be_cut_by_reads_anywhere()
    {
        var answer = Join(ParseComplete, BindComplete, Columns("n"), Row("a"), Row("b"), Done("SELECT 2"), Ready());
        for (var first = 1; first < answer.Length; first++)
        {
            var pair = new SecuredPair();
            pair.Client(Join(Extended("hidden named"), Sync));
            Assert.That(pair.ServerInTwo(answer, first).Select(m => m.Kind), Is.EqualTo("12TDDCZ"), $"cut at {first}");
        }
    }

    [Test]
    public void A_statement_that_is_announced_again_after_an_error_is_asked_again()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Parse("", "hidden named"), Bind("", ""), DescribePortal(""), Execute(), Sync));
        pair.Server(ParseComplete, Error('E', Telling), Ready());
        Assert.That(pair.Client(Join(Parse("", "hidden named"), Bind("", ""), Execute(), Sync)).Select(m => m.Kind), Is.EqualTo("PBDES"));
        Assert.That(pair.Server(ParseComplete, BindComplete, Columns("n"), Row("a"), Done("SELECT 1"), Ready()).Select(m => m.Kind), Is.EqualTo("12DCZ"));
    }

    [Test]
    public void Errors_and_notices_keep_code_and_names_of_objects_only([Values("simple", "extended")] string protocol)
    {
        var pair = new SecuredPair();
        var isSimple = protocol == "simple";
        pair.Client(isSimple ? Query("hidden") : Join(Extended("hidden"), Sync));
        var shown = isSimple
            ? pair.Server(Error('N', Telling), Error('E', Telling), Ready())
            : pair.Server(ParseComplete, BindComplete, NoData, Error('N', Telling), Error('E', Telling), Ready());
        foreach (var message in shown.Where(m => m.Kind is 'E' or 'N'))
        {
            Assert.That(message.SqlState, Is.EqualTo("23505"));
            Assert.That(message.Fields.Keys, Is.EquivalentTo("SVCMstn"));
            Assert.That(message.Fields.Values, Has.None.Contains("secret").And.None.Contains("900101").And.None.Contains("$3"));
        }

        Assert.That(shown.Single(m => m.IsError).Fields['M'], Is.EqualTo("duplicate key value violates unique constraint \"t_pkey\""));
    }

    [Test]
    public void A_name_that_is_missing_is_told_when_the_client_wrote_it_itself()
    {
        Assert.That(MessageOf("hidden nosuch", "column \"nosuch\" does not exist"), Is.EqualTo("column \"nosuch\" does not exist"));
        Assert.That(MessageOf("hidden c.nosuch", "column c.nosuch does not exist"), Is.EqualTo("column \"c.nosuch\" does not exist"));
        Assert.That(MessageOf("hidden", "column \"branch_id\" does not exist"), Does.Not.Contain("branch_id"));
        Assert.That(MessageOf("hidden nosuchcolumn", "column \"nosuch\" does not exist"), Does.Not.Contain("nosuch"), "a part of a word is no word");

        static string MessageOf(string text, string message)
        {
            var pair = new SecuredPair();
            pair.Client(Query(text));
            return pair.Server(Error('E', ('S', "ERROR"), ('V', "ERROR"), ('C', "42703"), ('M', message), ('P', "9")), Ready())[0].Fields['M'];
        }
    }

    [Test]
    public void Other_statements_of_a_transaction_keep_their_words_but_not_what_checks_deferred_constraints()
    {
        var pair = new SecuredPair();
        pair.Client(Query("begin"));
        pair.Server(Done("BEGIN"), Ready('T'));
        pair.Client(Query("hidden"));
        pair.Server(Done("UPDATE 1"), Ready('T'));
        pair.Client(Query("notice"));
        Assert.That(pair.Server(Error('N', Telling), Done("SELECT 1"), Ready('T'))[0].Fields['D'], Does.Contain("900101"), "not secured");
        pair.Client(Query("commit"));
        var failed = pair.Server(Error('E', Telling), Ready())[0];
        Assert.That(failed.Fields.ContainsKey('D'), Is.False);

        pair.Client(Query("commit"));
        Assert.That(pair.Server(Error('E', Telling), Ready())[0].Fields['D'], Does.Contain("900101"), "the transaction is over");
    }

    [Test]
    public void An_error_at_the_end_of_an_implicit_transaction_is_reduced_too()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Extended("hidden"), Sync));
        var shown = pair.Server(ParseComplete, BindComplete, NoData, Done("UPDATE 1"), Error('E', Telling), Ready());
        Assert.That(shown.Single(m => m.IsError).Fields.ContainsKey('D'), Is.False);
    }
}
