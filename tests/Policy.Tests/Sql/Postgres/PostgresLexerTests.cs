using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Sql.Postgres;

public sealed class PostgresLexerTests
{
    [TestCase("select 1", "Identifier:select Integer:1")]
    [TestCase("a.b::int", "Identifier:a Dot:. Identifier:b Typecast::: Identifier:int")]
    [TestCase("1..10", "Integer:1 DotDot:.. Integer:10")]
    [TestCase("1.5.5", "Numeric:1.5 Numeric:.5")]
    [TestCase("1. .5e-3 1e5", "Numeric:1. Numeric:.5e-3 Numeric:1e5")]
    [TestCase("$1+$22", "Parameter:$1 Operator:+ Parameter:$22")]
    [TestCase("a=-1", "Identifier:a Operator:= Operator:- Integer:1")]
    [TestCase("a@-1", "Identifier:a Operator:@- Integer:1")]
    [TestCase("a*-+1", "Identifier:a Operator:* Operator:- Operator:+ Integer:1")]
    [TestCase("a<--b\n1", "Identifier:a Operator:< Integer:1")]
    [TestCase("a+/*x*/b", "Identifier:a Operator:+ Identifier:b")]
    [TestCase("a->>'b' => <= >= <> !=", "Identifier:a Operator:->> String:'b' Operator:=> Operator:<= Operator:>= Operator:<> Operator:!=")]
    [TestCase("a:=b :c", "Identifier:a ColonEquals::= Identifier:b Colon:: Identifier:c")]
    [TestCase("/* a /* b */ c */1", "Integer:1")]
    [TestCase("/*/*//**/*/*/1", "Integer:1")]
    [TestCase("'a''b'", "String:'a''b'")]
    [TestCase("'a' 'b'", "String:'a' String:'b'")]
    [TestCase("'a' \n 'b'", "String:'a' \n 'b'")]
    [TestCase("'a' -- c\n--'d'\n 'b'", "String:'a' -- c\n--'d'\n 'b'")]
    [TestCase("'a' /*\n*/ 'b'", "String:'a' String:'b'")]
    [TestCase(@"'a\'", @"String:'a\'")]
    [TestCase(@"e'a\'b'", @"EscapeString:e'a\'b'")]
    [TestCase("E'\\\\'\n'\\''", "EscapeString:E'\\\\'\n'\\''")]
    [TestCase(@"E'\u0041\U00000041'", @"EscapeString:E'\u0041\U00000041'")]
    [TestCase("b'01' X'af' N'x'", "BitString:b'01' HexString:X'af' NationalString:N'x'")]
    [TestCase("b'01''1'", "BitString:b'01' String:'1'")]
    [TestCase("U&'d\\0061t' u&\"x\" uescape '!'", "UnicodeString:U&'d\\0061t' UnicodeIdentifier:u&\"x\" Identifier:uescape String:'!'")]
    [TestCase("U &'a'", "Identifier:U Operator:& String:'a'")]
    [TestCase("$$a'b$$ $x$ $$ $y$ $x$", "DollarString:$$a'b$$ DollarString:$x$ $$ $y$ $x$")]
    [TestCase("a$$b$$", "Identifier:a$$b$$")]
    [TestCase("\"a\"\"b\"", "QuotedIdentifier:\"a\"\"b\"")]
    [TestCase("é한글_1", "Identifier:é한글_1")]
    [TestCase("(a[1],;)", "OpenParenthesis:( Identifier:a OpenBracket:[ Integer:1 CloseBracket:] Comma:, Semicolon:; CloseParenthesis:)")]
    [TestCase("", "")]
    [TestCase(" \t\r\n\f", "")]
    public void Tokens_are_those_of_the_server(string text, string expected) => Assert.That(Tokens(text), Is.EqualTo(expected));

    [TestCase("'a", 0)]
    [TestCase("1 'a", 2)]
    [TestCase("\"a", 0)]
    [TestCase("\"\"", 0)]
    [TestCase("/* /* */", 0)]
    [TestCase("$a$ $b$", 0)]
    [TestCase("1a", 0)]
    [TestCase("1e+", 0)]
    [TestCase("0x1F", 0)]
    [TestCase("1_000", 0)]
    [TestCase("$1a", 0)]
    [TestCase(@"E'\u00'", 0)]
    [TestCase("E'\\", 0)]
    [TestCase("a \v b", 2)]
    [TestCase("a \0 b", 2)]
    [TestCase("'a\0'", 0)]
    [TestCase("a \\ b", 2)]
    public void What_the_scanner_refuses_is_one_invalid_token_to_the_end(string text, int start)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lexer = new PostgresLexer(bytes);
        PostgresToken token;
        do
        {
            Assert.That(lexer.Next(out token), Is.True, "an invalid token was expected");
        }
        while (token.Kind != PostgresTokenKind.Invalid);

        Assert.That((token.Start, token.End), Is.EqualTo((start, bytes.Length)));
        Assert.That(lexer.Next(out _), Is.False);
    }

    [Test]
    public void Without_standard_conforming_strings_a_backslash_escapes_in_plain_literals()
    {
        Assert.That(Tokens(@"'a\' b' N'\''", false), Is.EqualTo(@"EscapeString:'a\' b' NationalString:N'\''"));
        Assert.That(Tokens("U&'a'", false), Is.EqualTo("Invalid:U&'a'"));
    }

    [Test]
    public void An_operator_of_64_characters_is_too_long()
    {
        Assert.That(Tokens(new string('@', 63)), Does.StartWith("Operator:"));
        Assert.That(Tokens(new string('@', 64)), Does.StartWith("Invalid:"));
    }

    private static string Tokens(string text, bool standardConformingStrings = true)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lexer = new PostgresLexer(bytes, standardConformingStrings);
        var tokens = new List<string>();
        while (lexer.Next(out var token))
        {
            tokens.Add($"{token.Kind}:{Encoding.UTF8.GetString(token.Bytes(bytes))}");
        }

        return string.Join(' ', tokens);
    }
}
