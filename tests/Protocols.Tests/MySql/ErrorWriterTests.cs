using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class ErrorWriterTests
{
    [TestCase(DenialCase.Syntax, "1064", "42000")]
    [TestCase(DenialCase.Policy, "1142", "42000")]
    [TestCase(DenialCase.ApprovalNeeded, "1142", "42000")]
    [TestCase(DenialCase.NotUnderstood, "1142", "42000")]
    [TestCase(DenialCase.TooLargeOrDeep, "1142", "42000")]
    [TestCase(DenialCase.LoginRefused, "1045", "28000")]
    [TestCase(DenialCase.NoBackend, "1203", "42000")]
    [TestCase(DenialCase.NoBackendAtLogin, "1040", "08004")]
    [TestCase(DenialCase.UnknownDatabase, "1049", "42000")]
    [TestCase(DenialCase.DatabaseRefused, "1044", "42000")]
    [TestCase(DenialCase.ReservedName, "1142", "42000")]
    [TestCase(DenialCase.Encoding, "1300", "HY000")]
    [TestCase(DenialCase.LimitReached, "1226", "42000")]
    [TestCase(DenialCase.Timeout, "3024", "HY000")]
    [TestCase(DenialCase.OutcomeUnknown, "1180", "HY000")]
    [TestCase(DenialCase.Shutdown, "1053", "08S01")]
    public void Denial_has_the_servers_code_and_state(DenialCase @case, string code, string state)
    {
        var buffer = new WireBuffer();
        byte sequence = 1;
        ErrorWriter.Write(buffer, ref sequence, new Denial(@case, "no `x`", "ask the owner"));
        Assert.That(FrameReader.TryRead(buffer.Written, 1000, out var frame), Is.True);
        var error = ErrPacket.Read(frame.Payload);
        Assert.That(
            (error.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), Encoding.ASCII.GetString(error.SqlState), Encoding.UTF8.GetString(error.Message)),
            Is.EqualTo((code, state, "no `x`; ask the owner")));
        Assert.That((frame.Raw[3], sequence), Is.EqualTo(((byte)1, (byte)2)));
        Assert.That(ErrorWriter.CodeOf(new Denial(@case, "")), Is.EqualTo(code));
    }

    [TestCase("22021", "1300")]
    [TestCase("08006", "1053")]
    [TestCase("1243", "1243")]
    public void What_the_gateway_says_by_a_sqlstate_has_a_code_of_the_servers(string said, string code) =>
        Assert.That(ErrorWriter.CodeOf(new Denial(DenialCase.Syntax, "") { Code = said }), Is.EqualTo(code));

    [TestCase("1049", DenialCase.UnknownDatabase, "Unknown database 'x'")]
    [TestCase("1044", DenialCase.DatabaseRefused, "Access denied to database 'x'")]
    [TestCase("1045", null, null)]
    public void A_refused_database_is_told_in_the_servers_words(string code, DenialCase? @case, string? message)
    {
        var denial = ((IWireProtocol)new WireProtocol()).RefusedDatabase(code, "x");
        Assert.That((denial?.Case, denial?.Message), Is.EqualTo((@case, message)));
    }

    [Test]
    public void Control_characters_of_a_message_are_not_shown()
    {
        var buffer = new WireBuffer();
        byte sequence = 1;
        ErrorWriter.Write(buffer, ref sequence, new Denial(DenialCase.Policy, "a\0b\u001b[2J"));
        Assert.That(buffer.Written.IndexOf("a?b?[2J"u8), Is.Positive);
    }
}
