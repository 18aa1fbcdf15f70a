using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>Whatever bytes a client sends: nothing throws, nothing reads outside, and nothing is lost.</summary>
public sealed class TextRobustnessTests
{
    private const string Interesting = "'\"$\\/*-+=<>@(),;[].:eEuUnNbBxX&01 \n\t\0abPASSWORD values VALUES( é\u0080";

    [Test]
    public void Any_bytes_are_taken()
    {
        var random = new Random(20261125);
        var alphabet = Encoding.UTF8.GetBytes(Interesting);
        for (var run = 0; run < 10_000; run++)
        {
            var text = new byte[random.Next(0, 60)];
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = random.Next(8) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
            }

            foreach (var setting in new[] { true, false })
            {
                CheckTokens(text, setting);
                var key = new byte[StatementShape.KeyLimit(text.Length)];
                StatementShape.TryKey(text, setting, key, out _);
                StatementShape.Compute(text, setting);
                StatementRedaction.WithoutSecrets(text, setting);
                CheckGuard(text, setting);
            }

            TextEncoding.Of("SJIS").Decode(text, out _);
            TextEncoding.Of("GB18030").Decode(text, out _);
        }
    }

    [Test]
    public void Megabytes_of_anything_are_taken()
    {
        foreach (var piece in new[] { "'", "\"", "(", "/*", "$$", "$a", "-", "a", "1", ",(1)", "\\", "E'", "'a'\n", "--\n", "U&'" })
        {
            var text = Encoding.UTF8.GetBytes("VALUES (1)" + new StringBuilder().Insert(0, piece, (3 << 20) / piece.Length));
            var guarded = AnalysisGuard.CheckPostgres(text, standardConformingStrings: true, AnalysisLimits.Default);
            Assert.That(guarded.Error is not null || (guarded.Reduced ?? text).Length < 4 << 20, Is.True);
        }
    }

    /// <summary>Tokens follow each other, and between them stand only white space and comments.</summary>
    private static void CheckTokens(byte[] text, bool setting)
    {
        var lexer = new PostgresLexer(text, setting);
        var end = 0;
        while (lexer.Next(out var token))
        {
            Assert.That(token.Start, Is.GreaterThanOrEqualTo(end));
            Assert.That(token.Length, Is.GreaterThan(0));
            Assert.That(token.End, Is.LessThanOrEqualTo(text.Length));
            var between = Encoding.Latin1.GetString(text, end, token.Start - end);
            Assert.That(between.TrimStart(' ', '\t', '\n', '\r', '\f'), Is.Empty.Or.StartsWith("--").Or.StartsWith("/*"));
            end = token.End;
        }
    }

    private static void CheckGuard(byte[] text, bool setting)
    {
        var guarded = AnalysisGuard.CheckPostgres(text, setting, AnalysisLimits.Default);
        if (guarded.Reduced is { } reduced)
        {
            for (var place = 0; place <= reduced.Length; place++)
            {
                Assert.That(guarded.Map!.ToOriginal(place), Is.InRange(0, text.Length));
            }
        }
    }
}
