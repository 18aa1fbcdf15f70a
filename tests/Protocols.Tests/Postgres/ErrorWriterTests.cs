using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class ErrorWriterTests
{
    [TestCase(DenialCase.Syntax, "42601", "ERROR")]
    [TestCase(DenialCase.Policy, "42501", "ERROR")]
    [TestCase(DenialCase.ApprovalNeeded, "42501", "ERROR")]
    [TestCase(DenialCase.NotUnderstood, "42501", "ERROR")]
    [TestCase(DenialCase.TooLargeOrDeep, "54001", "ERROR")]
    [TestCase(DenialCase.LoginRefused, "28P01", "FATAL")]
    [TestCase(DenialCase.NoBackend, "53300", "ERROR")]
    [TestCase(DenialCase.NoBackendAtLogin, "57P03", "FATAL")]
    [TestCase(DenialCase.UnknownDatabase, "3D000", "ERROR")]
    [TestCase(DenialCase.ReservedName, "42939", "ERROR")]
    [TestCase(DenialCase.Encoding, "22021", "ERROR")]
    [TestCase(DenialCase.LimitReached, "54000", "ERROR")]
    [TestCase(DenialCase.Timeout, "57014", "ERROR")]
    [TestCase(DenialCase.OutcomeUnknown, "08007", "ERROR")]
    [TestCase(DenialCase.Shutdown, "57P01", "FATAL")]
    [TestCase(DenialCase.ProtocolViolation, "08P01", "ERROR")]
    [TestCase(DenialCase.FeatureNotSupported, "0A000", "ERROR")]
    [TestCase(DenialCase.TransactionAborted, "25P02", "ERROR")]
    [TestCase(DenialCase.TransactionIdle, "25P03", "ERROR")]
    [TestCase(DenialCase.Internal, "XX000", "ERROR")]
    public void Denial_is_said_in_the_servers_words(DenialCase @case, string code, string severity)
    {
        var fields = Write(new Denial(@case, "denied by rule `r`"));
        Assert.That(fields['C'], Is.EqualTo(code));
        Assert.That(fields['S'], Is.EqualTo(severity));
        Assert.That(fields['V'], Is.EqualTo(severity));
        Assert.That(fields['M'], Is.EqualTo("denied by rule `r`"));
        Assert.That(fields.Keys, Has.No.AnyOf('H', 'P'));
    }

    [Test]
    public void Hint_position_and_own_code_are_written()
    {
        var fields = Write(new Denial(DenialCase.Syntax, "m", "ask `kim`", 17) { Code = "42P01" });
        Assert.That((fields['H'], fields['P'], fields['C']), Is.EqualTo(("ask `kim`", "17", "42P01")));
    }

    [Test]
    public void Text_cannot_forge_fields_or_lines()
    {
        var fields = Write(new Denial(DenialCase.Policy, "a\0C00000\0b\nc\u001b[0m", new string('x', 100_000)));
        Assert.That(fields['M'], Is.EqualTo("a?C00000?b c?[0m"));
        Assert.That(fields['C'], Is.EqualTo("42501"));
        Assert.That(fields['H'], Has.Length.EqualTo(4096));
    }

    private static Dictionary<char, string> Write(Denial denial)
    {
        var buffer = new WireBuffer();
        ErrorWriter.Write(buffer, denial);
        Assert.That(ServerMessageReader.TryRead(buffer.Written, WireLimits.Default, out var kind, out var frame), Is.True);
        Assert.That(kind, Is.EqualTo(ServerMessageKind.ErrorResponse));
        Assert.That(frame.Raw.Length, Is.EqualTo(buffer.Length));
        ErrorFields.Read(frame.Payload);
        var fields = new Dictionary<char, string>();
        var reader = new WireReader(frame.Payload);
        for (var code = reader.ReadByte(); code != 0; code = reader.ReadByte())
        {
            fields.Add((char)code, Encoding.UTF8.GetString(reader.ReadCString()));
        }

        return fields;
    }
}
