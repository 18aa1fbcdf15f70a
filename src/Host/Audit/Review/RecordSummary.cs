using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProxyDb.Host.Audit.Review;

/// <summary>One line for a person: number, time, who, what, decision, outcome. Safe for a terminal.</summary>
internal static class RecordSummary
{
    private const int TextWidth = 120;

    public static string Of(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return Clean(Of(record.RootElement));
        }
        catch (JsonException)
        {
            return "(not an audit record)";
        }
    }

    /// <summary>Control, format and line-separating characters as <c>\uXXXX</c>: a text cannot repaint or reorder the screen.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var category = char.GetUnicodeCategory(c);
            _ = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : clean.Append(c);
        }

        return clean.ToString();
    }

    private static string Of(JsonElement record)
    {
        var head = $"{Text(record, "seq")} {Text(record, "time")} {Text(record, "event")}";
        if (Text(record, "session", "user") is { Length: > 0 } user)
        {
            head += $" {user}@{Text(record, "client", "address")}";
        }

        if (!record.TryGetProperty("statement", out _))
        {
            return head;
        }

        var text = string.Join(' ', Text(record, "statement", "text").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = text.Length > TextWidth ? text[..TextWidth] + "…" : text;
        return $"{head} {Text(record, "decision", "result")} {Text(record, "result", "status")} {Text(record, "result", "code")} " +
            $"rows={Text(record, "result", "rows")} {text}";
    }

    private static string Text(JsonElement record, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record))
            {
                return "";
            }
        }

        return record.ValueKind == JsonValueKind.Null ? "-" : record.ToString();
    }
}
