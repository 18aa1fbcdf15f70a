using System.Text;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Values as they stand in SQL text: the one place that quotes. Control characters are the caller's to refuse.</summary>
internal static class LiteralText
{
    /// <summary>
    /// A literal that reads the same with <c>standard_conforming_strings</c> on and off: where there is a backslash, an escape string. Quoted
    /// by characters, before they are put into a client encoding, as the server scans them after it has decoded them.
    /// </summary>
    public static string Quote(string value)
    {
        RefuseControls(value);
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return value.Contains('\\', StringComparison.Ordinal)
            ? $" E'{quoted.Replace(@"\", @"\\", StringComparison.Ordinal)}'"
            : $"'{quoted}'";
    }

    /// <summary>The text form of a one-dimensional array (array_out): every item in double quotes, so that none reads as NULL.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < values.Count; i++)
        {
            RefuseControls(values[i]);
            text.Append(i == 0 ? "\"" : ",\"")
                .Append(values[i].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
                .Append('"');
        }

        return text.Append('}').ToString();
    }

    private static void RefuseControls(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException("a value with a control character", nameof(value));
            }
        }
    }
}
