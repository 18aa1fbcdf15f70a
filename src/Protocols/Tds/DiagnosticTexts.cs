using System.Text;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What reduced errors say, by number: the server's own words without what it would put into them, so that programs which look for the name
/// of a constraint still find it
/// (<see href="https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors"/>).
/// </summary>
internal static class DiagnosticTexts
{
    /// <summary>Longest name that is told.</summary>
    private const int NameLength = 200;

    public static string Of(int number, string message, ReadOnlySpan<byte> client) =>
        OfConstraint(number, message) ?? OfName(number, message, client) ?? OfNumber(number);

    private static string? OfConstraint(int number, string message) => number switch
    {
        // The value stands behind the names.
        2627 when Between(message, "constraint '", '\'') is { } key =>
            $"Violation of UNIQUE KEY or PRIMARY KEY constraint '{key}'. Cannot insert duplicate key.",
        2601 when Between(message, "unique index '", '\'') is { } key => $"Cannot insert duplicate key row in an object with unique index '{key}'.",
        547 when Between(message, "constraint \"", '"') is { } key => $"The statement conflicted with the constraint \"{key}\".",
        515 when Between(message, "column '", '\'') is { } column => $"Cannot insert the value NULL into column '{column}'; column does not allow nulls.",
        _ => null,
    };

    /// <summary>Names are told that the client itself has written.</summary>
    private static string? OfName(int number, string message, ReadOnlySpan<byte> client)
    {
        var words = number switch
        {
            207 => ("Invalid column name", "."),
            208 => ("Invalid object name", "."),
            209 => ("Ambiguous column name", "."),
            2812 => ("Could not find stored procedure", "."),
            _ => default,
        };
        if (words == default || Between(message, "'", '\'') is not { } name)
        {
            return null;
        }

        var last = name[(name.LastIndexOf('.') + 1)..];
        return Encoding.UTF8.GetString(client).Contains(last, StringComparison.OrdinalIgnoreCase) ? $"{words.Item1} '{last}'{words.Item2}" : null;
    }

    private static string? Between(string message, string before, char after)
    {
        var at = message.IndexOf(before, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var name = message.AsSpan(at + before.Length);
        var end = name.IndexOf(after);
        return end is > 0 and <= NameLength ? name[..end].ToString() : null;
    }

    private static string OfNumber(int number) => number switch
    {
        1205 => "Transaction was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
        1222 => "Lock request time out period exceeded.",
        512 => "Subquery returned more than 1 value",
        8134 => "Divide by zero error encountered.",
        8179 => "Could not find prepared statement with that handle.",
        102 or 156 => "Incorrect syntax",
        229 or 230 or 262 => "the database refuses the access",
        2627 or 2601 => "Cannot insert duplicate key.",
        547 => "The statement conflicted with a constraint.",
        515 => "Cannot insert the value NULL into a column that does not allow nulls.",
        245 or 241 or 242 or 248 or 8114 or 8115 or 8152 or 2628 or 9420 => "a value that the statement cannot work with",
        >= 50000 => "a procedure or trigger of the database raised an error",
        _ => "the statement failed",
    } + (number is 1205 or 1222 or 8134 or 8179 ? "" : "; details are withheld, since it stands under masks or row filters");
}
