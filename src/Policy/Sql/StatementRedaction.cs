using System.Text;
using ProxyDb.Policy.Sql.MySql;
using ProxyDb.Policy.Sql.Postgres;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Sql;

/// <summary>What may be written down of a text: without its literals, or at least without passwords and keys.</summary>
public static class StatementRedaction
{
    /// <summary>
    /// The text with every literal replaced by <c>?</c>, comments and white space reduced to one space. What cannot be scanned
    /// is cut off at the fault.
    /// </summary>
    public static string WithoutLiterals(ReadOnlySpan<byte> text, bool standardConformingStrings)
    {
        var redacted = new StringBuilder(Math.Min(text.Length, 1 << 16));
        var lexer = new PostgresLexer(text, standardConformingStrings);
        var end = -1;
        while (lexer.Next(out var token))
        {
            if (end >= 0 && token.Start > end)
            {
                redacted.Append(' ');
            }

            end = token.End;
            if (token.Kind == PostgresTokenKind.Invalid)
            {
                redacted.Append('…');
            }
            else if (token.IsString || token.IsNumber)
            {
                redacted.Append('?');
            }
            else
            {
                redacted.Append(Encoding.UTF8.GetString(token.Bytes(text)));
            }
        }

        return redacted.ToString();
    }

    /// <summary>
    /// The text with the literals of secrets replaced by <c>'***'</c>: after PASSWORD and its like (roles, user mappings, settings),
    /// connection strings, arguments of functions that take keys (pgcrypto), and what follows when the text cannot be scanned. The
    /// rest is as sent.
    /// </summary>
    /// <returns>Null when there is nothing to hide: the text may be kept as it is.</returns>
    public static string? WithoutSecrets(ReadOnlySpan<byte> text, bool standardConformingStrings)
    {
        StringBuilder? redacted = null;
        var copied = 0;
        var places = new SecretPlaces();
        var lexer = new PostgresLexer(text, standardConformingStrings);
        while (lexer.Next(out var token))
        {
            if (places.IsSecret(text, token))
            {
                redacted ??= new StringBuilder(text.Length);
                redacted.Append(Encoding.UTF8.GetString(text[copied..token.Start])).Append(token.Kind == PostgresTokenKind.Invalid ? "…" : "'***'");
                copied = token.End;
            }
        }

        return redacted?.Append(Encoding.UTF8.GetString(text[copied..])).ToString();
    }

    /// <summary>As <see cref="WithoutSecrets(ReadOnlySpan{byte}, bool)"/>, for MySQL and MariaDB: also what follows IDENTIFIED, and keys of ciphers.</summary>
    public static string? WithoutSecrets(ReadOnlySpan<byte> text, MySqlSession session) =>
        MySqlRedaction.WithoutSecrets(Encoding.UTF8.GetString(text), session);

    /// <summary>As the methods above, by dialect.</summary>
    public static string? WithoutSecrets(SqlDialect dialect, ReadOnlySpan<byte> text, AnalysisNamespace names) => dialect switch
    {
        SqlDialect.MySql or SqlDialect.MariaDb => WithoutSecrets(text, names.MySql),
        SqlDialect.TSql => TSqlRedaction.WithoutSecrets(Encoding.UTF8.GetString(text), names.TSql),
        _ => WithoutSecrets(text, names.StandardConformingStrings),
    };
}
