using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Conversations;

/// <summary>A <c>C&gt;</c> line as the message it stands for.</summary>
internal static partial class ClientLine
{
    public static byte[] Encode(string line)
    {
        var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is var at and >= 0 ? (line[..at], line[(at + 1)..]) : (line, "");
        var names = Name().Matches(rest).Select(m => m.Groups[1].Value).ToList();
        var tail = Name().Replace(rest, "").Trim();
        return word switch
        {
            "Query" => ClientMessage.Query(Unescape(rest)),
            "Parse" => Parse(names[0], rest[(rest.IndexOf('"', 1) + 2)..]),
            "Bind" => ClientMessage.Bind(names[0], names[1], tail.Contains("results 00010001", StringComparison.Ordinal), Values(tail)),
            "Describe" or "Close" => Target(word, tail, names[0]),
            "Execute" => ClientMessage.Execute(names[0], int.Parse(tail, CultureInfo.InvariantCulture)),
            "Sync" => ClientMessage.Sync,
            "Flush" => ClientMessage.Flush,
            "Terminate" => ClientMessage.Terminate,
            "CopyData" => ClientMessage.CopyData(System.Text.Encoding.UTF8.GetBytes(Unescape(rest))),
            "CopyDone" => ClientMessage.CopyDone,
            "CopyFail" => ClientMessage.CopyFail(rest),
            _ => throw new FormatException($"a client has no message `{line}`"),
        };
    }

    private static byte[] Parse(string name, string text)
    {
        var types = text.LastIndexOf(" types ", StringComparison.Ordinal);
        return types < 0
            ? ClientMessage.Parse(name, Unescape(text))
            : ClientMessage.Parse(
                name, Unescape(text[..types]), [.. text[(types + 7)..].Split(' ').Select(t => int.Parse(t, CultureInfo.InvariantCulture))]);
    }

    private static byte[] Target(string word, string what, string name) => (word, what) switch
    {
        ("Describe", "statement") => ClientMessage.DescribeStatement(name),
        ("Describe", "portal") => ClientMessage.DescribePortal(name),
        ("Close", "statement") => ClientMessage.CloseStatement(name),
        ("Close", "portal") => ClientMessage.ClosePortal(name),
        _ => throw new FormatException($"`{what}` is neither statement nor portal"),
    };

    private static string?[] Values(string tail)
    {
        var match = ValueList().Match(tail);
        return match.Success ? [.. match.Groups[1].Value.Split(" | ").Select(v => v == "NULL" ? null : v)] : [];
    }

    private static string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("values (.*?)(?: formats | results |$)")]
    private static partial Regex ValueList();
}
