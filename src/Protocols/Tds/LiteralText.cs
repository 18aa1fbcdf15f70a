using System.Text;

namespace ProxyDb.Protocols.Tds;

/// <summary>Values as they stand in SQL text: the one place that quotes. Control characters are the caller's to refuse.</summary>
internal static class LiteralText
{
    /// <summary>A literal of Unicode, which reads the same whatever the session's settings: a backslash before a new line is the one exception.</summary>
    public static string Quote(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException("a value with a control character", nameof(value));
            }
        }

        return $"N'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>What stands between the brackets of <c>IN ( )</c>; nothing is in an empty list.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return "NULL";
        }

        var text = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Quote(values[i]));
        }

        return text.ToString();
    }
}
