using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

[TestFixture]
public sealed class ServerLoginTests
{
    [TestCase(true, 0)]
    [TestCase(true, 2)]
    [TestCase(false, 1)]
    [TestCase(false, 3)]
    public void Server_that_does_not_agree_on_encryption_gets_no_password(bool requiresTls, int answer)
    {
        var login = Login(requiresTls);
        var (step, output) = Advance(login, Answer(answer));
        Assert.That((step, output.Length), Is.EqualTo((LoginStep.Refused, 0)));
        Assert.That(login.Failure, Does.Contain("tls.mode"));
    }

    [Test]
    public void Encryption_of_the_login_alone_is_never_offered([Values] bool requiresTls)
    {
        var login = new WireProtocol().CreateServerLogin(Options(requiresTls));
        var output = new WireBuffer();
        login.Start(output);
        var said = PreLogin.Read(output.Written[8..]);
        Assert.That(said.Encryption, Is.EqualTo(requiresTls ? PreLoginEncryption.On : PreLoginEncryption.NotSupported));
    }

    [Test]
    public void Login_without_a_password_method_sends_nothing()
    {
        var login = new WireProtocol().CreateServerLogin(Options(false) with { Methods = ["scram-sha-256"] });
        login.Start(new WireBuffer());
        Assert.That(Advance(login, Answer(2)).Step, Is.EqualTo(LoginStep.Refused));
    }

    [Test]
    public void Servers_first_words_are_the_failure()
    {
        var login = LoggingIn();
        var (step, _) = Advance(login, Response(buffer =>
        {
            MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Error, 4060, 1, 11, "Cannot open database \"shop\"\u0007.", "srv");
            MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Error, 18456, 1, 14, "Login failed for user 'kim'.", "srv");
            new DoneToken(TokenKind.Done, DoneStatus.Error, 0, 0).Write(buffer, TdsVersion.V74);
        }));
        Assert.That((step, login.FailureCode, login.Failure), Is.EqualTo((LoginStep.Refused, "4060", "Cannot open database \"shop\"?.")));
        var protocol = new WireProtocol();
        Assert.That(protocol.IsFinalRefusal("4060"), Is.True);
        Assert.That(protocol.RefusedDatabase("4060", "shop")!.Case, Is.EqualTo(DenialCase.UnknownDatabase));
    }

    [Test]
    public void Server_that_is_elsewhere_is_told()
    {
        var login = LoggingIn();
        var (step, _) = Advance(login, Response(buffer =>
        {
            Ack().Write(buffer);
            var host = Hex.Unicode("db2.example");
            buffer.WriteByte(0xe3);
            var mark = buffer.BeginCounted();
            buffer.WriteByte(20);
            buffer.WriteUInt16(5 + host.Length);
            buffer.WriteByte(0);
            buffer.WriteUInt16(1444);
            buffer.WriteText("db2.example");
            buffer.WriteUInt16(0);
            buffer.EndCounted(mark);
            new DoneToken(TokenKind.Done, DoneStatus.Final, 0, 0).Write(buffer, TdsVersion.V74);
        }));
        Assert.That((step, login.Route), Is.EqualTo((LoginStep.Routed, new ServerRoute("db2.example", 1444))));
    }

    [Test]
    public void Answer_that_is_not_whole_or_none_is_a_fault()
    {
        Assert.That(() => Advance(LoggingIn(), Response(static b => new DoneToken(TokenKind.Done, DoneStatus.Final, 0, 0).Write(b, TdsVersion.V74))), Throws.TypeOf<WireFault>(), "no acknowledgement");
        Assert.That(() => Advance(LoggingIn(), Response(static b => Ack().Write(b))), Throws.TypeOf<WireFault>(), "no end");
        Assert.That(() => Advance(LoggingIn(), Response(static b => b.WriteBytes(Hex.Bytes("ED 01 00 00")))), Throws.TypeOf<WireFault>(), "SSPI");
        Assert.That(() => Advance(LoggingIn(), Response(static b => b.WriteBytes(Hex.Bytes("81 FF FF")))), Throws.TypeOf<WireFault>(), "a result");
        Assert.That(() => Advance(LoggingIn(), Hex.Bytes("12 01 00 08 00 00 01 00")), Throws.TypeOf<WireFault>(), "another kind");
    }

    [Test]
    public void Server_that_closes_the_login_with_more_bytes_is_not_trusted()
    {
        byte[] response = [.. Response(static b => Finish(b)), 1];
        Assert.That(() => Advance(LoggingIn(), response, takesAll: false), Throws.TypeOf<WireFault>());
    }

    private static void Finish(WireBuffer buffer)
    {
        Ack().Write(buffer);
        new DoneToken(TokenKind.Done, DoneStatus.Final, 0, 0).Write(buffer, TdsVersion.V74);
    }

    private static LoginAckToken Ack() => new(TdsVersion.V74.ToLoginAck(), "Microsoft SQL Server", new PreLoginVersion(15, 0, 2000, 0));

    private static IServerLogin LoggingIn()
    {
        var login = Login(requiresTls: false);
        var (step, output) = Advance(login, Answer(2));
        Assert.That((step, output[0]), Is.EqualTo((LoginStep.NeedMore, (byte)MessageKind.Login7)));
        return login;
    }

    private static IServerLogin Login(bool requiresTls)
    {
        var login = new WireProtocol().CreateServerLogin(Options(requiresTls));
        login.Start(new WireBuffer());
        return login;
    }

    private static ServerLoginOptions Options(bool requiresTls) => new("kim", "shop", "pencil"u8.ToArray(), ["password"], requiresTls, false, []);

    private static byte[] Answer(int encryption) => Hex.Written(buffer => FrameWriter.Write(
        buffer, MessageKind.TabularResult, Hex.Bytes($"00 00 0B 00 06 01 00 11 00 01 FF 0F 00 00 00 00 00 {encryption:X2}"), 4096));

    private static byte[] Response(Action<WireBuffer> write) =>
        Hex.Written(buffer => FrameWriter.Write(buffer, MessageKind.TabularResult, Hex.Written(write), 4096));

    private static (LoginStep Step, byte[] Output) Advance(IServerLogin login, byte[] bytes, bool takesAll = true)
    {
        var output = new WireBuffer();
        var step = login.Advance(bytes, out var consumed, output);
        Assert.That(!takesAll || consumed == bytes.Length, Is.True);
        return (step, output.Written.ToArray());
    }
}
