using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>What a backend can do wrong, or worse, in a login.</summary>
[TestFixture]
public sealed class ServerLoginTests
{
    private const Capabilities Usual = Capabilities.Protocol41 | Capabilities.SecureConnection | Capabilities.PluginAuth | Capabilities.ConnectWithDatabase;

    private static readonly byte[] Scramble = "abcdefghijklmnopqrst"u8.ToArray();

    private readonly WireBuffer _output = new();

    [SetUp]
    public void Forget_what_was_said() => _output.Clear();

    [TestCase(1040, "Too many connections")]
    [TestCase(1129, "Host '10.0.0.1' is blocked because of many connection errors")]
    public void Error_in_place_of_the_greeting_is_told(int code, string message)
    {
        var login = Make();
        var error = Packet(0, buffer => ErrPacket.Write(buffer, code, default, System.Text.Encoding.ASCII.GetBytes(message)));
        Assert.That(login.Advance(error, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.FailureCode, login.Failure), Is.EqualTo((code.ToString(System.Globalization.CultureInfo.InvariantCulture), message)));
    }

    [Test]
    public void Server_that_is_too_old_is_refused()
    {
        var login = Make();
        Assert.That(login.Advance(Greeting("", Capabilities.Protocol41), out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.Failure, _output.Length), Is.EqualTo(("the server is too old: it cannot negotiate how to log in", 0)));
    }

    [Test]
    public void Password_in_clear_is_not_sent_outside_of_tls()
    {
        var login = Make("mysql_clear_password");
        login.Advance(Greeting(NativePassword.Name), out _, _output);
        Assert.That(_output.Written.IndexOf("pencil"u8), Is.Negative);
        _output.Clear();
        var ask = Packet(2, buffer => AuthSwitchRequest.Write(buffer, "mysql_clear_password"u8, default));
        Assert.That(login.Advance(ask, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.Failure, _output.Length), Is.EqualTo(("the server asks for the password in clear outside of TLS", 0)));
    }

    [Test]
    public void Nothing_made_of_the_password_is_sent_by_a_method_that_is_not_allowed()
    {
        var login = Make("mysql_clear_password");
        login.Advance(Greeting(CachingSha2Password.Name), out _, _output);
        Assert.That(FrameReader.TryRead(_output.Written, 1000, out var frame), Is.True);
        Assert.That(HandshakeResponse41.Read(frame.Payload).AuthResponse, Is.Empty);
        _output.Clear();
        var ask = Packet(2, buffer => AuthMoreData.Write(buffer, [AuthMoreData.PerformFullAuthentication]));
        Assert.That(login.Advance(ask, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
    }

    [Test]
    public void Server_that_lets_in_without_a_proof_is_not_believed()
    {
        var login = Make("mysql_clear_password");
        login.Advance(Greeting(CachingSha2Password.Name), out _, _output);
        var ok = Packet(2, buffer => default(OkPacket).Write(buffer, OkPacket.Header, Capabilities.None));
        Assert.That(login.Advance(ok, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Is.EqualTo("the server lets the login in without asking for its password"));
    }

    [Test]
    public void Second_switch_of_the_method_is_refused()
    {
        var login = Make();
        login.Advance(Greeting(CachingSha2Password.Name), out _, _output);
        var first = Packet(2, buffer => AuthSwitchRequest.Write(buffer, "mysql_native_password"u8, Scramble));
        Assert.That(login.Advance(first, out _, _output), Is.EqualTo(LoginStep.NeedMore));
        var second = Packet(4, buffer => AuthSwitchRequest.Write(buffer, "caching_sha2_password"u8, Scramble));
        Assert.That(login.Advance(second, out _, _output), Is.EqualTo(LoginStep.Refused));
    }

    [TestCase("dialog")]
    [TestCase("client_ed25519")]
    [TestCase("mysql_old_password")]
    public void Method_that_nobody_allowed_is_refused(string method)
    {
        var login = Make();
        login.Advance(Greeting(NativePassword.Name), out _, _output);
        var ask = Packet(2, buffer => AuthSwitchRequest.Write(buffer, System.Text.Encoding.ASCII.GetBytes(method), Scramble));
        Assert.That(login.Advance(ask, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Does.Contain($"`{method}`"));
    }

    [Test]
    public void Public_key_that_is_none_is_refused()
    {
        var login = Make();
        login.Advance(Greeting(CachingSha2Password.Name), out _, _output);
        login.Advance(Packet(2, buffer => AuthMoreData.Write(buffer, [AuthMoreData.PerformFullAuthentication])), out _, _output);
        _output.Clear();
        Assert.That(login.Advance(Packet(4, buffer => AuthMoreData.Write(buffer, "-----BEGIN"u8)), out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.Failure, _output.Length), Is.EqualTo(("the server sent a public key that cannot be used", 0)));
    }

    private static IServerLogin Make(params string[] methods) =>
        new WireProtocol().CreateServerLogin(new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), methods, false, false, []));

    private static byte[] Greeting(string method, Capabilities capabilities = Usual) =>
        Packet(0, new HandshakeV10("8.4.2", 7, Scramble, capabilities, 255, ServerStatus.Autocommit, method).Write);

    private static byte[] Packet(byte sequence, Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        var mark = FrameWriter.Begin(buffer);
        write(buffer);
        FrameWriter.End(buffer, mark, ref sequence);
        return buffer.Written.ToArray();
    }
}
