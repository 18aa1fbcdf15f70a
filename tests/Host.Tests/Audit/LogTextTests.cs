using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

public sealed class LogTextTests
{
    private static readonly byte[][] s_hostile =
    [
        "plain"u8.ToArray(),
        "quote \" backslash \\ slash /"u8.ToArray(),
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), 0x7F],
        "\r\n{\"v\":1,\"seq\":1,\"hash\":\"\"}\n"u8.ToArray(),
        Encoding.UTF8.GetBytes("line\u2028separator\u2029 bidi \u202E nul \0 bom \uFEFF emoji 😀 한국어"),
        "\",\"prev\":\"00\",\"hash\":\"00\"}"u8.ToArray(),
    ];

    private static readonly byte[][] s_invalid =
    [
        [0xFF, 0xFE, (byte)'a'],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80, (byte)'x'],          // a lone surrogate as UTF-8
        [(byte)'a', 0xF0, 0x9F],                // cut within a character
        [0x80],
    ];

    [TestCaseSource(nameof(s_hostile))]
    public void Hostile_text_comes_back_as_it_was_and_a_line_stays_a_line(byte[] text)
    {
        var statement = Statement(text, out var line);
        Assert.That(Encoding.UTF8.GetBytes(statement.GetProperty("text").GetString()!), Is.EqualTo(text));
        Assert.That(statement.TryGetProperty("text_sha256", out _), Is.False);
        Assert.That(line.Any(c => c < ' ' || c == '\x7F'), Is.False);
    }

    [TestCaseSource(nameof(s_invalid))]
    public void Bytes_that_are_not_utf8_are_replaced_and_the_original_is_told_by_length_and_digest(byte[] text)
    {
        var statement = Statement(text, out _);
        Assert.That(statement.GetProperty("text").GetString(), Does.Contain("\uFFFD"));
        Assert.That(statement.GetProperty("text_bytes").GetInt32(), Is.EqualTo(text.Length));
        Assert.That(statement.GetProperty("text_sha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(text))));
    }

    [Test]
    public void Random_bytes_always_make_a_record_that_verifies()
    {
        using var folder = new AuditFolder();
        var random = new Random(5);
        using (var trail = folder.Start())
        {
            for (var i = 0; i < 300; i++)
            {
                var text = new byte[random.Next(1, 40_000)];
                random.NextBytes(text);
                while (!trail.Lane(0).TryRecord(folder.Opening(text), new StatementOutcome { Status = "denied" }))
                {
                    Thread.Sleep(5);
                }

                trail.Lane(0).BeforeSends();
            }
        }

        using var keys = new VerificationKeys([]);
        var report = new LogVerifier(keys, []).Verify(LogFileName.List(folder.Options.Directory));
        Assert.That(report.Writers.Single().Bad, Is.Null);
        Assert.That(folder.Records(), Has.Count.EqualTo(300));
    }

    [Test]
    public void Names_of_clients_are_escaped_like_texts()
    {
        using var folder = new AuditFolder();
        var session = AuditFolder.NewSession("x") with { User = "a\"b\\c\nd", Application = "lone \uD800 surrogate" };
        using (var trail = folder.Start())
        {
            trail.Lane(0).TryRecord(new AuditEvent("login", session, [new("detail", "tab\there")]));
            trail.Lane(0).BeforeSends();
        }

        var login = folder.Records("login").Single();
        Assert.That(login.GetProperty("session").GetProperty("user").GetString(), Is.EqualTo("a\"b\\c\nd"));
        Assert.That(login.GetProperty("session").GetProperty("application").GetString(), Is.EqualTo("lone \uFFFD surrogate"));
        Assert.That(login.GetProperty("detail").GetString(), Is.EqualTo("tab\there"));
    }

    [Test]
    public void Times_are_in_the_zone_of_the_writer_with_microseconds()
    {
        var line = new LineBuffer(64);
        var clock = new ManualClock();
        new LogTime(clock.LocalTimeZone).Write(line, clock.GetUtcNow().UtcTicks + 1_234_567);
        Assert.That(Encoding.ASCII.GetString(line.Written), Is.EqualTo("\"2026-11-22T16:59:53.123456+09:00\""));
    }

    private static JsonElement Statement(byte[] text, out string line)
    {
        using var folder = new AuditFolder();
        using (var trail = folder.Start())
        {
            trail.Lane(0).TryRecord(folder.Opening(text), new StatementOutcome { Status = "denied" });
            trail.Lane(0).BeforeSends();
        }

        line = folder.Lines().Single(l => l.Contains("\"statement\":{", StringComparison.Ordinal));
        return folder.Records().Single().GetProperty("statement");
    }
}
