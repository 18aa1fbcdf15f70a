using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

[TestFixture]
public sealed class ClientLoginTests
{
    private static readonly ScramVerifier Verifier = ScramSha256.MakeVerifier("pencil"u8, [1, 2, 3, 4], 16);

    private static readonly Login7 Plain = new((uint)TdsVersion.V74, 8000, new LoginFlags(0xe0, 3, 0, 0))
    {
        UserName = "kim", Password = Hex.Unicode("pencil"), Database = "shop", Application = "app",
    };

    /// <summary>The table of MS-TDS §2.2.6.5 by the modes of a listener: answer, and whether TLS begins.</summary>
    [TestCase(ClientTls.Disable, 0, 2, false)]
    [TestCase(ClientTls.Disable, 1, 2, false)]
    [TestCase(ClientTls.Disable, 2, 2, false)]
    [TestCase(ClientTls.Disable, 3, 2, false)]
    [TestCase(ClientTls.Prefer, 0, 3, true)]
    [TestCase(ClientTls.Prefer, 1, 1, true)]
    [TestCase(ClientTls.Prefer, 2, 2, false)]
    [TestCase(ClientTls.Prefer, 3, 1, true)]
    [TestCase(ClientTls.Require, 0, 3, true)]
    [TestCase(ClientTls.Require, 1, 1, true)]
    [TestCase(ClientTls.Require, 2, 3, false)]
    [TestCase(ClientTls.Require, 3, 1, true)]
    [TestCase(ClientTls.Require, 0x80, 3, true)]
    [TestCase(ClientTls.Require, 0x81, 1, true)]
    [TestCase(ClientTls.Require, 0x82, 3, false)]
    [TestCase(ClientTls.LoginOnly, 0, 0, true)]
    [TestCase(ClientTls.LoginOnly, 1, 1, true)]
    [TestCase(ClientTls.LoginOnly, 2, 2, false)]
    [TestCase(ClientTls.LoginOnly, 3, 1, true)]
    public void Encryption_is_decided_by_both_sides(ClientTls mode, int asked, int answered, bool beginsTls)
    {
        var login = Login(mode);
        var (step, output) = Advance(login, PreLoginPacket(asked));
        Assert.That(step, Is.EqualTo(beginsTls ? LoginStep.StartTls : LoginStep.NeedMore));
        FrameReader.TryReadPacket(output, 4096, out var header, out var payload);
        Assert.That((header.Kind, header.IsLast), Is.EqualTo((MessageKind.TabularResult, true)));
        var answer = PreLogin.Read(payload);
        Assert.That(((int)answer.Encryption!, answer.Mars, answer.Version.Major), Is.EqualTo((answered, (bool?)false, (byte)16)));
        Assert.That(login.Tls.Only12, Is.EqualTo(beginsTls));
    }

    [TestCase(ClientTls.Disable, true)]
    [TestCase(ClientTls.Prefer, true)]
    [TestCase(ClientTls.LoginOnly, true)]
    [TestCase(ClientTls.Require, false)]
    [TestCase(ClientTls.Strict, false)]
    public void Login_may_be_the_first_packet_where_clear_text_is_allowed(ClientTls mode, bool isAllowed)
    {
        var login = Login(mode);
        var (step, output) = Advance(login, LoginPacket(Plain), takesAll: mode != ClientTls.Strict);
        Assert.That(step, Is.EqualTo(isAllowed ? LoginStep.NeedVerifier : LoginStep.Refused));
        if (!isAllowed)
        {
            Assert.That(ErrorOf(output).Number, Is.EqualTo(18456));
        }
    }

