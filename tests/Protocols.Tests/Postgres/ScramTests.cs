using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>The exchange of RFC 7677 §3, and what either side must not accept.</summary>
[TestFixture]
public sealed class ScramTests
{
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string FinalNonce = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string Proof = "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string Signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static readonly byte[] Salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");

    [Test]
    public void Server_follows_the_vector_of_rfc_7677()
    {
        var server = MakeServer();
        Assert.That(Text(server.Begin(Bytes($"n,,n=user,r={ClientNonce}"))), Is.EqualTo(ServerFirst));
        Assert.That(Text(server.Finish(Bytes($"c=biws,{FinalNonce},{Proof}"))), Is.EqualTo(Signature));
    }

    [Test]
    public void Client_accepts_its_own_exchange_with_the_vectors_verifier()
    {
        var client = new ScramClient(Bytes(ClientNonce));
        var server = MakeServer();
        Assert.That(client.ReadServerFirst(server.Begin(client.First())), Is.Null);
        Assert.That((client.Iterations, Convert.ToBase64String(client.Salt)), Is.EqualTo((4096, Convert.ToBase64String(Salt))));
        var final = client.Final(ScramSha256.Derive("pencil"u8, client.Salt, client.Iterations));
        var serverFinal = server.Finish(final);
        Assert.That(serverFinal, Is.Not.Null);
        Assert.That(client.IsServerProven(serverFinal), Is.True);
    }

    [Test]
    public void Client_that_could_bind_but_was_not_offered_to_is_accepted()
    {
        var server = MakeServer();
        server.Begin(Bytes($"y,,n=,r={ClientNonce}"));
        Assert.Throws<WireFault>(() => server.Finish(Bytes($"c=biws,{FinalNonce},{Proof}")), "the flag was changed on the way");
        server.Begin(Bytes($"y,,n=,r={ClientNonce}"));
        Assert.That(server.Finish(Bytes($"c=eSws,{FinalNonce},{Proof}")), Is.Null, "the proof is another's");
    }

    [TestCase("p=tls-server-end-point,,n=,r=abc")]
    [TestCase("n,a=other,n=,r=abc")]
    [TestCase("n,,m=ext,n=,r=abc")]
    [TestCase("n,,n=,r=")]
    [TestCase("n,,n=,r=a c")]
    [TestCase("n,,n=user")]
    [TestCase("n,,r=abc")]
    [TestCase("x,,n=,r=abc")]
    [TestCase("n,")]
    [TestCase("")]
    public void Malformed_or_unsupported_beginning_is_a_fault(string message) =>
        Assert.Throws<WireFault>(() => MakeServer().Begin(Bytes(message)));

    [TestCase("c=biws," + FinalNonce)]
    [TestCase("c=biws," + FinalNonce + ",p=AAAA")]
    [TestCase("c=biws," + FinalNonce + ",p=!!!!")]
    [TestCase("c=biws,r=other," + Proof)]
    [TestCase("c=eSws," + FinalNonce + "," + Proof)]
    [TestCase("c=cD10bHM," + FinalNonce + "," + Proof)]
    [TestCase(Proof)]
    [TestCase("")]
    public void Malformed_end_is_a_fault(string message)
    {
        var server = MakeServer();
        server.Begin(Bytes($"n,,n=user,r={ClientNonce}"));
        Assert.Throws<WireFault>(() => server.Finish(Bytes(message)));
    }

    [Test]
    public void Wrong_proof_and_mock_verifier_fail_at_the_end_only()
    {
        foreach (var (server, proof) in new[] { (MakeServer(), "p=" + new string('A', 43) + "="), (MakeServer(isMock: true), Proof) })
        {
            Assert.That(Text(server.Begin(Bytes($"n,,n=user,r={ClientNonce}"))), Is.EqualTo(ServerFirst));
            Assert.That(server.Finish(Bytes($"c=biws,{FinalNonce},{proof}")), Is.Null);
        }
    }

    [TestCase("r=other,s=QQ==,i=4096")]
    [TestCase("r=" + ClientNonce + ",s=QQ==,i=4096")]
    [TestCase("r=" + ClientNonce + "x,s=QQ==,i=1000001")]
    [TestCase("r=" + ClientNonce + "x,s=QQ==,i=0")]
    [TestCase("r=" + ClientNonce + "x,s=QQ==,i=-4")]
    [TestCase("r=" + ClientNonce + "x,s=QQ==,i=99999999999999999999")]
    [TestCase("r=" + ClientNonce + "x,s=,i=4096", Description = "empty salt")]
    [TestCase("m=ext,r=" + ClientNonce + "x,s=QQ==,i=4096")]
    public void Challenge_that_cannot_be_answered_is_refused(string message)
    {
        var client = new ScramClient(Bytes(ClientNonce));
        Assert.That(client.ReadServerFirst(Bytes(message)), Is.Not.Null);
    }

    [TestCase("s=QQ==,i=4096")]
    [TestCase("r=" + ClientNonce + "x,s=*,i=4096")]
    [TestCase("r=" + ClientNonce + "x,s=QQ==")]
    public void Malformed_challenge_is_a_fault(string message)
    {
        var client = new ScramClient(Bytes(ClientNonce));
        Assert.Throws<WireFault>(() => client.ReadServerFirst(Bytes(message)));
    }

    [Test]
    public void Server_without_the_verifier_is_not_believed()
    {
        var client = new ScramClient(Bytes(ClientNonce));
        Assert.That(client.ReadServerFirst(Bytes(ServerFirst)), Is.Null);
        Assert.That(client.IsServerProven(Bytes("v=")), Is.False, "before our own proof");
        client.Final(ScramSha256.Derive("pencil"u8, client.Salt, client.Iterations));
        Assert.That(client.IsServerProven(Bytes("v=" + new string('A', 43) + "=")), Is.False);
        Assert.That(client.IsServerProven(Bytes("e=invalid-proof")), Is.False);
    }

    [TestCase("pencil", "pencil")]
    [TestCase("a\u00a0b\u3000c", "a b c")]
    [TestCase("I\u00adX", "IX")]
    [TestCase("비밀번호", "비밀번호")]
    [TestCase("a\u0007b", "a\u0007b", Description = "prohibited: used as it is")]
    [TestCase("\u00ad", "\u00ad", Description = "nothing would be left: used as it is")]
    public void Password_is_prepared_as_the_server_does(string password, string prepared) =>
        Assert.That(Text(ScramPassword.Prepare(Bytes(password))), Is.EqualTo(prepared));

    [Test]
    public void Cache_is_bounded_and_tells_passwords_apart()
    {
        var cache = new ScramKeyCache();
        var keys = new ScramKeys([1], [2]);
        for (var i = 1; i <= 1000; i++)
        {
            cache.Add("p"u8, Salt, i, keys);
            cache.Add("p"u8, Salt, i, keys);
        }

        Assert.That(cache.Count, Is.EqualTo(256));
        Assert.That(cache.TryGet("p"u8, Salt, 1000, out var found) && ReferenceEquals(found, keys), Is.True);
        Assert.That(cache.TryGet("q"u8, Salt, 1000, out _), Is.False);
        Assert.That(cache.TryGet("p"u8, [1], 1000, out _), Is.False);
        Assert.That(cache.TryGet("p"u8, Salt, 1, out _), Is.False);
    }

    private static ScramServer MakeServer(bool isMock = false)
    {
        var verifier = ScramSha256.MakeVerifier("pencil"u8, Salt, 4096);
        return new ScramServer(new ScramVerifier(verifier.Iterations, Salt, verifier.StoredKey, verifier.ServerKey), isMock, Bytes(ServerNonce));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);
}
