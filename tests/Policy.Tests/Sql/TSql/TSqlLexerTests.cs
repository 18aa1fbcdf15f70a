using NUnit.Framework;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Tests.Sql.TSql;

public sealed class TSqlLexerTests
{
    [TestCase("SELECT [a]]b], \"c\"\"d\"", true, "Word:SELECT QuotedName:[a]]b] Comma:, QuotedName:\"c\"\"d\"")]
    [TestCase("\"c\"", false, "String:\"c\"")]
    [TestCase("N'ab''c' n'x' 'y'", true, "NationalString:N'ab''c' NationalString:n'x' String:'y'")]
    [TestCase("1 1.5 .5 1e3 1.e-3 0xAF $1.5 $a", true, "Integer:1 Decimal:1.5 Decimal:.5 Float:1e3 Float:1.e-3 Binary:0xAF Money:$1.5 Word:$a")]
    [TestCase("@a @@b #t ##t a#b$c@d", true, "Variable:@a Variable:@@b Word:#t Word:##t Word:a#b$c@d")]
    [TestCase("a--b\nc /* d /* e */ f */ g", true, "Word:a Word:c Word:g")]
    [TestCase("a<=b;(c).d", true, "Word:a Operator:< Operator:= Word:b Semicolon:; OpenParenthesis:( Word:c CloseParenthesis:) Dot:. Word:d")]
    [TestCase("이름 größe", true, "Word:이름 Word:größe")]
    [TestCase("'a", true, "Invalid:'a")]
    [TestCase("[a", true, "Invalid:[a")]
    [TestCase("a /* b", true, "Word:a")]
    public void Tokens_are_read_as_the_server_does(string text, bool quotedIdentifier, string expected) =>
        Assert.That(Tokens(text, quotedIdentifier, out _), Is.EqualTo(expected));

    [TestCase("SELECT\0 1")]
    [TestCase("SELECT '\0'")]
    [TestCase("SELECT\u200b1")]
    [TestCase("SELECT\u00851")]
    [TestCase("SELECT\u001a1")]
    [TestCase("SELECT\u20031")]
    [TestCase("SELECT 1 -- c\rFROM t")]
    [TestCase("SELECT\r1")]
    [TestCase("SELECT 1 -- c\u2028FROM t")]
    [TestCase("SELECT $(name)")]
    [TestCase("\ufeffSELECT 1")]
    public void What_two_readers_may_read_differently_is_refused(string text)
    {
        _ = Tokens(text, true, out var refusal);
        Assert.That(refusal, Is.Not.Null);
    }

    [TestCase("SELECT\r\n1\t-- c\r\n")]
    [TestCase("SELECT\u00a01\u3000\f\u0001")]
    [TestCase("SELECT 'a\rb\u3000\u0085'")]
    [TestCase("SELECT [a\u3000b]")]
    [TestCase("SELECT 1 -- 주석")]
    public void Anything_may_stand_in_literals(string text)
    {
        _ = Tokens(text, true, out var refusal);
        Assert.That(refusal, Is.Null);
    }

    private static string Tokens(string text, bool quotedIdentifier, out string? refusal)
    {
        var lexer = new TSqlLexer(text, quotedIdentifier);
        var tokens = new List<string>();
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            tokens.Add($"{token.Kind}:{text.Substring(token.Start, token.Length)}");
        }

        refusal = lexer.Refusal;
        return string.Join(" ", tokens);
    }
}
