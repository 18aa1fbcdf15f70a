using System.Text;
using ProxyDb.Protocols.MySql.Messages;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What reduced errors say, by code: the server's own words without what it would put into them, so that programs which look for a
/// key's name still find it
/// (<see href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html"/>, <see href="https://mariadb.com/kb/en/mariadb-error-codes/"/>).
/// </summary>
internal static class DiagnosticTexts
{
    /// <summary>Longest name that is told.</summary>
    private const int NameLength = 200;

    public static string Of(in ErrPacket error, ReadOnlySpan<byte> client) =>
        OfConstraint(error.Code, error.Message) ?? OfName(error.Code, error.Message, client) ?? OfCode(error.Code);

    private static string? OfConstraint(int code, ReadOnlySpan<byte> message) => code switch
    {
        // The value stands before the name of the key, which is the server's last word.
        1062 when Last(message, " for key '"u8, (byte)'\'') is { } key => $"Duplicate entry for key '{key}'",
        1451 when Last(message, "CONSTRAINT `"u8, (byte)'`') is { } key =>
            $"Cannot delete or update a parent row: a foreign key constraint fails (CONSTRAINT `{key}`)",
        1452 when Last(message, "CONSTRAINT `"u8, (byte)'`') is { } key =>
            $"Cannot add or update a child row: a foreign key constraint fails (CONSTRAINT `{key}`)",
        1048 when Last(message, "Column '"u8, (byte)'\'') is { } column => $"Column '{column}' cannot be null",
        1364 when Last(message, "Field '"u8, (byte)'\'') is { } column => $"Field '{column}' doesn't have a default value",
        3819 when Last(message, "Check constraint '"u8, (byte)'\'') is { } key => $"Check constraint '{key}' is violated.",
        4025 when Last(message, "CONSTRAINT `"u8, (byte)'`') is { } key => $"CONSTRAINT `{key}` failed",
        _ => null,
    };

    private static string? OfName(int code, ReadOnlySpan<byte> message, ReadOnlySpan<byte> client)
    {
        var words = code switch
        {
            1146 => ("Table", "doesn't exist"),
            1054 => ("Unknown column", "in the statement"),
            1052 => ("Column", "in the statement is ambiguous"),
            1049 => ("Unknown database", ""),
            1305 => ("PROCEDURE or FUNCTION", "does not exist"),
            1050 => ("Table", "already exists"),
            _ => default,
        };
        if (words == default || Quoted(message) is not { } name)
        {
            return null;
        }

        var last = name[(name.LastIndexOf('.') + 1)..];
        return IsWord(client, Encoding.UTF8.GetBytes(last)) ? $"{words.Item1} '{last}' {words.Item2}".TrimEnd() : null;
    }

    /// <summary>The name behind the last occurrence of some words, up to the quote that closes it.</summary>
    private static string? Last(ReadOnlySpan<byte> message, ReadOnlySpan<byte> words, byte quote)
    {
        var at = message.LastIndexOf(words);
        if (at < 0)
        {
            return null;
        }

        var name = message[(at + words.Length)..];
        var end = name.IndexOf(quote);
        return end is > 0 and <= NameLength ? Encoding.UTF8.GetString(name[..end]) : null;
    }

    /// <summary>The first name in single quotes, as the server words them.</summary>
    private static string? Quoted(ReadOnlySpan<byte> message)
    {
        var open = message.IndexOf((byte)'\'');
        var close = open < 0 ? -1 : message[(open + 1)..].IndexOf((byte)'\'');
        return close is > 0 and <= NameLength ? Encoding.UTF8.GetString(message.Slice(open + 1, close)) : null;
    }

    /// <summary>Whether the client's text has the name as a word of its own, in any case.</summary>
    private static bool IsWord(ReadOnlySpan<byte> client, ReadOnlySpan<byte> name)
    {
        for (var at = 0; at + name.Length <= client.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(client.Slice(at, name.Length), name)
                && (at == 0 || !IsPart(client[at - 1])) && (at + name.Length == client.Length || !IsPart(client[at + name.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(byte character) => char.IsAsciiLetterOrDigit((char)character) || character is (byte)'_' or (byte)'$' or >= 0x80;

    private static string OfCode(int code) => code switch
    {
        1205 => "Lock wait timeout exceeded; try restarting transaction",
        1213 => "Deadlock found when trying to get lock; try restarting transaction",
        1317 => "Query execution was interrupted",
        3024 => "Query execution was interrupted, maximum statement execution time exceeded",
        1969 => "Query execution was interrupted (max_statement_time exceeded)",
        1242 => "Subquery returns more than 1 row",
        1365 => "Division by 0",
        1064 => "You have an error in your SQL syntax",
        1142 or 1143 or 1044 or 1227 or 1370 => "the database refuses the access",
        1615 => "Prepared statement needs to be re-prepared",
        1062 => "Duplicate entry for a key",
        1451 or 1452 => "a foreign key constraint fails",
        1264 or 1406 or 1366 or 1292 or 1411 or 1690 => "a value that the statement cannot work with",
        1644 => "a routine of the database raised an error",
        _ => "the statement failed",
    } + (code is 1205 or 1213 or 1317 or 3024 or 1969 or 1242 or 1615 ? "" : "; details are withheld, since it stands under masks or row filters");
}
