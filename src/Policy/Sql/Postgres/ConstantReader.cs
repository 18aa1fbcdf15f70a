using System.Globalization;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Reads values that the text gives as constants.</summary>
internal static class ConstantReader
{
    /// <summary>The text of a string constant, through casts; null for anything else.</summary>
    public static string? Text(SyntaxNode node)
    {
        while (node.Is("TypeCast"))
        {
            node = node["arg"];
        }

        return node.Is("A_Const") && node["sval"] is { Exists: true } text ? text.Text("sval") ?? "" : null;
    }

    /// <summary>Whether this is a constant NULL.</summary>
    public static bool IsNull(SyntaxNode node) => node.Is("A_Const") && node.Flag("isnull");

    /// <summary>A bare constant (string, number, word) as text, as it stands in option lists and SET; null for anything else.</summary>
    public static string? Scalar(SyntaxNode node, SourceText source)
    {
        switch (node.Type)
        {
            case "String":
                return node.Text("sval") ?? "";
            case "Integer":
                return node.Number("ival").ToString(CultureInfo.InvariantCulture);
            case "Float":
                return node.Text("fval");
            case "Boolean":
                return node.Flag("boolval") ? "true" : "false";
            case "A_Const":
                break;
            default:
                return null;
        }

        if (node["sval"] is { Exists: true } text)
        {
            return text.Text("sval") ?? "";
        }

        if (node["fval"] is { Exists: true } number)
        {
            return number.Text("fval");
        }

        if (node["ival"] is { Exists: true } integer)
        {
            // The parser's JSON has no negative numbers: they look like zero. The text knows.
            return integer.Number("ival") is var value and > 0
                ? value.ToString(CultureInfo.InvariantCulture)
                : IntegerAt(source, node.Location);
        }

        return node["boolval"] is { Exists: true } flag ? (flag.Flag("boolval") ? "true" : "false") : null;
    }

    /// <summary>The words of a list of String nodes.</summary>
    public static List<string> Strings(SyntaxNode list)
    {
        var words = new List<string>(2);
        var items = list.Is("List") ? list.Visit()["items"] : list;
        foreach (var item in items)
        {
            if (item.Visit().Text("sval") is { } word)
            {
                words.Add(word);
            }
        }

        return words;
    }

    private static string? IntegerAt(SourceText source, int location)
    {
        var text = source.Text;
        var at = source.Index(location);
        var sign = "";
        while (at < text.Length && (text[at] is '-' or '+' || char.IsWhiteSpace(text[at])))
        {
            sign = text[at] == '-' ? "-" : sign;
            at++;
        }

        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end == at)
        {
            return null;
        }

        var digits = text[at..end].TrimStart('0');
        if (digits.Length > 0 && sign.Length == 0)
        {
            // A sign may stand before the constant's own place.
            var before = source.Index(location) - 1;
            while (before >= 0 && char.IsWhiteSpace(text[before]))
            {
                before--;
            }

            sign = before >= 0 && text[before] == '-' ? "-" : "";
        }

        return digits.Length == 0 ? "0" : sign + digits;
    }
}
