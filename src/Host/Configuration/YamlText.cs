using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ProxyDb.Host.Configuration;

/// <summary>Writes a tree as block-style YAML.</summary>
internal static partial class YamlText
{
    public static string Write(JsonObject tree)
    {
        var output = new StringBuilder();
        Mapping(output, tree, 0, firstIndented: true);
        return output.ToString();
    }

    /// <summary>Plain where that cannot be read as anything else, else in double quotes.</summary>
    public static string Scalar(string text) => Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text : Quoted(text);

    public static string Quoted(string text)
    {
        var output = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => output.Append('\\').Append(c),
                < ' ' or '\x7f' => output.Append("\\x").Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)),
                _ => output.Append(c),
            };
        }

        return output.Append('"').ToString();
    }

    private static void Mapping(StringBuilder output, JsonObject mapping, int indent, bool firstIndented)
    {
        foreach (var (key, value) in mapping)
        {
            output.Append(' ', firstIndented ? indent : 0).Append(Scalar(key)).Append(':');
            firstIndented = true;
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    output.Append('\n');
                    Mapping(output, inner, indent + 2, firstIndented: true);
                    break;
                case JsonArray { Count: > 0 } items when items[0] is JsonObject:
                    output.Append('\n');
                    foreach (var item in items)
                    {
                        output.Append(' ', indent).Append("- ");
                        Mapping(output, (JsonObject)item!, indent + 2, firstIndented: false);
                    }

                    break;
                default:
                    output.Append(' ').Append(Flow(value)).Append('\n');
                    break;
            }
        }
    }

    private static string Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray items => "[" + string.Join(", ", items.Select(Flow)) + "]",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => Scalar(text),
        _ => value.ToJsonString(),
    };

    [GeneratedRegex(@"^[A-Za-z0-9/_.][A-Za-z0-9/_.%$-]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("^(null|true|false|yes|no|on|[0-9.]+)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reserved();
}
