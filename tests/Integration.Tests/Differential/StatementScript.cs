using System.Text;
using System.Text.RegularExpressions;

namespace ProxyDb.Integration.Tests.Differential;

/// <summary>
/// A statement list in psql's manner. A statement is ended, on its last line or the next, by <c>\g</c>, <c>\gs</c> (simple protocol only) or <c>\bind a b \N</c>
/// (extended only, with text values, ~ for a blank). <c>\in</c> up to <c>\.</c> is COPY data (<c>\inhex</c>: hexadecimal), <c>\fail reason</c> ends it by CopyFail.
/// <c>\reconnect</c> starts a new session. A line that starts with <c>#</c> is a remark.
/// </summary>
public static partial class StatementScript
{
    private static readonly Regex Directive = DirectiveAtEnd();

    public static string Directory => Path.Combine(AppContext.BaseDirectory, "Differential/Statements");

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static List<StatementStep> Load(string name) => Parse(File.ReadAllLines(Path.Combine(Directory, name + ".sql")));

    public static List<StatementStep> Parse(string[] lines)
    {
        var steps = new List<StatementStep>();
        var sql = new List<string>();
        byte[]? copy = null;
        string? failure = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith('#'))
                continue;
            if (line is "\\in" or "\\inhex")
            {
                var end = Array.IndexOf(lines, "\\.", i);
                copy = CopyInput(lines[(i + 1)..end], line == "\\inhex");
                i = end;
            }
            else if (line.StartsWith("\\fail ", StringComparison.Ordinal))
            {
                failure = line[6..];
                copy ??= [];
            }
            else if (line.StartsWith('\\'))
            {
                steps.Add(End(line, i + 1, string.Join('\n', sql), copy, failure));
                sql.Clear();
                (copy, failure) = (null, null);
            }
            else if (Directive.Match(line) is { Success: true } directive)
            {
                sql.Add(line[..directive.Index]);
                steps.Add(End(directive.Value.Trim(), i + 1, string.Join('\n', sql), copy, failure));
                sql.Clear();
                (copy, failure) = (null, null);
            }
            else
            {
                sql.Add(line);
            }
        }

        return sql.TrueForAll(string.IsNullOrWhiteSpace)
            ? steps
            : throw new FormatException($"the last statement has no \\g: {string.Join(' ', sql)}");
    }

    private static StatementStep End(string directive, int line, string sql, byte[]? copy, string? failure)
    {
        var words = directive.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0] switch
        {
            "\\g" => new StatementStep(line, sql.Trim('\n'), null, false, copy, failure, false),
            "\\gs" => new StatementStep(line, sql.Trim('\n'), null, true, copy, failure, false),
            "\\bind" => new StatementStep(line, sql.Trim('\n'), [.. words[1..].Select(Value)], false, copy, failure, false),
            "\\reconnect" => new StatementStep(line, "", null, false, null, null, true),
            _ => throw new FormatException($"line {line}: unknown directive `{words[0]}`"),
        };
    }

    [GeneratedRegex(@" \\(g|gs|bind .*)$")]
    private static partial Regex DirectiveAtEnd();

    private static string? Value(string word) => word == "\\N" ? null : word.Replace('~', ' ');

    private static byte[] CopyInput(string[] lines, bool hexadecimal) =>
        hexadecimal ? Convert.FromHexString(string.Concat(lines).Replace(" ", "", StringComparison.Ordinal)) : Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
}
