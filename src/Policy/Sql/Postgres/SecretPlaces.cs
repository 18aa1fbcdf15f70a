namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Follows a text token by token and tells which literals are secrets.</summary>
internal struct SecretPlaces
{
    private bool _named;
    private bool _callsCrypto;
    private int _depth;
    private int _cryptoDepth;

    /// <summary>Moves past a token and says whether it must not be written down.</summary>
    public bool IsSecret(ReadOnlySpan<byte> text, PostgresToken token)
    {
        switch (token.Kind)
        {
            case PostgresTokenKind.Invalid:
                return true;
            case PostgresTokenKind.Identifier or PostgresTokenKind.QuotedIdentifier:
                Word(text, token);
                return false;
            case PostgresTokenKind.OpenParenthesis:
                _depth++;
                _cryptoDepth = _callsCrypto && _cryptoDepth == 0 ? _depth : _cryptoDepth;
                _callsCrypto = false;
                return false;
            case PostgresTokenKind.CloseParenthesis:
                _cryptoDepth = _depth <= _cryptoDepth ? 0 : _cryptoDepth;
                _depth--;
                _named = false;
                return false;
            case PostgresTokenKind.Operator or PostgresTokenKind.Comma:
                // PASSWORD = '…', set_config('app.password', '…')
                return false;
            default:
                return Literal(text, token);
        }
    }

    private void Word(ReadOnlySpan<byte> text, PostgresToken token)
    {
        var quoted = token.Kind == PostgresTokenKind.QuotedIdentifier ? 1 : 0;
        var name = token.Bytes(text)[quoted..^quoted];
        _callsCrypto = SecretWords.IsCrypto(name);
        _named = SecretWords.NamesSecret(name) || (_named && token.Is(text, "TO"u8));
    }

    private bool Literal(ReadOnlySpan<byte> text, PostgresToken token)
    {
        if (!token.IsString)
        {
            _named = false;
            return false;
        }

        var literal = token.Bytes(text);
        var secret = _named || _cryptoDepth > 0 || SecretWords.HoldsSecret(literal[..^1]);
        _named = literal.Length > 2 && SecretWords.NamesSecret(literal[1..^1]);
        return secret;
    }
}
