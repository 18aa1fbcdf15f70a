using System.Text;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Words that announce a secret.</summary>
internal static class SecretWords
{
    private static readonly string[] Names = ["password", "passwd", "passphrase", "secret", "connection", "secret_key", "api_key", "token"];

    private static readonly string[] Crypto =
    [
        "pgp_sym_encrypt", "pgp_sym_decrypt", "pgp_sym_encrypt_bytea", "pgp_sym_decrypt_bytea", "pgp_pub_encrypt", "pgp_pub_decrypt",
        "pgp_pub_encrypt_bytea", "pgp_pub_decrypt_bytea", "encrypt", "decrypt", "encrypt_iv", "decrypt_iv", "hmac", "crypt",
    ];

    /// <summary>A name whose value is a secret: one of the words, or one that ends in it (<c>sslpassword</c>, <c>app.password</c>).</summary>
    public static bool NamesSecret(ReadOnlySpan<byte> name)
    {
        foreach (var word in Names)
        {
            if (name.Length >= word.Length && Ascii.EqualsIgnoreCase(name[^word.Length..], word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A function of pgcrypto that takes a key or a password.</summary>
    public static bool IsCrypto(ReadOnlySpan<byte> name)
    {
        foreach (var word in Crypto)
        {
            if (Ascii.EqualsIgnoreCase(name, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A connection string, a URL with a password, or a statement within the literal: <c>password=…</c>, <c>PASSWORD '…'</c>.</summary>
    public static bool HoldsSecret(ReadOnlySpan<byte> literal)
    {
        var scheme = literal.IndexOf("://"u8);
        if (scheme >= 0 && literal[(scheme + 3)..].IndexOf((byte)'@') is var at and > 0 && literal.Slice(scheme + 3, at).Contains((byte)':'))
        {
            return true;
        }

        for (var place = 0; place + 8 < literal.Length; place++)
        {
            if ((literal[place] | 0x20) == 'p' && Ascii.EqualsIgnoreCase(literal.Slice(place, 8), "password"))
            {
                var after = literal[(place + 8)..].TrimStart(" \t\r\n"u8);
                if (after.Length > 0 && after[0] is (byte)'=' or (byte)'\'' or (byte)'$' or (byte)'E' or (byte)'e' or (byte)'U' or (byte)'u')
                {
                    return true;
                }
            }
        }

        return false;
    }
}
