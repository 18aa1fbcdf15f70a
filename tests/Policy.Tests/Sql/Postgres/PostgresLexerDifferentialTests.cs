using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Sql.Postgres;

/// <summary>Our scanner against the server's, as libpg_query has it.</summary>
public sealed partial class PostgresLexerDifferentialTests
{
    private static readonly string[] Pieces =
    [
        "'", "''", "\"", "a", "E'", "e'\\'", "U&'", "U&\"", "b'", "x'1", "n'", "$$", "$a$", "$1", "$", "1", ".", "..", "1.", "e5", "e+", "_", "::", ":", ":=", "=>", "<=", "<>",
        "!=", "+", "-", "--", "/*", "*/", "*", "/", "@", "|", "~", "^", "%", "\n", " ", "\t", "\r", "\f", "(", ")", "[", "]", ",", ";", "\\", "é", "한", "{", "uescape", "0x1", "#",
        "&", "`", "\u00a0", "\v",
    ];

    [OneTimeSetUp]
    public void RequireLibrary() => LibPgQueryProbe.Require();

    [Test]
    public void Random_texts_have_the_same_tokens()
    {
        var random = new Random(20261125);
        for (var run = 0; run < 40_000; run++)
        {
            var text = new StringBuilder();
            for (var piece = random.Next(1, 12); piece > 0; piece--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            Compare(text.ToString());
        }
    }

    [TestCase("postgres.jsonl.gz")]
    [TestCase("gotchas.jsonl.gz")]
    [TestCase("workloads.jsonl.gz")]
    [TestCase("attacks.jsonl.gz")]
    public void Texts_of_the_corpus_have_the_same_tokens(string corpus)
    {
        var compared = 0;
        foreach (var text in SharedCorpus.Texts(corpus))
        {
            Compare(text);
            compared++;
        }

        Assert.That(compared, Is.GreaterThan(0));
    }

    private static void Compare(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        if (bytes.Contains((byte)0))
        {
            return;
        }

        var (expected, error) = LibPgQueryProbe.Scan(bytes);
        var actual = Ours(bytes, out var invalid);
        if (CommentInLiteral().IsMatch(text))
        {
            // libpg_query alone cannot read a comment within a continued literal; such texts are refused before the lexer matters.
            return;
        }

        if (error is not null)
        {
            // What moves no token is left to the parser: surrogate pairs and values of unicode escapes.
            Assert.That(invalid || error.Contains("nicode", StringComparison.Ordinal), Is.True, $"accepted, but the server says {error}: {text}");
        }
        else if (invalid)
        {
            Assert.That(IsRefusedByTheGrammar(bytes, actual[^1].Start), Is.True, $"refused, but the server scans it: {text}");
        }
        else
        {
            // libpg_query tells a wrong end for U&'…' and U&"…"; where the next token starts is right.
            Assert.That(actual.Select(t => IsUnicode(bytes, t) ? t.Start : t.End), Is.EqualTo(expected!.Select(t => IsUnicode(bytes, t) ? t.Start : t.End)), text);
            Assert.That(actual.Select(t => t.Start), Is.EqualTo(expected!.Select(t => t.Start)), text);
        }
    }

    private static bool IsUnicode(byte[] text, (int Start, int End) token) =>
        token.Start + 2 < text.Length && (text[token.Start] | 0x20) == 'u' && text[token.Start + 1] == '&' && text[token.Start + 2] is (byte)'\'' or (byte)'"';

    /// <summary>Characters that are a token of their own to the scanner and to no rule of the grammar.</summary>
    private static bool IsRefusedByTheGrammar(byte[] text, int at) => text[at] is (byte)'\\' or (byte)'{' or (byte)'}' or (byte)'$' or < (byte)' ' or 0x7F;

    private static List<(int Start, int End)> Ours(byte[] text, out bool invalid)
    {
        invalid = false;
        var tokens = new List<(int, int)>();
        var lexer = new PostgresLexer(text);
        while (lexer.Next(out var token))
        {
            invalid |= token.Kind == PostgresTokenKind.Invalid;
            if (token.Kind == PostgresTokenKind.NationalString)
            {
                // Two tokens to the server: NCHAR and the literal.
                tokens.Add((token.Start, token.Start + 1));
                tokens.Add((token.Start + 1, token.End));
            }
            else
            {
                tokens.Add((token.Start, token.End));
            }
        }

        return tokens;
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"'[ \t]*--[^\n\r]*[\n\r]\s*(--[^\n\r]*[\n\r]\s*)*'")]
    private static partial System.Text.RegularExpressions.Regex CommentInLiteral();
}
