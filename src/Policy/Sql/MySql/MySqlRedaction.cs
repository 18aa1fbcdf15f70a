using System.Text;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Sql.MySql;

/// <summary>Texts without their literals or secrets; see <see cref="StatementRedaction"/>.</summary>
internal static class MySqlRedaction
{
    private static readonly string[] Crypto =
        ["aes_encrypt", "aes_decrypt", "des_encrypt", "des_decrypt", "encode", "decode", "encrypt", "password", "old_password", "kdf", "hmac"];

    public static string WithoutLiterals(string text, MySqlSession session)
    {
        var redacted = new StringBuilder(Math.Min(text.Length, 1 << 16));
        var lexer = new MySqlLexer(text, session);
        var end = -1;
        for (var token = lexer.Next(); token.Kind != MySqlTokenKind.End; token = lexer.Next())
        {
            if (end >= 0 && token.Start > end)
            {
                redacted.Append(' ');
            }

            end = token.End;
            if (token.Kind == MySqlTokenKind.Invalid)
            {
                return redacted.Append('…').ToString();
            }

            if (IsLiteral(token))
            {
                redacted.Append('?');
            }
            else
            {
                redacted.Append(token.Text(text));
            }
        }

        return redacted.ToString();
    }

    /// <returns>Null when there is nothing to hide.</returns>
    public static string? WithoutSecrets(string text, MySqlSession session)
    {
        StringBuilder? redacted = null;
        var copied = 0;
        var places = new Places();
        var lexer = new MySqlLexer(text, session);
        for (var token = lexer.Next(); token.Kind != MySqlTokenKind.End; token = lexer.Next())
        {
            if (places.IsSecret(text, token))
            {
                redacted ??= new StringBuilder(text.Length);
                redacted.Append(text, copied, token.Start - copied).Append(token.Kind == MySqlTokenKind.Invalid ? "…" : "'***'");
                copied = token.End;
            }

            if (token.Kind == MySqlTokenKind.Invalid)
            {
                break;
            }
        }

        return redacted?.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsLiteral(MySqlToken token) => token.IsString || token.IsNumber || token.Kind is MySqlTokenKind.Hex or MySqlTokenKind.Bit;

    /// <summary>Follows a text and tells which literals are secrets: after PASSWORD and its like, IDENTIFIED, and arguments of ciphers.</summary>
    private struct Places
    {
        private bool _named;
        private bool _identifies;
        private bool _calls;
        private int _depth;
        private int _cipherDepth;

        public bool IsSecret(string text, MySqlToken token)
        {
            switch (token.Kind)
            {
                case MySqlTokenKind.Invalid:
                    return true;
                case MySqlTokenKind.Word or MySqlTokenKind.QuotedName or MySqlTokenKind.HostName:
                    Word(token, token.Text(text));
                    return false;
                case MySqlTokenKind.OpenParenthesis:
                    _depth++;
                    _cipherDepth = _calls && _cipherDepth == 0 ? _depth : _cipherDepth;
                    _calls = false;
                    return false;
                case MySqlTokenKind.CloseParenthesis:
                    _cipherDepth = _depth <= _cipherDepth ? 0 : _cipherDepth;
                    _depth--;
                    return false;
                case MySqlTokenKind.Semicolon:
                    _identifies = false;
                    _named = false;
                    return false;
                default:
                    return IsLiteral(token) && Literal(text, token);
            }
        }

        private void Word(MySqlToken token, ReadOnlySpan<char> name)
        {
            if (token.Kind == MySqlTokenKind.QuotedName)
            {
                name = name[1..^1];
            }

            _identifies |= token.Keyword == MySqlKeyword.Identified;
            _calls = false;
            foreach (var cipher in Crypto)
            {
                _calls |= name.Equals(cipher, StringComparison.OrdinalIgnoreCase);
            }

            Span<byte> utf8 = stackalloc byte[256];
            var isSecret = name.Length <= 64 && Encoding.UTF8.TryGetBytes(name, utf8, out var length) && SecretWords.NamesSecret(utf8[..length]);
            _named = isSecret || (_identifies && token.Keyword is MySqlKeyword.By or MySqlKeyword.As or MySqlKeyword.Using or MySqlKeyword.Replace)
                || (_named && token.Keyword is MySqlKeyword.For or MySqlKeyword.To or MySqlKeyword.By);
        }

        private bool Literal(string text, MySqlToken token)
        {
            if (!token.IsString && token.Kind is not (MySqlTokenKind.Hex or MySqlTokenKind.Bit))
            {
                return false;
            }

            // A statement about accounts within a literal: PREPARE, EXECUTE IMMEDIATE.
            if (token.Text(text).Contains("identified", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            var literal = Encoding.UTF8.GetBytes(token.Text(text).ToString());
            return _named || _cipherDepth > 0 || (literal.Length > 2 && SecretWords.HoldsSecret(literal.AsSpan(0, literal.Length - 1)));
        }
    }
}
