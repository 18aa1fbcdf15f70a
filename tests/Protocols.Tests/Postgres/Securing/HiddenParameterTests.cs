using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Protocols.Tests.Postgres.Securing;

/// <summary>Values of the gateway's own travel behind the client's, and the client never learns of them.</summary>
[TestFixture]
public sealed class HiddenParameterTests
{
    private static readonly byte[] Two = [0, 0, 0, 2];

    [Test]
    public void The_hidden_parameter_follows_those_of_the_text_and_those_declared_beyond()
    {
        Assert.That(TextParsed("hidden 2"), Is.EqualTo("hidden 2 = $3 "));
        Assert.That(TextParsed("hidden 2", 23, 23, 23, 23), Is.EqualTo("hidden 2 = $5 "));
        Assert.That(TextParsed("hidden"), Is.EqualTo("hidden = $1 "));
    }

    [Test]
    public void Format_codes_of_the_client_keep_their_meaning_and_the_hidden_value_is_text()
    {
        Assert.That(Formats("hidden 2", []), Is.EqualTo(""), "no code: all text");
        Assert.That(Formats("hidden 2", [0]), Is.EqualTo("0"), "text for all");
        Assert.That(Formats("hidden 2", [1]), Is.EqualTo("1 1 0"), "binary for all of the client's");
        Assert.That(Formats("hidden 2", [0, 1]), Is.EqualTo("0 1 0"));
    }

    [Test]
    public void The_values_of_a_Bind_are_the_clients_then_the_hidden_one()
    {
        var pair = new SecuredPair();
        pair.Client(Parse("", "hidden 2"));
        var bind = BindMessage.Read(pair.Client(Bind("", "", true, "a", null)).Single().Body);
        var values = Read(bind);
        Assert.That(values, Is.EqualTo(new[] { "a", null, "S01" }));
        Assert.That(bind.ResultFormats.ToArray(), Is.EqualTo(Int16(1)));
    }

    [Test]
    public void A_long_Bind_is_the_same_however_it_is_cut([Values(1, 2, 3, 5, 7, 4096, 65537)] int cut)
    {
        var values = new[] { new string('x', 40_000), null, "", new string('y', cut < 8 ? 30_000 : 2_000_000), "z" };
        var bind = Bind("p", "", true, values);
        var whole = Sent(bind, int.MaxValue);
        var pieces = Sent(bind, cut);
        Assert.That(pieces.Body, Is.EqualTo(whole.Body));
        Assert.That(Read(BindMessage.Read(pieces.Body)), Is.EqualTo(values.Append("S01")));

        static ServerMessage Sent(byte[] bind, int cut)
        {
            var pair = new SecuredPair();
            pair.Client(Parse("", "hidden 5"));
            return pair.Client(bind, cut).Single();
        }
    }

    [Test]
    public void A_long_Bind_that_ends_within_its_values_ends_the_session()
    {
        var pair = new SecuredPair();
        pair.Client(Parse("", "hidden 1"));
        var bind = Typed('B', [0, 0, .. Int16(0), .. Int16(1), .. Int32(200_000), .. new byte[100_000]]);
        Assert.Throws<WireFault>(() => pair.Client(bind, 50_000));
    }

    [Test]
    public void The_client_is_told_of_its_own_parameters_only()
    {
        var pair = new SecuredPair();
        pair.Client(Join(Parse("s", "hidden 2 named"), DescribeStatement("s"), Sync));
        var shown = pair.Server(
            SecuredPair.ParseComplete, SecuredPair.Parameters(23, 25, 1043), SecuredPair.Columns("n"), SecuredPair.Ready());
        Assert.That(shown.Select(m => m.Kind), Is.EqualTo("1tTZ"));
        Assert.That(shown[1].Body, Is.EqualTo((byte[])[.. Int16(2), .. Int32(23), .. Int32(25)]));
    }

