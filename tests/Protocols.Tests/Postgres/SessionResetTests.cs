using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class SessionResetTests
{
    [Test]
    public void Constants_are_well_formed_queries()
    {
        Assert.That(TextOf(SessionReset.DiscardAll), Is.EqualTo("DISCARD ALL"));
        Assert.That(TextOf(SessionReset.Rollback), Is.EqualTo("ROLLBACK"));
    }

    [TestCase(ResetScope.All, "DISCARD ALL")]
    [TestCase(ResetScope.Settings, "RESET ALL;")]
    [TestCase(ResetScope.Settings | ResetScope.Authorization, "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;")]
    [TestCase(ResetScope.TemporaryObjects | ResetScope.Cursors, "CLOSE ALL;DISCARD TEMP;")]
    public void Parts_are_written_in_the_order_of_discard_all(ResetScope scope, string text)
    {
        var buffer = new WireBuffer();
        SessionReset.Write(buffer, scope);
        Assert.That(TextOf(buffer.Written), Is.EqualTo(text));
    }

    [Test]
    public void Every_part_alone_is_well_formed()
    {
        foreach (var scope in Enum.GetValues<ResetScope>().Where(scope => scope != ResetScope.None))
        {
            var buffer = new WireBuffer();
            SessionReset.Write(buffer, scope);
            Assert.That(TextOf(buffer.Written), Is.Not.Empty);
        }
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        Assert.That(ClientMessageReader.TryRead(bytes, WireLimits.Default, out var kind, out var frame), Is.True);
        Assert.That((kind, frame.Raw.Length), Is.EqualTo((ClientMessageKind.Query, bytes.Length)));
        return Encoding.ASCII.GetString(QueryMessage.Read(frame.Payload).Text);
    }
}
