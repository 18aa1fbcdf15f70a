using System.Text;
using ProxyDb.Protocols.Postgres.Messages;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// What reduced errors say, by SQLSTATE: the server's own words without what it would put into them, so that programs which look for
/// a constraint's name still find it. Codes without a text get one of their class
/// (<see href="https://www.postgresql.org/docs/current/errcodes-appendix.html"/>).
/// </summary>
internal static class DiagnosticTexts
{
    public const string Notice = "a message of the database was withheld: the statement stands under masks or row filters";

    /// <summary>Longest name that is told.</summary>
    private const int NameLength = 200;

    public static string Of(ErrorFields fields, ReadOnlySpan<byte> client)
    {
        var code = Encoding.ASCII.GetString(fields.Code);
        return OfConstraint(code, fields) ?? OfName(code, fields.Message, client) ?? OfCode(code);
    }

    private static string? OfConstraint(string code, ErrorFields fields)
    {
        var (table, column, constraint) = (Text(fields, 't'), Text(fields, 'c'), Text(fields, 'n'));
        return code switch
        {
            "23505" when constraint is not null => $"duplicate key value violates unique constraint \"{constraint}\"",
            "23503" when constraint is not null => $"insert, update or delete on table \"{table}\" violates foreign key constraint \"{constraint}\"",
            "23502" when column is not null => $"null value in column \"{column}\" of relation \"{table}\" violates not-null constraint",
            "23514" when constraint is not null => $"new row for relation \"{table}\" violates check constraint \"{constraint}\"",
            "23P01" when constraint is not null => $"conflicting key value violates exclusion constraint \"{constraint}\"",
            _ => null,
        };
    }

    private static string? OfName(string code, ReadOnlySpan<byte> message, ReadOnlySpan<byte> client)
    {
        var words = code switch
        {
            "42P01" => ("relation", "does not exist"),
            "42703" => ("column", "does not exist"),
            "42702" => ("column reference", "is ambiguous"),
            "42883" => ("function or operator", "does not exist for these argument types"),
            "42704" => ("object", "does not exist"),
            "42P07" => ("relation", "already exists"),
            "42803" => ("column", "must appear in the GROUP BY clause or be used in an aggregate function"),
            "3F000" => ("schema", "does not exist"),
            _ => default,
        };
        if (words == default || NameIn(message) is not { } name || !IsWord(client, Encoding.UTF8.GetBytes(name)))
        {
            return null;
        }

        return $"{words.Item1} \"{name}\" {words.Item2}";
    }

    /// <summary>The first name in double quotes, else the first word with a point or a parenthesis behind it, as the server words them.</summary>
    private static string? NameIn(ReadOnlySpan<byte> message)
    {
        var open = message.IndexOf((byte)'"');
        var close = open < 0 ? -1 : message[(open + 1)..].IndexOf((byte)'"');
        if (close > 0 && close <= NameLength)
        {
            return Encoding.UTF8.GetString(message.Slice(open + 1, close));
        }

        var space = message.IndexOf((byte)' ');
        var word = space < 0 ? default : message[(space + 1)..];
        var end = word.IndexOfAny((byte)' ', (byte)'(');
        return end > 0 && end <= NameLength ? Encoding.UTF8.GetString(word[..end]) : null;
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

    private static string OfCode(string code) => code switch
    {
        "57014" => "canceling statement due to user request or a timeout",
        "25P02" => "current transaction is aborted, commands ignored until end of transaction block",
        "40001" => "could not serialize access due to concurrent update",
        "40P01" => "deadlock detected",
        "55P03" => "could not obtain lock",
        "22012" => "division by zero",
        "22P02" or "22007" or "22008" => "invalid or out-of-range input for a type",
        "22001" => "value too long for a type",
        "22003" => "value out of range",
        "21000" => "more than one row returned by a subquery, or a row affected twice",
        "42601" => "syntax error",
        "42501" => "permission denied by the database",
        "0A000" => "a feature that the database does not support here, or a cached plan whose result would change; prepare the statement again",
        "26000" => "prepared statement does not exist",
        "34000" => "cursor does not exist",
        "23505" => "duplicate key value violates a unique constraint",
        "23503" => "a foreign key constraint is violated",
        "23514" => "a check constraint is violated",
        "P0001" => "a function of the database raised an error",
        _ => OfClass(code),
    };

    private static string OfClass(string code) => (code.Length == 5 ? code[..2] : "") switch
    {
        "08" => "the database connection failed",
        "21" or "22" => "a value that the statement cannot work with",
        "23" => "a constraint of the database is violated",
        "25" => "the statement does not fit the state of the transaction",
        "40" => "the transaction was rolled back",
        "42" => "the statement names or combines what the database does not know in this form",
        "53" => "the database lacks resources",
        "54" => "a limit of the database was exceeded",
        "55" => "an object is not in the state the statement needs",
        "57" => "an operator or a timeout intervened",
        "P0" => "a function of the database failed",
        _ => "the statement failed",
    } + "; details are withheld, since it stands under masks or row filters";

    private static string? Text(ErrorFields fields, char field) =>
        fields.TryGet((byte)field, out var value) ? Encoding.UTF8.GetString(value) : null;
}
