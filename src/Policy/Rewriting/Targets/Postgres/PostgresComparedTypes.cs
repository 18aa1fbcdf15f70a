using System.Globalization;

namespace ProxyDb.Policy.Rewriting.Targets.Postgres;

/// <summary>PostgreSQL's types by how their values are told equal.</summary>
internal static class PostgresComparedTypes
{
    /// <param name="type">As <c>format_type</c> prints it.</param>
    public static ComparedType Of(string? type)
    {
        if (type is null)
        {
            return new ComparedType(ValueForm.Exact);
        }

        if (type.EndsWith(']'))
        {
            return new ComparedType(ValueForm.Unknown);
        }

        var open = type.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? type : type[..open];
        return name switch
        {
            "text" => new ComparedType(ValueForm.Text),
            "character varying" => new ComparedType(ValueForm.Text, Modifier(type, open, 0)),
            "character" => new ComparedType(ValueForm.PaddedText, Modifier(type, open, 0)),
            "smallint" or "integer" or "bigint" => new ComparedType(ValueForm.Number, 0),
            "numeric" => new ComparedType(ValueForm.Number, Modifier(type, open, 1)),
            "boolean" => new ComparedType(ValueForm.Boolean),
            "uuid" => new ComparedType(ValueForm.Uuid),

            // A modifier may change what is written: digits of seconds, bits.
            _ => new ComparedType(open < 0 ? ValueForm.Exact : ValueForm.Unknown),
        };
    }

    /// <summary>A number of the modifier; what does not limit is the largest.</summary>
    private static int Modifier(string type, int open, int index)
    {
        if (open < 0)
        {
            return int.MaxValue;
        }

        var close = type.IndexOf(')', open);
        var numbers = close < 0 ? [] : type[(open + 1)..close].Split(',');
        return numbers.Length > index && int.TryParse(numbers[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Math.Max(0, number)
            : 0;
    }
}