    [Test]
    public void A_wrong_count_of_values_is_told_in_the_servers_words_without_the_hidden_one()
    {
        var pair = new SecuredPair();
        pair.Client(Parse("s", "hidden 2"));
        pair.Client(Bind("", "s", false, "a", "b", "c"));
        pair.Client(Sync);
        var shown = pair.Server(
            SecuredPair.ParseComplete, SecuredPair.Error('E', ('S', "ERROR"), ('C', "42P01"), ('M', "denied")), SecuredPair.Ready());
        Assert.That(shown[1].SqlState, Is.EqualTo("08P01"));
        Assert.That(shown[1].Fields['M'], Is.EqualTo("bind message supplies 3 parameters, but prepared statement \"s\" requires 2"));
    }

    [Test]
    public void A_simple_text_carries_the_value_as_a_literal()
    {
        var query = new SecuredPair().Client(Query("hidden")).Single();
        Assert.That(query.Kind, Is.EqualTo('Q'));
        Assert.That(Encoding.UTF8.GetString(query.Body), Is.EqualTo("hidden = 'S01' \0"));
    }

    [Test]
    public void A_checked_value_is_read_as_text_and_in_binary_and_nothing_unread_passes()
    {
        Assert.That(Kinds(Bind("", "", false, "S01", "b"), []), Is.EqualTo("B"));
        Assert.That(Kinds(BindBinary("", "", false, "S01"u8.ToArray(), Two), [25, 23]), Is.EqualTo("B"));
        Assert.That(Kinds(Bind("", "", false, "S02", "b"), []), Is.EqualTo("P"), "another value: a failing statement goes in its place");
        Assert.That(Kinds(Bind("", "", false, null, "b"), []), Is.EqualTo("P"), "NULL");
        Assert.That(Kinds(BindBinary("", "", false, "S01"u8.ToArray(), Two), []), Is.EqualTo("P"), "binary of an unknown type");
        Assert.That(Kinds(BindBinary("", "", false, Two, Two), [1700, 23]), Is.EqualTo("P"), "binary of a type that is not read");

        static string Kinds(byte[] bind, int[] types)
        {
            var pair = new SecuredPair();
            pair.Client(Parse("", "hidden 2 checked", types));
            return string.Concat(pair.Client(bind).Select(m => m.Kind));
        }
    }

    [Test]
    public void Literals_read_the_same_whatever_the_setting_of_backslashes()
    {
        Assert.That(LiteralText.Quote("O'Neil"), Is.EqualTo("'O''Neil'"));
        Assert.That(LiteralText.Quote(@"a\b'c"), Is.EqualTo(@" E'a\\b''c'"));
        Assert.That(LiteralText.List(["a", "b\"c", @"d\e", "NULL", ""]), Is.EqualTo("""{"a","b\"c","d\\e","NULL",""}"""));
        Assert.That(LiteralText.List([]), Is.EqualTo("{}"));
        Assert.Throws<ArgumentException>(() => LiteralText.Quote("a\0b"));
        Assert.Throws<ArgumentException>(() => LiteralText.List(["a\nb"]));
    }

    private static string TextParsed(string text, params int[] types) =>
        Encoding.UTF8.GetString(ParseMessage.Read(new SecuredPair().Client(Parse("", text, types)).Single().Body).Text);

    private static string Formats(string text, int[] codes)
    {
        var pair = new SecuredPair();
        pair.Client(Parse("", text));
        byte[] values = [.. Int16(2), .. Int32(1), 65, .. Int32(1), 66];
        var bind = Typed('B', [0, 0, .. Int16(codes.Length), .. codes.SelectMany(Int16), .. values, .. Int16(0)]);
        var formats = BindMessage.Read(pair.Client(bind).Single().Body).ParameterFormats.ToArray();
        return string.Join(' ', formats.Chunk(2).Select(c => c[1]));
    }

    private static List<string?> Read(BindMessage bind)
    {
        var values = new List<string?>();
        var reader = bind.ReadParameters();
        while (reader.TryRead(out var value, out var isNull, out _))
            values.Add(isNull ? null : Encoding.UTF8.GetString(value));
        return values;
    }
}
