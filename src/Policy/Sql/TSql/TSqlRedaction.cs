using System.Text;
using ProxyDb.Policy.Sql.Postgres;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>Texts without their literals or secrets; see <see cref="StatementRedaction"/>.</summary>
internal static class TSqlRedaction
{
    private static readonly string[] Crypto =
    [
        "encryptbypassphrase", "decryptbypassphrase", "encryptbykey", "decryptbykey", "encryptbycert", "decryptbycert", "encryptbyasymkey",
        "decryptbyasymkey", "decryptbykeyautocert", "decryptbykeyautoasymkey", "signbycert", "signbyasymkey", "certprivatekey", "pwdcompare",
        "pwdencrypt", "openrowset", "opendatasource",
    ];

    /// <summary>Procedures that take a password or a connection string by place.</summary>
    private static readonly string[] Procedures =
    [
        "sp_addlogin", "sp_password", "sp_addlinkedsrvlogin", "sp_addlinkedserver", "sp_addremotelogin", "sp_setapprole", "sp_addapprole",
        "sp_approlepassword", "sp_control_dbmasterkey_password", "sysmail_add_account_sp", "xp_cmdshell",
    ];

    public static string WithoutLiterals(string text, TSqlSession session)
    {
        var redacted = new StringBuilder(Math.Min(text.Length, 1 << 16));
        var lexer = new TSqlLexer(text, session.QuotedIdentifier ?? true);
        var end = -1;
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            if (end >= 0 && token.Start > end)
            {
                redacted.Append(' ');
            }

            end = token.End;
            if (token.Kind == TSqlTokenKind.Invalid)
            {
                return redacted.Append('…').ToString();
            }

            if (token.IsString || token.IsNumber)
            {
                redacted.Append('?');
            }
            else
            {
                redacted.Append(text, token.Start, token.Length);
            }
        }

        return redacted.ToString();
    }

    /// <returns>Null when there is nothing to hide.</returns>
    public static string? WithoutSecrets(string text, TSqlSession session)
    {
        StringBuilder? redacted = null;
        var copied = 0;
        var places = default(Places);
        var lexer = new TSqlLexer(text, session.QuotedIdentifier ?? true);
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            if (places.IsSecret(text, token))
            {
                redacted ??= new StringBuilder(text.Length);
                redacted.Append(text, copied, token.Start - copied).Append(token.Kind == TSqlTokenKind.Invalid ? "…" : "'***'");
                copied = token.End;
            }
        }

        return redacted?.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Follows a text and tells which literals are secrets: after PASSWORD and its like, arguments of ciphers and of some procedures.</summary>
    private struct Places
    {
        private bool _named;
        private bool _calls;
        private bool _inProcedure;
        private int _depth;
        private int _cipherDepth;

        public bool IsSecret(string text, TSqlToken token)
        {
            switch (token.Kind)
            {
                case TSqlTokenKind.Invalid:
                    return token.Length > 1;
                case TSqlTokenKind.Word or TSqlTokenKind.QuotedName or TSqlTokenKind.Variable:
                    Word(token, text.AsSpan(token.Start, token.Length));
                    return false;
                case TSqlTokenKind.OpenParenthesis:
                    _depth++;
                    _cipherDepth = _calls && _cipherDepth == 0 ? _depth : _cipherDepth;
                    _calls = false;
                    return false;
                case TSqlTokenKind.CloseParenthesis:
                    _cipherDepth = _depth <= _cipherDepth ? 0 : _cipherDepth;
                    _depth--;
                    return false;
                case TSqlTokenKind.Semicolon:
                    _named = false;
                    _inProcedure = false;
                    return false;
                default:
                    return (token.IsString || token.Kind == TSqlTokenKind.Binary) && Literal(text.AsSpan(token.Start, token.Length));
            }
        }

        private void Word(TSqlToken token, ReadOnlySpan<char> name)
        {
            name = token.Kind == TSqlTokenKind.QuotedName && name.Length > 1 ? name[1..^1] : name.TrimStart('@');
            _calls = Holds(Crypto, name);
            _inProcedure |= Holds(Procedures, name);
            Span<byte> utf8 = stackalloc byte[256];
            var isSecret = name.Length <= 64 && Encoding.UTF8.TryGetBytes(name, utf8, out var length) && SecretWords.NamesSecret(utf8[..length]);
            _named = isSecret || (_named && token.Kind == TSqlTokenKind.Word && name.Equals("BY", StringComparison.OrdinalIgnoreCase));
        }

        private readonly bool Literal(ReadOnlySpan<char> text)
        {
            if (_named || _inProcedure || _cipherDepth > 0)
            {
                return true;
            }

            // A statement about accounts, or a connection string, within a literal.
            var literal = Encoding.UTF8.GetBytes(text.ToString());
            return text.Contains("password", StringComparison.OrdinalIgnoreCase) || text.Contains("pwd=", StringComparison.OrdinalIgnoreCase)
                || (literal.Length > 2 && SecretWords.HoldsSecret(literal.AsSpan(0, literal.Length - 1)));
        }

        private static bool Holds(string[] names, ReadOnlySpan<char> name)
        {
            foreach (var one in names)
            {
                if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
