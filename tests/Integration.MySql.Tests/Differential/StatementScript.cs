using System.Text.RegularExpressions;

namespace ProxyDb.Integration.MySql.Tests.Differential;

/// <summary>
/// A statement list. A statement is ended, on its last line or the next, by <c>\g</c>, <c>\gt</c> (COM_QUERY only) or <c>\bind a b \N</c> (prepared only, with
/// string values, ~ for a blank). <c>\data text</c> is what a server that asks for a local file gets. <c>\refused 1142</c> says that the gateway
/// refuses the statement behind it, <c>\moved 1142</c> that it may once another session has used the backend; both are documented differences.
/// <c>\reconnect</c> starts a new session. A line that starts with <c>##</c> is a remark.
/// </summary>
public static partial class StatementScript
{
    private static readonly Regex Directive = DirectiveAtEnd();

    public static string Directory => Path.Combine(AppContext.BaseDirectory, "Differential/Statements");

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static List<StatementStep> Load(string name)
    {
        var steps = new List<StatementStep>();
        var sql = new List<string>();
        string? data = null, refused = null, moved = null;
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Directory, name + ".sql")))
        {
            number++;
            if (line.StartsWith("##", StringComparison.Ordinal))
                continue;
            if (line.StartsWith("\\data ", StringComparison.Ordinal))
            {
                data = Regex.Unescape(line[6..]);
                continue;
            }

            if (line.StartsWith("\\refused ", StringComparison.Ordinal) || line.StartsWith("\\moved ", StringComparison.Ordinal))
            {
                (refused, moved) = line[1] == 'r' ? (line[9..].Trim(), moved) : (refused, line[7..].Trim());
                continue;
            }

            if (line.StartsWith('\\') || Directive.Match(line) is { Success: true })
            {
                var at = line.StartsWith('\\') ? 0 : Directive.Match(line).Index;
                sql.Add(line[..at]);
                var step = End(line[at..].Trim(), number, string.Join('\n', sql).Trim('\n'), data);
                steps.Add(step with { RefusedWith = refused, RefusedWhenMoved = moved });
                sql.Clear();
                data = refused = moved = null;
                continue;
            }

            sql.Add(line);
        }

        return sql.TrueForAll(string.IsNullOrWhiteSpace)
            ? steps
            : throw new FormatException($"the last statement of {name} has no \\g: {string.Join(' ', sql)}");
    }

    private static StatementStep End(string directive, int line, string sql, string? data)
    {
        var words = directive.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0] switch
        {
            "\\g" => new StatementStep(line, sql, null, false, data, false),
            "\\gt" => new StatementStep(line, sql, null, true, data, false),
            "\\bind" => new StatementStep(line, sql, [.. words[1..].Select(Value)], false, data, false),
            "\\reconnect" => new StatementStep(line, "", null, false, null, true),
            _ => throw new FormatException($"line {line}: unknown directive `{words[0]}`"),
        };
    }

    private static string? Value(string word) => word == "\\N" ? null : word.Replace('~', ' ');

    [GeneratedRegex(@" \\(g|gt|bind .*)$")]
    private static partial Regex DirectiveAtEnd();
}
