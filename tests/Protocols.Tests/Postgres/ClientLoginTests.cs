using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class ClientLoginTests
{
    private static readonly ScramVerifier Verifier = ScramSha256.MakeVerifier("pencil"u8, [1, 2, 3, 4], 16);

    private readonly WireBuffer _output = new();

    [SetUp]
    public void Clear_output() => _output.Clear();

    [Test]
    public void Ssl_request_is_answered_as_the_listener_says([Values] ClientTls tls)
    {
        var login = Login(tls);
        var step = login.Advance(StartupRequest.Ssl, out var consumed, _output);
        Assert.That(consumed, Is.EqualTo(8));
        Assert.That(step, Is.EqualTo(tls == ClientTls.Disable ? LoginStep.NeedMore : LoginStep.StartTls));
        Assert.That(Said(), Is.EqualTo(tls == ClientTls.Disable ? "N" : "S"));
    }

    [Test]
    public void Bytes_in_clear_behind_ssl_request_are_a_fault([Values] ClientTls tls)
    {
        Assert.Throws<WireFault>(() => Login(tls).Advance([.. StartupRequest.Ssl, 0], out _, _output));
        Assert.Throws<WireFault>(() => Login(tls).Advance([.. StartupRequest.Ssl, .. Startup(("user", "kim"))], out _, _output));
    }

    [Test]
    public void Bytes_in_clear_before_tls_stands_are_a_fault()
    {
        var login = Login(ClientTls.Prefer);
        login.Advance(StartupRequest.Ssl, out _, _output);
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.StartTls));
        Assert.Throws<WireFault>(() => login.Advance([0], out _, _output));
    }

    [Test]
    public void Encryption_is_asked_for_once_only()
    {
        var login = Login(ClientTls.Disable);
        login.Advance(StartupRequest.Ssl, out _, _output);
        Assert.Throws<WireFault>(() => login.Advance(StartupRequest.Ssl, out _, _output));

        login = Login(ClientTls.Disable);
        login.Advance(StartupRequest.GssEncryption, out _, _output);
        Assert.Throws<WireFault>(() => login.Advance(StartupRequest.GssEncryption, out _, _output));

        login = Login(ClientTls.Prefer);
        login.Advance(StartupRequest.Ssl, out _, _output);
        login.TlsStarted();
        Assert.Throws<WireFault>(() => login.Advance(StartupRequest.Ssl, out _, _output));
    }

    [Test]
    public void Gss_encryption_is_declined_and_ssl_may_follow()
    {
        var login = Login(ClientTls.Prefer);
        Assert.That(login.Advance(StartupRequest.GssEncryption, out _, _output), Is.EqualTo(LoginStep.NeedMore));
        Assert.That(login.Advance(StartupRequest.Ssl, out _, _output), Is.EqualTo(LoginStep.StartTls));
        Assert.That(Said(), Is.EqualTo("NS"));
    }

    [Test]
    public void Listener_that_demands_tls_refuses_a_login_in_clear()
    {
        var (login, step) = Begin(ClientTls.Require, ("user", "kim"));
        Assert.That(step, Is.EqualTo(LoginStep.Refused));
        Assert.That(Said(), Does.Contain("C28000").And.Contain("FATAL").And.Contain("sslmode=require"));
        Assert.That(login.Advance([1, 2, 3], out var consumed, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(consumed, Is.Zero);
    }

    [Test]
    public void Cancel_request_is_taken_in_clear_and_not_answered()
    {
        var request = new WireBuffer();
        StartupRequest.WriteCancel(request, 4711, -3);
        var login = Login(ClientTls.Require);
        Assert.That(login.Advance(request.Written, out var consumed, _output), Is.EqualTo(LoginStep.Cancel));
        Assert.That((login.CancelKey, consumed, _output.Length), Is.EqualTo((new CancelKey(4711, -3), 16, 0)));
    }

    [Test]
    public void Database_defaults_to_the_user()
    {
        Assert.That(Begin(("user", "kim")).Login.Database, Is.EqualTo("kim"));
        Assert.That(Begin(("user", "kim"), ("database", "")).Login.Database, Is.EqualTo("kim"));
        Assert.That(Begin(("user", "kim"), ("database", "shop")).Login.Database, Is.EqualTo("shop"));
    }

    [Test]
    public void Settings_are_unfolded_folded_and_in_the_servers_order()
    {
        var (login, step) = Begin(
            ("user", "kim"), ("application_name", "psql\u001b"), ("DateStyle", "ISO"), ("options", @"-c Role=admin --search-path=a\ b"), ("replication", "off"));
        Assert.That(step, Is.EqualTo(LoginStep.NeedVerifier));
        Assert.That(login.Settings.Select(setting => $"{setting.Key}={setting.Value}"),
            Is.EqualTo(new[] { "role=admin", "search_path=a b", "application_name=psql\u001b", "datestyle=ISO" }));
        Assert.That(login.Application, Is.EqualTo("psql?"));
    }

    [TestCase("replication", "true", "0A000")]
    [TestCase("replication", "database", "0A000")]
    [TestCase("replication", "1", "0A000")]
    [TestCase("replication", "", "0A000")]
    [TestCase("options", "-d 5", "0A000")]
    [TestCase("options", "-c", "0A000")]
    [TestCase("options", "-c bad\\ name=1", "42704")]
    [TestCase("a b", "1", "42704")]
    [TestCase("1a", "1", "42704")]
    [TestCase("a.", "1", "42704")]
    [TestCase("a;b", "1", "42704")]
    [TestCase("i\u0307", "1", "42704")]
    [TestCase("database", "x", null)]
    [TestCase("my.setting", "x", null)]
    [TestCase("replication", "false", null)]
    public void Start_up_parameter_is_granted_or_refused(string name, string value, string? code)
    {
        var (_, step) = Begin(("user", "kim"), (name, value));
        Assert.That(step, Is.EqualTo(code is null ? LoginStep.NeedVerifier : LoginStep.Refused));
        Assert.That(Said(), code is null ? Is.Empty : Does.Contain("C" + code).And.Contain("SFATAL"));
    }

    [Test]
    public void Login_without_a_user_is_refused()
    {
        Assert.That(Begin(("database", "shop")).Step, Is.EqualTo(LoginStep.Refused));
        Assert.That(Begin(("user", "")).Step, Is.EqualTo(LoginStep.Refused));
        Assert.That(Said(), Does.Contain("C28000"));
    }

    [TestCase("user")]
    [TestCase("database")]
    [TestCase("options")]
    public void Parameter_given_twice_is_a_fault(string name) =>
        Assert.Throws<WireFault>(() => Begin(("user", "kim"), (name, "a"), (name, "b")));

    [TestCase(3 << 16, "", null)]
    [TestCase((3 << 16) | 2, "", "v")]
    [TestCase(3 << 16, "_pq_.wait", "v")]
    [TestCase((3 << 16) | 9999, "_pq_.wait", "v")]
    public void Newer_minor_versions_and_unknown_options_are_negotiated_down(int version, string option, string? kind)
    {
        var bytes = option.Length == 0 ? Startup(("user", "kim")) : Startup(("user", "kim"), (option, "1"));
        BitConverter.GetBytes(version).Reverse().ToArray().CopyTo(bytes, 4);
        var step = Login(ClientTls.Disable).Advance(bytes, out _, _output);
        Assert.That(step, Is.EqualTo(LoginStep.NeedVerifier));
        if (kind is null)
        {
            Assert.That(_output.Length, Is.Zero);
            return;
        }

        Assert.That(ServerMessageReader.TryRead(_output.Written, WireLimits.Default, out var first, out var frame), Is.True);
        Assert.That(first, Is.EqualTo(ServerMessageKind.NegotiateProtocolVersion));
        Assert.That(NegotiateProtocolVersionMessage.Read(frame.Payload), Is.EqualTo(new NegotiateProtocolVersionMessage(3 << 16, option.Length > 0 ? 1 : 0)));
    }

    [TestCase(2 << 16)]
    [TestCase(4 << 16)]
    [TestCase(0)]
    public void Other_major_versions_are_refused(int version)
    {
        var bytes = Startup(("user", "kim"));
        BitConverter.GetBytes(version).Reverse().ToArray().CopyTo(bytes, 4);
        Assert.That(Login(ClientTls.Disable).Advance(bytes, out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.That(Said(), Does.Contain("C0A000"));
    }

    [Test]
    public void Other_messages_during_authentication_are_a_fault()
    {
        foreach (var kind in "QPBXSFd\0")
        {
            var login = Authenticating();
            Assert.Throws<WireFault>(() => login.Advance([(byte)kind], out _, _output), $"kind {kind}");
        }
    }

    [Test]
    public void Endless_authentication_answer_is_a_fault() =>
        Assert.Throws<WireFault>(() => Authenticating().Advance([(byte)'p', 0, 1, 0, 0], out _, _output));

    [Test]
    public void Mechanism_that_was_not_offered_is_a_fault()
    {
        var answer = new WireBuffer();
        SaslInitialResponse.Write(answer, "SCRAM-SHA-256-PLUS"u8, "p=tls-server-end-point,,n=,r=abc"u8);
        Assert.Throws<WireFault>(() => Authenticating().Advance(answer.Written, out _, _output));
    }

    [Test]
    public void What_stands_behind_the_login_is_left_for_the_session()
    {
        var pair = new LoginPair(
            new ClientLoginOptions(ClientTls.Disable, false, WireLimits.Default),
            new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), ["scram-sha-256"], false, false, []),
            Verifier);
        Assert.That(pair.Run().Front, Is.EqualTo(LoginStep.Done));
        Assert.That(pair.Front.Advance(FrameWriter.Sync, out var consumed, _output), Is.EqualTo(LoginStep.Done));
        Assert.That(consumed, Is.Zero);
    }

    [Test]
    public void Refusal_of_the_driver_is_fatal_whatever_its_case()
    {
        var login = Authenticating();
        login.Refuse(new Denial(DenialCase.LimitReached, "too many sessions"), _output);
        Assert.That(Said(), Does.Contain("SFATAL").And.Contain("C54000"));
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.Refused));
        Assert.Throws<InvalidOperationException>(() => login.Complete([], default, _output));
    }

    [Test]
    public void Login_that_is_not_done_cannot_be_completed()
    {
        Assert.Throws<InvalidOperationException>(() => Login(ClientTls.Disable).Complete([], default, _output));
        Assert.Throws<InvalidOperationException>(() => Authenticating().Complete([], default, _output));
        Assert.Throws<InvalidOperationException>(() => Login(ClientTls.Disable).UseVerifier(new PasswordVerifiers(Verifier), false));
        Assert.Throws<InvalidOperationException>(() => Login(ClientTls.Disable).TlsStarted());
    }

    [Test]
    public void Start_up_cut_anywhere_is_incomplete_and_not_consumed()
    {
        var bytes = Startup(("user", "kim"), ("options", "-c a=b"));
        for (var length = 0; length < bytes.Length; length++)
        {
            var login = Login(ClientTls.Disable);
            Assert.That(login.Advance(bytes.AsSpan(0, length), out var consumed, _output), Is.EqualTo(LoginStep.NeedMore));
            Assert.That(consumed, Is.Zero);
        }
    }

    private static byte[] Startup(params (string Name, string Value)[] parameters)
    {
        var buffer = new WireBuffer();
        StartupMessage.Write(buffer, parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        return buffer.Written.ToArray();
    }

    private static ClientLogin Login(ClientTls tls) => new(new ClientLoginOptions(tls, AllowPassword: false, WireLimits.Default));

    private (ClientLogin Login, LoginStep Step) Begin(params (string Name, string Value)[] parameters) => Begin(ClientTls.Disable, parameters);

    private (ClientLogin Login, LoginStep Step) Begin(ClientTls tls, params (string Name, string Value)[] parameters)
    {
        var login = Login(tls);
        return (login, login.Advance(Startup(parameters), out _, _output));
    }

    private ClientLogin Authenticating()
    {
        var (login, _) = Begin(("user", "kim"));
        login.UseVerifier(new PasswordVerifiers(Verifier), isMock: false);
        Assert.That(login.Advance([], out _, _output), Is.EqualTo(LoginStep.NeedMore));
        _output.Clear();
        return login;
    }

    private string Said() => Encoding.UTF8.GetString(_output.Written);
}
