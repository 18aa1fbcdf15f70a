using ProxyDb.Fuzz.MySql;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class ClientLoginTests
{
    private static readonly PasswordVerifiers Native = new(null, null, Verifiers.Native("pencil"));

    private static readonly HandshakeResponse41 Response =
        new(SampleMessages.Negotiated, 1 << 24, 45, "kim"u8.ToArray()) { AuthResponse = new byte[20], AuthPlugin = "mysql_native_password"u8.ToArray() };

    private readonly WireBuffer _output = new();

    [SetUp]
    public void Forget_what_was_said() => _output.Clear();

    [Test]
    public void Server_greets_first([Values("", "8.4.2", "10.11.6-MariaDB-log", "5.5.5-10.6.1-MariaDB", "11.4.2-MariaDB")] string version)
    {
        var greeting = Greet(Make(version));
        var expected = version switch { "" => "8.0.36", "10.11.6-MariaDB-log" => "5.5.5-10.11.6-MariaDB-log", _ => version };
        Assert.That((greeting.ServerVersion, greeting.ConnectionId), Is.EqualTo((expected, 4711U)));
        Assert.That(
            (greeting.Capabilities & Capabilities.QueryAttributes) != 0, Is.EqualTo(!version.Contains("MariaDB", StringComparison.Ordinal)));
    }

    [Test]
    public void Nothing_behind_a_request_for_tls_is_read_in_clear()
    {
        var login = Make("8.4.2", ClientTls.Prefer);
        Greet(login);
        var request = Packet(1, SslRequest);
        byte[] both = [.. request, .. Packet(2, Write(Response))];
        Assert.That(login.Advance(both, out var consumed, _output), Is.EqualTo(LoginStep.StartTls));
        Assert.That((consumed, login.User), Is.EqualTo((request.Length, "")));
        Assert.That(() => login.Advance(both.AsSpan(consumed), out _, _output), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Request_for_tls_that_was_not_offered_is_a_fault()
    {
        var login = Make("8.4.2");
        Greet(login);
        Assert.That(() => login.Advance(Packet(1, SslRequest), out _, _output), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Packet_out_of_order_is_a_fault()
    {
        var login = Make("8.4.2");
        Greet(login);
        Assert.That(() => login.Advance(Packet(2, new byte[40]), out _, _output), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Protocol_before_4_1_is_told_so()
    {
        var login = Make("8.4.2");
        Greet(login);
        Assert.That(login.Advance(Packet(1, [5, 0, 0, 0, 0, .. "kim"u8, 0]), out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Written.IndexOf("Bad handshake"u8), Is.Positive);
    }

    [Test]
    public void Client_that_cannot_switch_is_told_what_its_user_needs()
    {
        var login = Make("8.4.2");
        Greet(login);
        var response = new HandshakeResponse41(Capabilities.Protocol41 | Capabilities.SecureConnection, 0, 45, "kim"u8.ToArray()) { AuthResponse = new byte[20] };
        Assert.That(login.Advance(Packet(1, Write(response)), out _, _output), Is.EqualTo(LoginStep.NeedVerifier));
        login.UseVerifier(new PasswordVerifiers(null, Verifiers.CachingSha2("pencil")), false);
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.Refusal!.Code, _output.Written.IndexOf("08004"u8) > 0), Is.EqualTo(("1251", true)));
    }

    [TestCase((byte)35, "ucs2")]
    [TestCase((byte)54, "utf16")]
    [TestCase((byte)60, "utf32")]
    public void Character_set_that_no_text_can_have_is_refused(byte collation, string characters)
    {
        var login = Make("10.11.6-MariaDB");
        Greet(login);
        login.Advance(Packet(1, Write(Response with { Collation = collation })), out _, _output);
        Assert.That((login.Refusal!.Code, login.Refusal.Message), Is.EqualTo(("1231", $"Variable 'character_set_client' can't be set to the value of '{characters}'")));
    }

    [Test]
    public void Change_of_user_goes_on_with_the_connection_it_came_on([Values] bool sameMethod, [Values] bool isRight)
    {
        var login = Make("8.4.2");
        var greeting = Greet(login);
        var response = Response with { AuthResponse = NativePassword.Answer("pencil"u8, greeting.Scramble) };
        login.Advance(Packet(1, Write(response)), out _, _output);
        login.UseVerifier(Native, false);
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.Done));

        var change = new WireBuffer();
        ComChangeUser.Write(change, response with
        {
            User = "lee"u8.ToArray(), Database = "other"u8.ToArray(), AuthPlugin = sameMethod ? response.AuthPlugin : "caching_sha2_password"u8.ToArray(),
            AuthResponse = NativePassword.Answer(isRight ? "pencil"u8 : "wrong"u8, greeting.Scramble),
        });
        var changed = ((IWireProtocol)new WireProtocol()).CreateChangedLogin(Options("8.4.2"), login.Negotiated, Packet(0, change.Written.ToArray()));
        _output.Clear();
        Assert.That(changed.Advance([], out _, _output), Is.EqualTo(LoginStep.NeedVerifier));
        Assert.That((changed.User, changed.Database), Is.EqualTo(("lee", "other")));
        changed.UseVerifier(Native, false);
        var step = changed.Advance([], out _, _output);
        if (!sameMethod)
        {
            Assert.That((step, _output.Written[3], _output.Written[4]), Is.EqualTo((LoginStep.NeedMore, (byte)1, AuthSwitchRequest.Header)));
            _output.Clear();
            step = changed.Advance(Packet(2, NativePassword.Answer(isRight ? "pencil"u8 : "wrong"u8, greeting.Scramble)), out _, _output);
        }

        Assert.That(step, Is.EqualTo(isRight ? LoginStep.Done : LoginStep.Refused));
        if (isRight)
        {
            changed.Complete([], default, _output);
            Assert.That((_output.Written[3], _output.Written[4]), Is.EqualTo(((byte)(sameMethod ? 1 : 3), OkPacket.Header)));
            Assert.That(((SessionState)changed.Negotiated!).Capabilities, Is.EqualTo(((SessionState)login.Negotiated!).Capabilities));
        }
    }

    private static byte[] SslRequest
    {
        get
        {
            var buffer = new WireBuffer();
            (Response with { Capabilities = SampleMessages.Negotiated | Capabilities.Ssl }).WriteHead(buffer);
            return buffer.Written.ToArray();
        }
    }

    private static ClientLoginOptions Options(string version, ClientTls tls = ClientTls.Disable) =>
        new(tls, false, WireLimits.Default) { ServerVersion = version, ConnectionId = 4711 };

    private static IClientLogin Make(string version, ClientTls tls = ClientTls.Disable) => new WireProtocol().CreateClientLogin(Options(version, tls));

    private HandshakeV10 Greet(IClientLogin login)
    {
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.NeedMore));
        Assert.That(FrameReader.TryRead(_output.Written, 1000, out var frame), Is.True);
        var greeting = HandshakeV10.Read(frame.Payload);
        _output.Clear();
        return greeting;
    }

    private static byte[] Write(HandshakeResponse41 response)
    {
        var buffer = new WireBuffer();
        response.Write(buffer);
        return buffer.Written.ToArray();
    }

    private static byte[] Packet(byte sequence, byte[] payload)
    {
        var buffer = new WireBuffer();
        FrameWriter.Write(buffer, ref sequence, payload);
        return buffer.Written.ToArray();
    }
}