    [Test]
    public void Connection_that_begins_with_tls_is_tds_8()
    {
        var login = Login(ClientTls.Strict);
        var (step, _) = Advance(login, Hex.Bytes("16 03 01 00 05"), takesAll: false);
        Assert.That((step, login.Tls.ApplicationProtocol, login.Tls.Framing, login.Tls.Only12), Is.EqualTo((LoginStep.StartDirectTls, "tds/8.0", (IHandshakeFraming?)null, false)));
        login.TlsStarted();
        Assert.That(Advance(login, PreLoginPacket(2)).Step, Is.EqualTo(LoginStep.NeedMore));
        Assert.That(Advance(login, LoginPacket(Plain with { })).Step, Is.EqualTo(LoginStep.NeedVerifier));
        Assert.That(() => Advance(Login(ClientTls.Disable), Hex.Bytes("16 03 01 00 05")), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Strict_client_is_answered_in_its_version()
    {
        var login = Login(ClientTls.Strict);
        Advance(login, Hex.Bytes("16"), takesAll: false);
        login.TlsStarted();
        Advance(login, PreLoginPacket(2));
        Advance(login, LoginPacket(Plain with { RequestedVersion = TdsVersions.Strict }));
        var output = Complete(login);
        Assert.That(output.AsSpan().IndexOf(Hex.Bytes("AD 36 00 01 08 00 00 00")), Is.GreaterThan(0));
        Assert.That(((SessionState)login.Negotiated!).Version, Is.EqualTo(TdsVersion.V74));
    }

    [Test]
    public void Encryption_of_the_login_alone_ends_behind_its_first_packet([Values] bool isLong)
    {
        var login = Login(ClientTls.LoginOnly);
        Advance(login, PreLoginPacket(0));
        login.TlsStarted();
        var bytes = LoginPacket(isLong ? Plain with { Features = [new Feature(FeatureId.UserAgent, new byte[6000])] } : Plain);
        var first = Math.Min(bytes.Length, 4096);
        var (step, output) = Advance(login, bytes[..first]);
        Assert.That((step, output.Length), Is.EqualTo((LoginStep.EndTls, 0)));
        Assert.That(Advance(login, bytes[first..]).Step, Is.EqualTo(LoginStep.NeedVerifier));
    }

    [Test]
    public void Answer_has_the_order_of_sql_server_and_every_client_finds_what_it_needs()
    {
        var login = Login(ClientTls.Disable);
        Advance(login, LoginPacket(Plain));
        var output = Complete(login);
        FrameReader.TryReadPacket(output, 4096, out var header, out var payload);
        Assert.That((header.Status, header.Length, header.Spid), Is.EqualTo((PacketStatus.EndOfMessage, output.Length, (ushort)9)));
        var kinds = new List<TokenKind>();
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default);
        while (reader.Read(payload, out _, out var consumed) == TokenStep.Token)
        {
            kinds.Add(reader.Kind);
            payload = payload[consumed..];
        }

        Assert.That(kinds, Is.EqualTo(new[]
        {
            TokenKind.EnvChange, TokenKind.Info, TokenKind.EnvChange, TokenKind.EnvChange, TokenKind.Info, TokenKind.LoginAck, TokenKind.EnvChange,
            TokenKind.Done,
        }));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(Plain with { RequestedVersion = (uint)TdsVersion.V70 }, 50000).SetArgDisplayNames("7.0");
        yield return new TestCaseData(Plain with { Flags = new LoginFlags(0xe0, 0x83, 0, 0) }, 18452).SetArgDisplayNames("SSPI");
        yield return new TestCaseData(Plain with { Sspi = [1, 2] }, 18452).SetArgDisplayNames("SSPI data");
        yield return new TestCaseData(Plain with { Features = [new Feature(FeatureId.FedAuth, [1])] }, 18456).SetArgDisplayNames("FedAuth");
        yield return new TestCaseData(Plain with { Features = [new Feature(FeatureId.SessionRecovery, [1])] }, 18456).SetArgDisplayNames("recovery");
        yield return new TestCaseData(Plain with { Flags = new LoginFlags(0xe0, 3, 0, 1) }, 18456).SetArgDisplayNames("new password");
        yield return new TestCaseData(Plain with { Flags = new LoginFlags(0xe1, 3, 0, 0) }, 50000).SetArgDisplayNames("big-endian");
        yield return new TestCaseData(Plain with { AttachedFile = "c:\\x.mdf" }, 18456).SetArgDisplayNames("attached file");
        yield return new TestCaseData(Plain with { UserName = "" }, 18456).SetArgDisplayNames("no user");
        yield return new TestCaseData(Plain with { Language = "x;packet=1" }, 18456).SetArgDisplayNames("a language that is none");
    }

    [TestCaseSource(nameof(Refused))]
    public void Login_that_asks_for_what_is_not_done_is_refused_in_words(object message, int number)
    {
        var login = Login(ClientTls.Disable);
        var (step, output) = Advance(login, LoginPacket((Login7)message));
        Assert.That((step, ErrorOf(output).Number), Is.EqualTo((LoginStep.Refused, number)));
    }

    [TestCase("01 01 00 08 00 00 01 00", Description = "a batch")]
    [TestCase("02 01 00 08 00 00 01 00", Description = "the login of TDS 4.2")]
    [TestCase("47 45 54 20 2F 20 48 54", Description = "HTTP")]
    public void First_packet_of_another_kind_is_a_fault(string bytes) =>
        Assert.That(() => Advance(Login(ClientTls.Prefer), Hex.Bytes(bytes)), Throws.TypeOf<WireFault>());

    [Test]
    public void Bytes_in_clear_behind_a_pre_login_with_tls_are_a_fault() =>
        Assert.That(() => Advance(Login(ClientTls.Require), [.. PreLoginPacket(1), .. LoginPacket(Plain)]), Throws.TypeOf<WireFault>());

    [Test]
    public void Handshake_travels_in_packets_of_pre_login()
    {
        var login = Login(ClientTls.Require);
        Advance(login, PreLoginPacket(1));
        var framing = login.Tls.Framing!;
        var flight = new byte[9000];
        Random.Shared.NextBytes(flight);
        var travelling = new WireBuffer();
        framing.Wrap(flight, travelling);
        Assert.That((travelling.Length, travelling.Written[0]), Is.EqualTo((9000 + 3 * 8, (byte)0x12)));
        var records = new WireBuffer();
        for (var at = 0; at < travelling.Length;)
        {
            Assert.That(framing.Unwrap(travelling.Written.Slice(at, 7), records), Is.Zero);
            at += framing.Unwrap(travelling.Written[at..], records);
        }

        Assert.That(records.Written.SequenceEqual(flight), Is.True);
        Assert.That(() => framing.Unwrap(Hex.Bytes("16 03 03 00 01 00 00 00"), records), Throws.TypeOf<WireFault>());
    }

    private static IClientLogin Login(ClientTls mode) =>
        new WireProtocol().CreateClientLogin(new ClientLoginOptions(mode, false, WireLimits.Default) { ServerVersion = "16.0.1000" });

    private static byte[] PreLoginPacket(int encryption) => Hex.Written(buffer => FrameWriter.Write(
        buffer, MessageKind.PreLogin, Hex.Bytes($"00 00 0B 00 06 01 00 11 00 01 FF 0F 00 00 00 00 00 {encryption:X2}"), 4096));

    private static byte[] LoginPacket(Login7 login) =>
        Hex.Written(buffer => FrameWriter.Write(buffer, MessageKind.Login7, Hex.Written(login.Write), 4096));

    private static (LoginStep Step, byte[] Output) Advance(IClientLogin login, byte[] bytes, bool takesAll = true)
    {
        var output = new WireBuffer();
        var step = login.Advance(bytes, out var consumed, output);
        Assert.That(consumed, Is.EqualTo(takesAll ? bytes.Length : 0));
        return (step, output.Written.ToArray());
    }

    private static byte[] Complete(IClientLogin login)
    {
        login.UseVerifier(new PasswordVerifiers(Verifier), isMock: false);
        Assert.That(Advance(login, []).Step, Is.EqualTo(LoginStep.NeedWork));
        login.Work!.Run();
        Assert.That(Advance(login, []).Step, Is.EqualTo(LoginStep.Done));
        var output = new WireBuffer();
        login.Complete([], new CancelKey(9, 0), output);
        return output.Written.ToArray();
    }

    private static (int Number, byte Class) ErrorOf(byte[] message)
    {
        FrameReader.TryReadPacket(message, 4096, out _, out var payload);
        var reader = new TokenReader(TdsVersion.V71, WireLimits.Default);
        reader.Read(payload, out var token, out _);
        return (BitConverter.ToInt32(token[3..]), token[8]);
    }
}
