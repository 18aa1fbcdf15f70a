using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class ServerLoginTests
{
    private readonly WireBuffer _output = new();

    [SetUp]
    public void Clear_output() => _output.Clear();

    [TestCase(AuthenticationKind.CleartextPassword, "password")]
    [TestCase(AuthenticationKind.Md5Password, "md5")]
    [TestCase(AuthenticationKind.Ok, "trust")]
    [TestCase(AuthenticationKind.Sasl, "scram-sha-256")]
    public void Method_that_is_not_allowed_gets_nothing(AuthenticationKind kind, string method)
    {
        var others = new[] { "password", "md5", "trust", "scram-sha-256" }.Where(other => other != method).ToArray();
        var login = Started(others);
        Assert.That(Advance(login, Authentication(kind)), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
        Assert.That(login.Failure, Does.Contain($"`{method}`"));
        Assert.That(login.FailureCode, Is.Null);

        Assert.That(Advance(Started([method]), Authentication(kind)), Is.EqualTo(LoginStep.NeedMore));
    }

    [TestCase(AuthenticationKind.Gss)]
    [TestCase(AuthenticationKind.Sspi)]
    [TestCase(AuthenticationKind.KerberosV5)]
    [TestCase(AuthenticationKind.SaslFinal)]
    [TestCase((AuthenticationKind)99)]
    public void Unknown_or_misplaced_methods_get_nothing(AuthenticationKind kind)
    {
        Assert.That(Advance(Started(["scram-sha-256", "trust"]), Authentication(kind)), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
    }

    [Test]
    public void Md5_answer_is_that_of_postgresql()
    {
        Advance(Started(["md5"]), Authentication(AuthenticationKind.Md5Password));
        Assert.That(Encoding.ASCII.GetString(_output.Written[5..]), Is.EqualTo("md5" + Md5(Md5("secret" + "kim") + "\u0001\u0002\u0003\u0004") + "\0"));
    }

    [Test]
    public void Server_that_skips_its_own_proof_is_refused()
    {
        var login = Started(["scram-sha-256", "trust"]);
        Assert.That(Advance(login, Authentication(AuthenticationKind.Sasl)), Is.EqualTo(LoginStep.NeedMore));
        Assert.That(Advance(login, Authentication(AuthenticationKind.Ok)), Is.EqualTo(LoginStep.Refused));
    }

    [Test]
    public void Second_request_for_a_secret_is_refused()
    {
        var login = Started(["password", "md5"]);
        Assert.That(Advance(login, Authentication(AuthenticationKind.Md5Password)), Is.EqualTo(LoginStep.NeedMore));
        _output.Clear();
        Assert.That(Advance(login, Authentication(AuthenticationKind.CleartextPassword)), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
    }

    [Test]
    public void Bytes_in_clear_behind_the_answer_to_ssl_request_are_a_fault([Values("S", "N")] string answer)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(answer), .. Authentication(AuthenticationKind.Ok)];
        Assert.Throws<WireFault>(() => Advance(Started(["trust"], tryTls: true), bytes));
    }

    [Test]
    public void Bytes_in_clear_before_tls_stands_are_a_fault()
    {
        var login = Started(["trust"], requireTls: true);
        Assert.That(Advance(login, "S"u8), Is.EqualTo(LoginStep.StartTls));
        Assert.Throws<WireFault>(() => Advance(login, [1]));
    }

    [Test]
    public void Server_without_tls_is_refused_when_tls_is_demanded()
    {
        var login = Started(["trust"], requireTls: true);
        Assert.That(Advance(login, "N"u8), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
    }

    [Test]
    public void Error_instead_of_an_answer_to_ssl_request_is_not_shown([Values] bool requireTls)
    {
        var login = Started(["trust"], requireTls, tryTls: true);
        Assert.That(Advance(login, "E forged text"u8), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Does.Not.Contain("forged"));
    }

    [TestCase('X')]
    [TestCase('R')]
    [TestCase('\0')]
    public void Other_answers_to_ssl_request_are_a_fault(char answer) =>
        Assert.Throws<WireFault>(() => Advance(Started(["trust"], tryTls: true), [(byte)answer]));

    [Test]
    public void Clear_password_is_not_sent_when_tls_was_tried_and_declined()
    {
        var login = Started(["password"], tryTls: true);
        Assert.That(Advance(login, "N"u8), Is.EqualTo(LoginStep.NeedMore));
        _output.Clear();
        Assert.That(Advance(login, Authentication(AuthenticationKind.CleartextPassword)), Is.EqualTo(LoginStep.Refused));
        Assert.That(_output.Length, Is.Zero);
    }

    [Test]
    public void Error_of_the_server_is_told_with_its_code_and_without_control_characters()
    {
        var login = Started(["trust"]);
        Assert.That(Advance(login, Error("53300", "sorry,\u001b[2J too many clients already")), Is.EqualTo(LoginStep.Refused));
        Assert.That((login.FailureCode, login.Failure), Is.EqualTo(("53300", "sorry,?[2J too many clients already")));
    }

    [Test]
    public void Messages_out_of_order_are_faults()
    {
        Assert.Throws<WireFault>(() => Advance(Started(["trust"]), "Z\0\0\0\u0005I"u8), "ready before authentication");
        Assert.Throws<WireFault>(() => Advance(Started(["trust"]), [.. Authentication(AuthenticationKind.Ok), .. Authentication(AuthenticationKind.Ok)]));
        Assert.Throws<WireFault>(() => Advance(Started(["trust"]), [.. Authentication(AuthenticationKind.Ok), .. "C\0\0\0\u0005\0"u8]));
    }

    [Test]
    public void Session_that_begins_in_a_transaction_is_refused() =>
        Assert.That(Advance(Started(["trust"]), [.. Authentication(AuthenticationKind.Ok), .. "Z\0\0\0\u0005T"u8]), Is.EqualTo(LoginStep.Refused));

    [Test]
    public void Parameters_without_end_are_a_fault()
    {
        var buffer = new WireBuffer();
        buffer.WriteBytes(Authentication(AuthenticationKind.Ok));
        for (var i = 0; i < 300; i++)
        {
            ParameterStatusMessage.Write(buffer, $"p{i}", "");
        }

        Assert.Throws<WireFault>(() => Advance(Started(["trust"]), buffer.Written));
    }

    [Test]
    public void Password_never_appears_in_faults_or_failures()
    {
        var login = Started(["scram-sha-256"]);
        Advance(login, Authentication(AuthenticationKind.Sasl));
        var fault = Assert.Throws<WireFault>(() => Advance(login, Authentication(AuthenticationKind.SaslContinue, "x=y"u8)));
        Assert.That($"{fault} {login.Failure} {login}", Does.Not.Contain("secret"));
    }

    [Test]
    public void Password_with_a_zero_byte_is_refused_and_not_thrown_about()
    {
        var login = new ServerLogin(new ServerLoginOptions("kim", "shop", "sec\0ret"u8.ToArray(), ["password"], false, false, []), new ScramKeyCache());
        login.Start(_output);
        Assert.That(Advance(login, Authentication(AuthenticationKind.CleartextPassword)), Is.EqualTo(LoginStep.Refused));
        Assert.That(login.Failure, Does.Not.Contain("sec\0"));
    }

    private ServerLogin Started(string[] methods, bool requireTls = false, bool tryTls = false)
    {
        var login = new ServerLogin(
            new ServerLoginOptions("kim", "shop", "secret"u8.ToArray(), methods, requireTls, tryTls, []), new ScramKeyCache());
        login.Start(_output);
        _output.Clear();
        return login;
    }

    private LoginStep Advance(ServerLogin login, ReadOnlySpan<byte> input) => login.Advance(input, out _, _output);

    private static byte[] Authentication(AuthenticationKind kind, ReadOnlySpan<byte> data = default)
    {
        var buffer = new WireBuffer();
        AuthenticationMessage.Write(buffer, kind, kind switch
        {
            AuthenticationKind.Md5Password => [1, 2, 3, 4],
            AuthenticationKind.Sasl => "SCRAM-SHA-256\0\0"u8,
            _ => data,
        });
        return buffer.Written.ToArray();
    }

    private static byte[] Error(string code, string message)
    {
        var buffer = new WireBuffer();
        var mark = ErrorFields.Begin(buffer, ServerMessageKind.ErrorResponse);
        ErrorFields.WriteField(buffer, 'C', Encoding.UTF8.GetBytes(code));
        ErrorFields.WriteField(buffer, 'M', Encoding.UTF8.GetBytes(message));
        ErrorFields.End(buffer, mark);
        return buffer.Written.ToArray();
    }

    private static string Md5(string text)
    {
#pragma warning disable CA5351
        return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.Latin1.GetBytes(text)));
#pragma warning restore CA5351
    }
}
