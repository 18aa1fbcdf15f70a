using System.Text;
using NUnit.Framework;
using ProxyDb.Host.Identity;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Tests.Identity;

public sealed class VerifierTests
{
    /// <summary>RFC 7677 §3: password pencil, its salt; the proof of the exchange there fits the StoredKey.</summary>
    [Test]
    public void Scram_keys_are_those_of_rfc_7677()
    {
        var verifier = ScramSecret.Derive("pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));
        Assert.That(
            ScramSecret.Format(verifier),
            Is.EqualTo("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="));
        Assert.That(ScramSecret.Fits(verifier, "pencil"u8), Is.True);
        Assert.That(ScramSecret.Fits(verifier, "pencils"u8), Is.False);
    }

    [Test]
    public void A_scram_verifier_survives_its_text()
    {
        var verifier = ScramSecret.Derive("x"u8, new byte[16]);
        Assert.That(ScramSecret.TryParse(ScramSecret.Format(verifier), out var read), Is.True);
        Assert.That(ScramSecret.Format(read!), Is.EqualTo(ScramSecret.Format(verifier)));
    }

    [TestCase("")]
    [TestCase("md5abc")]
    [TestCase("SCRAM-SHA-256$4096:AAAA$AAAA")]
    [TestCase("SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [TestCase("SCRAM-SHA-256$4096:$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [TestCase("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [TestCase("SCRAM-SHA-256$99999999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    public void What_is_no_scram_verifier_is_refused(string text) => Assert.That(ScramSecret.TryParse(text, out _), Is.False);

    /// <summary>What glibc makes of the examples of the SHA-crypt specification.</summary>
    [TestCase("Hello world!", "saltstring", 5000, "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5")]
    [TestCase("Hello world!", "saltstringsaltst", 10000, "3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA")]
    public void Sha_crypt_is_that_of_its_specification(string password, string salt, int rounds, string digest)
    {
        // Salts of the specification are cut at 16 characters; MySQL's have 20.
        Assert.That(CachingSha2Crypt.Crypt(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), rounds), Is.EqualTo(digest));
    }

    [Test]
    public void A_verifier_made_by_mysql_fits()
    {
        var verifier = "$A$005$" + Encoding.Latin1.GetString(Convert.FromHexString("F9CC98CE08892924F50A213B6BC571A2C11778C5"));
        verifier += Encoding.ASCII.GetString(Convert.FromHexString("625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F"));
        Assert.That(CachingSha2Secret.Fits(verifier, "hashcat"u8), Is.True);
        Assert.That(CachingSha2Secret.Fits(verifier, "Hashcat"u8), Is.False);
    }

    [Test]
    public void A_verifier_for_mysql_fits_its_password_only()
    {
        var verifier = CachingSha2Secret.Derive("geheim"u8);
        Assert.That(CachingSha2Secret.IsWellFormed(verifier), Is.True);
        Assert.That(CachingSha2Secret.Fits(verifier, "geheim"u8), Is.True);
        Assert.That(CachingSha2Secret.Fits(verifier, "Geheim"u8), Is.False);
    }

    [Test]
    public void The_native_verifier_is_that_of_mysql() =>
        Assert.That(MysqlNativeSecret.Derive("password"u8), Is.EqualTo("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"));

    [TestCase("p")]
    [TestCase("correct horse battery staple")]
    [TestCase("Größe €5 ёж パス 密码 비밀번호")]
    public void Passwords_whose_bytes_drivers_agree_about_are_taken_as_they_are(string password)
    {
        Assert.That(PasswordText.TryPrepare(password, out var prepared, out _), Is.True);
        Assert.That(Encoding.UTF8.GetString(prepared), Is.EqualTo(password));
    }

    [TestCase("")]
    [TestCase("tab\there")]
    [TestCase("e\u0301")]
    [TestCase("ﬁ")]
    [TestCase("a\u00A0b")]
    [TestCase("Ⅸ")]
    [TestCase("שלום")]
    [TestCase("\U0001F600")]
    public void Passwords_with_several_forms_are_refused_without_being_shown(string password)
    {
        Assert.That(PasswordText.TryPrepare(password, out _, out var fault), Is.False);
        Assert.That(password.Length == 0 || !fault!.Contains(password, StringComparison.Ordinal), Is.True);
    }
}
